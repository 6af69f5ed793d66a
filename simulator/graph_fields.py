"""Typed reading of fields in a Graph request; every refusal names the field as Meta does."""

from __future__ import annotations

from typing import Any

from simulator.graph_errors import INVALID_VALUE, MISSING_PARAMETER, GraphError
from simulator.jsontypes import JsonObject


def required_object(holder: JsonObject, key: str, path: str) -> JsonObject:
    """Return the object under `key`; raise GraphError when it is missing or something else."""
    value = _present(holder, key, path)
    if not isinstance(value, dict):
        raise GraphError(INVALID_VALUE, f"{path} must be an object")
    return value


def required_objects(holder: JsonObject, key: str, path: str, most: int) -> list[JsonObject]:
    """Return the 1 to `most` objects listed under `key`; raise GraphError otherwise."""
    value = _present(holder, key, path)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise GraphError(INVALID_VALUE, f"{path} must be a list of objects")
    if not 1 <= len(value) <= most:
        raise GraphError(INVALID_VALUE, f"{path} must have 1 to {most} items, it has {len(value)}")
    return value


def required_text(holder: JsonObject, key: str, path: str, longest: int) -> str:
    """Return the text of 1 to `longest` characters under `key`; raise GraphError otherwise."""
    value = _present(holder, key, path)
    if not isinstance(value, str):
        raise GraphError(INVALID_VALUE, f"{path} must be a string")
    if not value.strip():
        raise GraphError(INVALID_VALUE, f"{path} must not be empty")
    if len(value) > longest:
        raise GraphError(
            INVALID_VALUE, f"{path} has {len(value)} characters, the limit is {longest}"
        )
    return value


def optional_text(holder: JsonObject, key: str, path: str, longest: int) -> str | None:
    """Like required_text, but an absent field gives None."""
    return None if holder.get(key) is None else required_text(holder, key, path, longest)


def required_number(holder: JsonObject, key: str, path: str, bound: float) -> float:
    """Return the number between -bound and +bound under `key`, also when written as a string."""
    value = _present(holder, key, path)
    try:
        number = float(value) if isinstance(value, (int, float, str)) else None
    except (ValueError, OverflowError):
        number = None
    if number is None or isinstance(value, bool) or not -bound <= number <= bound:
        raise GraphError(INVALID_VALUE, f"{path} must be a number from {-bound} to {bound}")
    return number


def require_unique(values: list[str], path: str) -> None:
    """Raise GraphError when two values are equal."""
    if len(set(values)) != len(values):
        raise GraphError(INVALID_VALUE, f"{path} must be unique")


def _present(holder: JsonObject, key: str, path: str) -> Any:
    value = holder.get(key)
    if value is None:
        raise GraphError(MISSING_PARAMETER, f"{path} is required")
    return value
