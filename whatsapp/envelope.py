"""The envelope of a webhook call: entries, changes and the values in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeGuard

_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,255}")


def is_message_id(value: Any) -> TypeGuard[str]:
    """Tell whether this can be the id of a WhatsApp message."""
    return isinstance(value, str) and _MESSAGE_ID.fullmatch(value) is not None


def objects(holder: Any, key: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list that should be at a key, whatever else is there."""
    items = holder.get(key) if isinstance(holder, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item


def inner(holder: Any, key: str) -> dict[str, Any]:
    """Return the object at a key, an empty one if there is none."""
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def values(payload: Any) -> Iterator[dict[str, Any]]:
    """Yield the value of every change of every entry; Meta puts up to 1000 into one call."""
    for entry in objects(payload, "entry"):
        for change in objects(entry, "changes"):
            yield inner(change, "value")


def addressed_to(payload: Any, phone_number_id: str) -> dict[str, Any]:
    """Return a payload with only the changes that are not for another number than this one."""
    kept = [
        {"value": value}
        for value in values(payload)
        if inner(value, "metadata").get("phone_number_id", phone_number_id) == phone_number_id
    ]
    return {"entry": [{"changes": kept}]}
