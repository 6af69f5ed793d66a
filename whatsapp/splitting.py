"""Cutting a text that is too long for one message."""

from __future__ import annotations

_ENDS = ("\n\n", "\n", " ")


def split(text: str, limit: int) -> list[str]:
    """Return pieces of at most ``limit`` characters, cut at paragraph ends where there are any.

    Nothing but white space at the cuts is lost. A blank text has no pieces.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        end = _last_end(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _last_end(text: str, limit: int) -> int:
    for end in _ENDS:
        position = text.rfind(end, 0, limit + len(end))
        if position > 0:
            return position
    return limit
