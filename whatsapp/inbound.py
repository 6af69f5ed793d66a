"""From Meta's webhook calls to the texts that the bot understands.

The channel writes ``#lokasi=<latitude>,<longitude>`` for a shared place and ``#kiriman=<type>`` for
what the bot cannot read (``#kiriman=kosong`` for a text without characters). Ids of our own buttons
start with "/" or "#". So that nobody can type such a command, typed text never starts with either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from whatsapp import bounds
from whatsapp.envelope import inner, is_message_id, objects, values

COMMAND_SIGNS = ("/", "#")
DISARM = "\u200b"
EMPTY = "#kiriman=kosong"
_UNREADABLE = "#kiriman="
_SILENT_KINDS = frozenset({"reaction", "system"})
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ADDRESS = re.compile(r"\+?([0-9]{5,20})")
_SECONDS = re.compile(r"[0-9]{1,13}")
_FIRST_MILLISECONDS = 10**11


@dataclass(frozen=True)
class InboundMessage:
    """One message of a citizen.

    Attributes:
        message_id: WhatsApp's id; it holds the sender's number in base64, so it is personal data.
        address: the sender's number, digits only.
        kind: WhatsApp's type of the message, ``unknown`` if it names none.
        text: what the bot gets to read; never empty, at most 4096 characters.
        timestamp: when it was sent, seconds since 1970; ``None`` if the call does not tell.
    """

    message_id: str = field(repr=False)
    address: str = field(repr=False)
    kind: str
    text: str = field(repr=False)
    timestamp: int | None


def read_messages(payload: Any) -> list[InboundMessage]:
    """Return every message to be answered, in Meta's order; malformed ones are left out."""
    messages = (item for value in values(payload) for item in objects(value, "messages"))
    return [message for item in messages for message in _read(item)]


def _read(item: dict[str, Any]) -> Iterator[InboundMessage]:
    message_id = item.get("id")
    address = _ADDRESS.fullmatch(_text_or_number(item.get("from")))
    kind = _kind(item)
    if kind in _SILENT_KINDS or item.get("group_id"):
        return
    if address and is_message_id(message_id):
        text = _READERS.get(kind, _read_caption)(item, kind)
        yield InboundMessage(message_id, address[1], kind, text, _timestamp(item))


def _kind(item: dict[str, Any]) -> str:
    kind = item.get("type")
    return kind if isinstance(kind, str) and _KIND.fullmatch(kind) else "unknown"


def _timestamp(item: dict[str, Any]) -> int | None:
    digits = _text_or_number(item.get("timestamp"))
    if not _SECONDS.fullmatch(digits):
        return None
    moment = int(digits)
    # Milliseconds have been seen in the wild, although seconds are documented.
    return moment // 1000 if moment >= _FIRST_MILLISECONDS else moment


def _text_or_number(value: Any) -> str:
    # Numbers are documented as texts, but Meta's own examples hold some as numbers.
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20
    return str(value) if is_number or isinstance(value, str) else ""


def _typed(value: Any) -> str:
    """Return typed text cleaned, disarmed and cut; empty if there is none."""
    if not isinstance(value, str):
        return ""
    # Half of a surrogate pair can be written in JSON, but not be encrypted or stored.
    text = value.encode("utf-8", "replace").decode().replace("\0", "").strip()
    armed = text.startswith(COMMAND_SIGNS)
    return (DISARM + text if armed else text)[: bounds.TEXT]


def _read_text(item: dict[str, Any], kind: str) -> str:
    return _typed(inner(item, "text").get("body")) or EMPTY


def _read_caption(item: dict[str, Any], kind: str) -> str:
    return _typed(inner(item, kind).get("caption")) or _UNREADABLE + kind


def _read_location(item: dict[str, Any], kind: str) -> str:
    place = inner(item, "location")
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if _is_degree(latitude, 90) and _is_degree(longitude, 180):
        return f"#lokasi={latitude:.6f},{longitude:.6f}"
    return _UNREADABLE + kind


def _is_degree(value: Any, largest: int) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and -largest <= value <= largest


def _read_interactive(item: dict[str, Any], kind: str) -> str:
    interactive = inner(item, "interactive")
    reply = inner(interactive, "button_reply") or inner(interactive, "list_reply")
    return _chosen(reply.get("id"), reply.get("title")) or _UNREADABLE + kind


def _read_button(item: dict[str, Any], kind: str) -> str:
    button = inner(item, "button")
    return _chosen(button.get("payload"), button.get("text")) or _UNREADABLE + kind


def _chosen(choice: Any, title: Any) -> Any:
    """Return the id of one of our buttons; of any other what the citizen saw on it."""
    return choice if _is_ours(choice) else _typed(title) or _typed(choice)


def _is_ours(choice: Any) -> bool:
    is_command = isinstance(choice, str) and choice.startswith(COMMAND_SIGNS)
    return is_command and len(choice) <= bounds.BUTTON_ID and choice.isprintable()


_READERS: dict[str, Callable[[dict[str, Any], str], str]] = {
    "text": _read_text,
    "location": _read_location,
    "interactive": _read_interactive,
    "button": _read_button,
}
