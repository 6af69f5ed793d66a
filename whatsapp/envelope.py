"""Tolerant reading of what should be in a webhook call or an answer of the Graph API."""

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
