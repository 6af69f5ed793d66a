"""What Meta reports about messages that the bot sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from whatsapp.envelope import is_message_id, objects

QUEUED = "queued"
SENT = "sent"
DELIVERED = "delivered"
READ = "read"
FAILED = "failed"
_LADDER = (QUEUED, SENT, DELIVERED, READ)
_REPORTED = frozenset({SENT, DELIVERED, READ, FAILED})
_OUTBOX_ID = re.compile(r"[0-9a-f]{32}")
_ERROR_CODE = re.compile(r"[0-9]{1,9}")


class UnreadableStatus(ValueError):
    """A report cannot be used; the text says in one word why."""


@dataclass(frozen=True)
class StatusUpdate:
    """How far a message got.

    Attributes:
        wamid: WhatsApp's id of the message; holds the recipient's number in base64.
        status: one of sent, delivered, read, failed.
        outbox_id: the id that went out as callback data, empty if it did not come back.
        error_code: Meta's code of a failure, empty if there is none.
    """

    wamid: str = field(repr=False)
    status: str
    outbox_id: str
    error_code: str


def steps_before(status: str) -> tuple[str, ...]:
    """Return the statuses that this may replace: reports come in any order, twice or never."""
    if status == FAILED:
        return (QUEUED, SENT)
    return _LADDER[: _LADDER.index(status)]


def read_status(item: dict[str, Any]) -> StatusUpdate | None:
    """Read an item of ``statuses``; ``None`` for a step that we do not follow ("played").

    Raises:
        UnreadableStatus: if it does not name a message or a status.
    """
    wamid, status = item.get("id"), item.get("status")
    if not is_message_id(wamid):
        raise UnreadableStatus("status_without_message_id")
    if not isinstance(status, str):
        raise UnreadableStatus("status_without_name")
    if status not in _REPORTED:
        return None
    codes = [error_code(error) for error in objects(item, "errors")]
    outbox_id = _matching(_OUTBOX_ID, item.get("biz_opaque_callback_data"))
    return StatusUpdate(wamid, status, outbox_id, next(filter(None, codes), ""))


def error_code(error: dict[str, Any]) -> str:
    """Return Meta's code in an error object, empty if there is none."""
    return _matching(_ERROR_CODE, error.get("code"))


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    is_small = isinstance(value, str) or (isinstance(value, int) and abs(value) < 10**9)
    found = pattern.fullmatch(str(value)) if is_small else None
    return found[0] if found else ""
