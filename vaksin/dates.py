"""Calendar arithmetic of the programme's rules: when a rule is in force, and months after a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The days a rule is in force, both ends included; no end means until further notice."""

    start: date
    end: date | None

    def covers(self, on: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Tell whether two rules are ever in force on the same day."""
        return self.covers(other.start) or other.covers(self.start)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
