"""What Meta accepts at POST /{phone-number-id}/messages, as pure checks.

Limits are from Meta's message reference of November 2025.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from simulator.graph_errors import INVALID_PARAMETER, INVALID_VALUE, GraphError
from simulator.graph_fields import (
    optional_text,
    required_number,
    required_object,
    required_text,
)
from simulator.graph_interactive import check_interactive
from simulator.jsontypes import JsonObject

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_DATA_LIMIT = 512
_ID_LIMIT = 512
_NAME_LIMIT = 512
_EMOJI_LIMIT = 32
_MAX_LATITUDE = 90.0
_MAX_LONGITUDE = 180.0
_RECIPIENT = re.compile(r"\+?[1-9][0-9]{5,14}")
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")


def check_message(body: JsonObject) -> None:
    """Raise GraphError when Meta would refuse this message."""
    if recipient_user_id(body) is None:
        recipient_number(body)
    if body.get("recipient_type", "individual") != "individual":
        raise GraphError(INVALID_PARAMETER, "recipient_type must be individual")
    optional_text(body, "biz_opaque_callback_data", "biz_opaque_callback_data", CALLBACK_DATA_LIMIT)
    if body.get("context") is not None:
        context = required_object(body, "context", "context")
        required_text(context, "message_id", "context.message_id", _ID_LIMIT)
    kind = message_type(body)
    _CHECKS[kind](required_object(body, kind, kind))


def check_product(body: JsonObject) -> None:
    """Raise GraphError unless the request says it is for WhatsApp."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(INVALID_PARAMETER, "messaging_product must be whatsapp")


def message_type(body: JsonObject) -> str:
    """Return the message's type, text when it is not given; raise GraphError for others."""
    kind = str(body.get("type", "text"))
    if kind not in _CHECKS:
        raise GraphError(INVALID_PARAMETER, f"type must be one of {', '.join(sorted(_CHECKS))}")
    return kind


def recipient_number(body: JsonObject) -> str:
    """Return the recipient's wa_id: digits only, without the "+" that `to` may carry."""
    to = body.get("to")
    if not isinstance(to, str) or not _RECIPIENT.fullmatch(to):
        raise GraphError(INVALID_PARAMETER, "to must be a phone number with country code")
    return to.removeprefix("+")


def recipient_user_id(body: JsonObject) -> str | None:
    """Return the user id to send to, or None when a number is given: `to` wins over it."""
    user_id = body.get("recipient")
    if body.get("to") is not None or user_id is None:
        return None
    if not isinstance(user_id, str) or not _USER_ID.fullmatch(user_id):
        raise GraphError(INVALID_PARAMETER, "recipient must be a business-scoped user id")
    return user_id


def is_receipt(body: JsonObject) -> bool:
    """Tell whether the request marks a message as read instead of sending one."""
    return "status" in body


def check_receipt(body: JsonObject) -> str:
    """Return the id of the message to mark as read; raise GraphError when the form is wrong."""
    if body.get("status") != "read":
        raise GraphError(INVALID_VALUE, "status must be read")
    if body.get("typing_indicator") is not None:
        indicator = required_object(body, "typing_indicator", "typing_indicator")
        if indicator.get("type") != "text":
            raise GraphError(INVALID_VALUE, "typing_indicator.type must be text")
    return required_text(body, "message_id", "message_id", _ID_LIMIT)


def referenced_media(body: JsonObject) -> Iterator[str]:
    """Yield the ids of uploaded media that a checked message shows."""
    kind = message_type(body)
    holder = body if kind == "image" else body[kind].get("header") or {}
    image = holder.get("image") or {}
    if "id" in image:
        yield image["id"]


def check_image(image: JsonObject) -> None:
    """Raise GraphError unless there is an id or a link, and the caption is short enough."""
    if ("id" in image) == ("link" in image):
        raise GraphError(INVALID_VALUE, "image needs either id or link")
    if "id" in image:
        required_text(image, "id", "image.id", _ID_LIMIT)
    elif not str(image["link"]).startswith(("http://", "https://")):
        raise GraphError(INVALID_VALUE, "image.link must be an http or https address")
    optional_text(image, "caption", "image.caption", CAPTION_LIMIT)


def _check_text(text: JsonObject) -> None:
    required_text(text, "body", "text.body", TEXT_LIMIT)


def _check_location(location: JsonObject) -> None:
    required_number(location, "latitude", "location.latitude", _MAX_LATITUDE)
    required_number(location, "longitude", "location.longitude", _MAX_LONGITUDE)
    optional_text(location, "name", "location.name", _NAME_LIMIT)
    optional_text(location, "address", "location.address", _NAME_LIMIT)


def _check_template(template: JsonObject) -> None:
    required_text(template, "name", "template.name", _NAME_LIMIT)
    language = required_object(template, "language", "template.language")
    required_text(language, "code", "template.language.code", _NAME_LIMIT)


def _check_reaction(reaction: JsonObject) -> None:
    required_text(reaction, "message_id", "reaction.message_id", _ID_LIMIT)
    if reaction.get("emoji") != "":  # the empty string takes a reaction back
        required_text(reaction, "emoji", "reaction.emoji", _EMOJI_LIMIT)


_CHECKS: dict[str, Callable[[JsonObject], None]] = {
    "text": _check_text,
    "interactive": lambda content: check_interactive(content, check_image),
    "image": check_image,
    "location": _check_location,
    "template": _check_template,
    "reaction": _check_reaction,
}
