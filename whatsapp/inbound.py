"""From one message of Meta's webhook calls to the text that the bot understands.

The channel writes ``#lokasi=<latitude>,<longitude>`` for a shared place and ``#kiriman=<type>`` for
what the bot cannot read (``#kiriman=kosong`` for a text without characters). Ids of our own buttons
start with "/" or "#". So that nobody can type such a command, typed text never starts with either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from vaksin.people.addresses import Addresses
from whatsapp import bounds
from whatsapp.envelope import inner, is_message_id
from whatsapp.senders import sender_of

COMMAND_SIGNS = ("/", "#")
DISARM = "\u200b"
SENT = "#kiriman="
EMPTY = f"{SENT}kosong"
TYPED = "text"
# No kind of message: what the bot reads when there is news for a citizen who wrote nothing.
NEWS = "kabar"
EDIT = "edit"
REVOKE = "revoke"
SYSTEM = "system"
# Kept, so that they are known when they come again, but nobody waits for an answer to them.
_UNKNOWN = "unknown"
_CALL_PERMISSION = "call_permission_reply"
SILENT_KINDS = frozenset({"reaction", SYSTEM, "request_welcome", _CALL_PERMISSION})
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SECONDS = re.compile(r"[0-9]{1,13}")
_FIRST_MILLISECONDS = 10**11


class UnreadableMessage(ValueError):
    """A message cannot be kept; the text says in one word why."""


@dataclass(frozen=True)
class InboundMessage:
    """One message of a citizen.

    Attributes:
        message_id: WhatsApp's id; it holds the sender's number in base64, so it is personal data.
        sender: the number and the user id that it came from, one of them at least.
        kind: WhatsApp's type of the message, ``unknown`` if it names none.
        text: what the bot gets to read; at most 4096 characters, empty if it reads nothing.
        timestamp: when it was sent, seconds since 1970; ``None`` if the call does not tell.
        original_id: the message that this one corrects or takes back, empty if it does neither.
    """

    message_id: str = field(repr=False)
    sender: Addresses = field(repr=False)
    kind: str
    text: str = field(repr=False)
    timestamp: int | None
    original_id: str = field(default="", repr=False)


def read_message(item: dict[str, Any], contacts: list[dict[str, Any]]) -> InboundMessage | None:
    """Read an item of ``messages``; ``None`` for what was not written to the bot alone.

    Raises:
        UnreadableMessage: if it names no id, or neither a number nor a user id of its sender.
    """
    if item.get("group_id"):
        return None
    message_id, sender, kind = item.get("id"), sender_of(item, contacts), _kind(item)
    if not is_message_id(message_id):
        raise UnreadableMessage("no_message_id")
    if sender is None:
        raise UnreadableMessage("no_sender")
    text, original_id = _content(item, kind), ""
    if kind in (EDIT, REVOKE):
        original_id = _original(item, kind)
        text = text if original_id else SENT + kind
    return InboundMessage(message_id, sender, kind, text, timestamp_of(item), original_id)


def timestamp_of(item: dict[str, Any]) -> int | None:
    """Return when an item came about, seconds since 1970; ``None`` if it does not tell."""
    digits = _text_or_number(item.get("timestamp"))
    if not _SECONDS.fullmatch(digits):
        return None
    moment = int(digits)
    # Milliseconds have been seen in the wild, although seconds are documented.
    return moment // 1000 if moment >= _FIRST_MILLISECONDS else moment


def _content(item: dict[str, Any], kind: str) -> str:
    if kind in SILENT_KINDS:
        return ""
    return _READERS.get(kind, _read_caption)(item, kind)


def _original(item: dict[str, Any], kind: str) -> str:
    """Return the message that is corrected; none if the correction does not tell the new words."""
    original_id = inner(item, kind).get("original_message_id")
    is_told = kind == REVOKE or _kind(inner(inner(item, kind), "message")) != _UNKNOWN
    return original_id if is_told and is_message_id(original_id) else ""


def _kind(item: dict[str, Any]) -> str:
    kind = item.get("type")
    if kind == "interactive" and inner(item, kind).get("type") == _CALL_PERMISSION:
        return _CALL_PERMISSION
    return kind if isinstance(kind, str) and _KIND.fullmatch(kind) else _UNKNOWN


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
    if not any(sign.isprintable() and not sign.isspace() for sign in text):
        return ""
    armed = text.startswith(COMMAND_SIGNS)
    return (DISARM + text if armed else text)[: bounds.TEXT]


def _read_text(item: dict[str, Any], kind: str) -> str:
    return _typed(inner(item, "text").get("body")) or EMPTY


def _read_caption(item: dict[str, Any], kind: str) -> str:
    return _typed(inner(item, kind).get("caption")) or SENT + kind


def _read_location(item: dict[str, Any], kind: str) -> str:
    place = inner(item, "location")
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if _is_degree(latitude, 90) and _is_degree(longitude, 180):
        return f"#lokasi={latitude:.6f},{longitude:.6f}"
    return SENT + kind


def _is_degree(value: Any, largest: int) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and -largest <= value <= largest


def _read_edit(item: dict[str, Any], kind: str) -> str:
    corrected = inner(inner(item, EDIT), "message")
    if _kind(corrected) in (EDIT, REVOKE, *SILENT_KINDS):
        return SENT + EDIT
    return _content(corrected, _kind(corrected))


def _read_nothing(item: dict[str, Any], kind: str) -> str:
    return ""


def _read_interactive(item: dict[str, Any], kind: str) -> str:
    interactive = inner(item, "interactive")
    reply = inner(interactive, "button_reply") or inner(interactive, "list_reply")
    answered = "nfm_reply" if "nfm_reply" in interactive else kind
    return _chosen(reply.get("id"), reply.get("title")) or SENT + answered


def _read_button(item: dict[str, Any], kind: str) -> str:
    button = inner(item, "button")
    return _chosen(button.get("payload"), button.get("text")) or SENT + kind


def _chosen(choice: Any, title: Any) -> Any:
    """Return the id of one of our buttons; of any other what the citizen saw on it."""
    return choice if _is_ours(choice) else _typed(title) or _typed(choice)


def _is_ours(choice: Any) -> bool:
    is_command = isinstance(choice, str) and choice.startswith(COMMAND_SIGNS)
    return is_command and len(choice) <= bounds.BUTTON_ID and choice.isprintable()


_READERS: dict[str, Callable[[dict[str, Any], str], str]] = {
    TYPED: _read_text,
    EDIT: _read_edit,
    REVOKE: _read_nothing,
    "location": _read_location,
    "interactive": _read_interactive,
    "button": _read_button,
}
