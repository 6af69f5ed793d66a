"""The one way this package reads and writes JSON objects."""

from __future__ import annotations

import json
from typing import Any

JsonObject = dict[str, Any]


def parse_object(raw: bytes) -> JsonObject | None:
    """Return the JSON object in `raw`, or None when it is not JSON or not an object."""
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def dump_escaped(value: JsonObject) -> bytes:
    r"""Serialise as Meta does: compact, every non-ASCII character written as \uXXXX."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")
