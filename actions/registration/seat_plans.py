"""What the answer to the question of day and hour means; mostly a session, but not always.

Somebody may wait for a seat where all are taken, choose later, or be told to wait with the dose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

_QUEUE, _POSTPONED, _LATER = "antre", "tunda", "jadwal_nanti"
# Fills the question of the site where no site is chosen.
NO_SITE = "tanpa_tempat"


class PlanKind(Enum):
    """What is to be done when the citizen says yes."""

    SEAT = "seat"
    QUEUE = "queue"
    LATER = "later"
    POSTPONED = "postponed"


@dataclass(frozen=True)
class SeatPlan:
    """The choice that the slot ``sesi`` holds."""

    kind: PlanKind
    session_id: str | None = None
    site_id: str | None = None
    day: date | None = None

    @classmethod
    def read(cls, value: str) -> SeatPlan:
        """Read the slot."""
        kind, _, rest = value.partition(":")
        if kind == _QUEUE:
            site_id, _, day = rest.rpartition(":")
            return cls(PlanKind.QUEUE, site_id=site_id, day=date.fromisoformat(day))
        if kind == _POSTPONED:
            return cls(PlanKind.POSTPONED, day=date.fromisoformat(rest))
        if kind == _LATER:
            return cls(PlanKind.LATER)
        return cls(PlanKind.SEAT, session_id=value)


LATER = _LATER


def queue_for(site_id: str, day: date) -> str:
    """Return the slot's value for waiting at a site for a seat on a day."""
    return f"{_QUEUE}:{site_id}:{day.isoformat()}"


def postponed_until(day: date) -> str:
    """Return the slot's value for a dose that waits until a day."""
    return f"{_POSTPONED}:{day.isoformat()}"
