"""What goes out instead of a message that WhatsApp would refuse: the same as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from whatsapp import bounds, payloads
from whatsapp.limits import check
from whatsapp.payloads import Payload
from whatsapp.rendering import PARAGRAPH
from whatsapp.splitting import split


def plain_fallback(payload: Payload) -> list[Payload]:
    """Return messages within the limits that show all that this one shows, choices numbered."""
    body = PARAGRAPH.join(filter(None, _paragraphs(payload)))
    link = payloads.image_link(payload)
    images = [payloads.image(link)] if link is not None else []
    sendable = [image for image in images if not check(image)]
    return [*sendable, *map(payloads.text, split(body, bounds.TEXT))]


def _paragraphs(payload: Payload) -> Iterator[str]:
    content = payload[payload["type"]]
    yield content.get("caption", "")
    yield content["body"]["text"] if payload["type"] == "interactive" else content.get("body", "")
    yield "\n".join(_numbered_choices(content.get("action", {})))
    yield "\n".join(str(content[key]) for key in ("name", "address") if key in content)
    yield content.get("link", "") if payload["type"] == "document" else ""


def _numbered_choices(action: Payload) -> Iterator[str]:
    buttons = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    for number, shown in enumerate(buttons + rows, start=1):
        yield f"{number}. " + ": ".join(filter(None, (shown["title"], shown.get("description"))))
