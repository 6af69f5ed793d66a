"""The bodies of WhatsApp messages, without recipient and envelope."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One thing to tap: what comes back, what is shown, and a second line of it."""

    id: str
    title: str
    description: str = ""


def text(body: str) -> Payload:
    """Return a plain text."""
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def image(link: str, caption: str = "") -> Payload:
    """Return an image with an optional text under it."""
    return {"type": "image", "image": {"link": link, **({"caption": caption} if caption else {})}}


def document(link: str) -> Payload:
    """Return a file that Meta fetches from a link."""
    return {"type": "document", "document": {"link": link}}


def location(place: Mapping[str, Any]) -> Payload:
    """Return a place on the map."""
    fields = ("latitude", "longitude", "name", "address")
    return {"type": "location", "location": {key: place[key] for key in fields if key in place}}


def reply_buttons(body: str, choices: Sequence[Choice], image_link: str | None) -> Payload:
    """Return a text with buttons under it and an optional image above it."""
    content: Payload = {
        "type": "button",
        "body": {"text": body},
        "action": {"buttons": [_button(choice) for choice in choices]},
    }
    if image_link is not None:
        content["header"] = {"type": "image", "image": {"link": image_link}}
    return {"type": "interactive", "interactive": content}


def choice_list(body: str, choices: Sequence[Choice], label: str) -> Payload:
    """Return a text with one button that opens a list."""
    content: Payload = {
        "type": "list",
        "body": {"text": body},
        "action": {"button": label, "sections": [{"rows": [_row(choice) for choice in choices]}]},
    }
    return {"type": "interactive", "interactive": content}


def image_link(payload: Payload) -> str | None:
    """Return the link of the image that a message shows, ``None`` if it shows none."""
    link = _image_in(payload).get("link")
    return link if isinstance(link, str) else None


def with_media(payload: Payload, media_id: str) -> Payload:
    """Return the message with an uploaded file in place of its image's link."""
    changed = copy.deepcopy(payload)
    shown = _image_in(changed)
    del shown["link"]
    shown["id"] = media_id
    return changed


def _image_in(payload: Payload) -> Payload:
    header: Payload = payload.get("interactive", {}).get("header", {})
    found: Payload = payload.get("image") or header.get("image") or {}
    return found


def _button(choice: Choice) -> Payload:
    return {"type": "reply", "reply": {"id": choice.id, "title": choice.title}}


def _row(choice: Choice) -> Payload:
    described = {"description": choice.description} if choice.description else {}
    return {"id": choice.id, "title": choice.title, **described}
