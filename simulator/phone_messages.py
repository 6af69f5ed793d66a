"""What a citizen's phone can send, turned into the message objects of Meta's webhooks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from simulator.jsontypes import JsonObject
from simulator.media import SAMPLES, MediaLibrary

_SAMPLE_CONTACT: JsonObject = {
    "name": {"formatted_name": "Kontak Contoh", "first_name": "Kontak", "last_name": "Contoh"},
    "phones": [{"phone": "+62 899-0000-099", "wa_id": "628990000099", "type": "MOBILE"}],
}
_UNSUPPORTED: JsonObject = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}


class PhoneRequestError(ValueError):
    """The caller asked a phone to send something it cannot send; the text says why."""


def compose(request: JsonObject, media: MediaLibrary) -> JsonObject:
    """Return `type` and content of the webhook message for a send request.

    Files are put into `media`. Raises PhoneRequestError for an unknown type or a bad field.
    """
    kind = str(request.get("type"))
    if kind in _INTERACTIVE_REPLIES:
        return _interactive_reply(kind, request)
    if kind in SAMPLES:
        return {"type": kind, kind: _file(kind, request, media)}
    builder = _BUILDERS.get(kind)
    if builder is None:
        known = sorted({*_BUILDERS, *_INTERACTIVE_REPLIES, *SAMPLES})
        raise PhoneRequestError(f"type must be one of {', '.join(known)}")
    return {"type": kind, **builder(request)}


def address(
    content: JsonObject, sender: Mapping[str, str], message_id: str, timestamp: int
) -> JsonObject:
    """Complete a composed message with the fields that name its sender, id and time in seconds."""
    return {**sender, "id": message_id, "timestamp": str(timestamp), **content}


def sent_at(request: JsonObject) -> int | None:
    """Return the time in seconds that the request pretends, if any."""
    timestamp = request.get("timestamp")
    if timestamp is None:
        return None
    if not isinstance(timestamp, int) or isinstance(timestamp, bool) or timestamp < 0:
        raise PhoneRequestError("timestamp must be a whole number of seconds")
    return timestamp


def corrected_message(content: JsonObject) -> str | None:
    """Return the id of the message that a composed one edits or revokes, if it does that."""
    correction = content.get(content["type"]) if content["type"] in _CORRECTIONS else None
    return correction["original_message_id"] if correction else None


def quote(request: JsonObject, business_number: str) -> JsonObject:
    """Return the `context` part for a message that answers another one, else nothing."""
    if request.get("context") is None:
        return {}
    return {"context": {"from": business_number, "id": _text(request, "context")}}


def _interactive_reply(kind: str, request: JsonObject) -> JsonObject:
    _text(request, "context")
    reply = {key: _text(request, key) for key in ("id", "title")}
    if request.get("description") is not None:
        reply["description"] = _text(request, "description")
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def _template_reply(request: JsonObject) -> JsonObject:
    _text(request, "context")
    return {"button": {"payload": _text(request, "id"), "text": _text(request, "title")}}


def _file(kind: str, request: JsonObject, media: MediaLibrary) -> JsonObject:
    sample = SAMPLES[kind]
    if request.get("data") is None:
        stored = media.add(sample.read(), sample.mime_type)
    else:
        stored = media.add(_decoded(_text(request, "data")), _text(request, "mime_type"))
    content: JsonObject = {
        "mime_type": stored.mime_type,
        "sha256": base64.b64encode(stored.sha256).decode("ascii"),
        "id": stored.id,
        **_FILE_MARKS.get(kind, {}),
    }
    if request.get("caption") is not None:
        content["caption"] = _text(request, "caption")
    if kind == "document":
        content["filename"] = request.get("filename") or sample.filename
    return content


def _text_body(request: JsonObject) -> JsonObject:
    return {"text": {"body": _text(request, "text")}}


def _location(request: JsonObject) -> JsonObject:
    place: JsonObject = {
        "latitude": _number(request, "latitude", 90),
        "longitude": _number(request, "longitude", 180),
    }
    for key in ("name", "address"):
        if request.get(key) is not None:
            place[key] = _text(request, key)
    return {"location": place}


def _contacts(request: JsonObject) -> JsonObject:
    return {"contacts": request.get("contacts") or [_SAMPLE_CONTACT]}


def _reaction(request: JsonObject) -> JsonObject:
    reaction = {"message_id": _text(request, "message_id")}
    if request.get("emoji"):  # a reaction taken back has no emoji
        reaction["emoji"] = _text(request, "emoji")
    return {"reaction": reaction}


def _edit(request: JsonObject) -> JsonObject:
    corrected = {"type": "text", **_text_body(request)}
    original = _text(request, "message_id")
    return {"edit": {"original_message_id": original, "message": corrected}}


def _revoke(request: JsonObject) -> JsonObject:
    return {"revoke": {"original_message_id": _text(request, "message_id")}}


def _unsupported(request: JsonObject) -> JsonObject:
    return {"errors": [_UNSUPPORTED]}


_CORRECTIONS = ("edit", "revoke")
_INTERACTIVE_REPLIES = ("button_reply", "list_reply")
_FILE_MARKS: dict[str, JsonObject] = {"audio": {"voice": True}, "sticker": {"animated": False}}
_BUILDERS: dict[str, Callable[[JsonObject], JsonObject]] = {
    "text": _text_body,
    "button": _template_reply,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": _unsupported,
}


def _text(request: JsonObject, key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PhoneRequestError(f"{key} must be a text that is not empty")
    return value


def _number(request: JsonObject, key: str, bound: int) -> float:
    value: Any = request.get(key)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not -bound <= value <= bound:
        raise PhoneRequestError(f"{key} must be a number from {-bound} to {bound}")
    return float(value)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PhoneRequestError("data must be base64") from error
