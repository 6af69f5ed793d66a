"""Webhook calls as Meta sends them, for tests. All numbers are fictional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PHONE_NUMBER_ID = "106540352242922"
CITIZEN = "628000000001"
USER_ID = "ID.13491208655302741918"
PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "whatsapp" / "webhooks"


def call(*values: dict[str, Any]) -> dict[str, Any]:
    """Put values into an envelope, each into an entry of its own."""
    return {
        "object": "whatsapp_business_account",
        "entry": [
            {"id": "1", "changes": [{"field": "messages", "value": value}]} for value in values
        ],
    }


def value(
    messages: Any = (), statuses: Any = (), number: str = PHONE_NUMBER_ID, **fields: Any
) -> dict[str, Any]:
    """Return the value of one change."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "628000000000", "phone_number_id": number},
        "messages": list(messages),
        "statuses": list(statuses),
        **fields,
    }


def message(kind: str = "text", content: Any = None, **fields: Any) -> dict[str, Any]:
    """Return a message of a type."""
    base = {"from": CITIZEN, "id": "wamid.A", "timestamp": "1749416383", "type": kind}
    return {**base, **({} if content is None else {kind: content}), **fields}


def text_message(body: Any, **fields: Any) -> dict[str, Any]:
    """Return a typed message."""
    return message("text", {"body": body}, **fields)


def system_note(kind: str, sender: Any = CITIZEN, **content: Any) -> dict[str, Any]:
    """Return Meta's own note in a conversation, such as that a number has changed."""
    return message("system", {"type": kind, "body": "berita", **content}, **{"from": sender})


def published() -> dict[str, Any]:
    """Return Meta's own examples by file name; none where they are not at hand."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(PUBLISHED.glob("*.json"))}
