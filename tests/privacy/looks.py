"""Looking for what was planted, and telling where it was looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tests.privacy.markers import Marker


@dataclass(frozen=True)
class Look:
    """One place: how much was read there, and which kinds of markers were found.

    The values found are not kept: a test that fails must not print them either.
    """

    place: str
    size: int
    found: tuple[str, ...]


def look(place: str, data: bytes, markers: Collection[Marker]) -> Look:
    """Search some bytes for every marker."""
    lowered = data.lower()
    found = (marker.kind for marker in markers if marker.is_in(data, lowered))
    return Look(place, len(data), tuple(sorted(set(found))))


def table(looks: Iterable[Look]) -> str:
    """Return the looks as a table."""
    lines = [f"{'where':<44}{'bytes read':>12}  markers found"]
    lines += [f"{o.place:<44}{o.size:>12,}  {', '.join(o.found) or '0'}" for o in looks]
    return "\n".join(lines)
