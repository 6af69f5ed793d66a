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


def birthday(born: date, age: int) -> date:
    """Return the day on which somebody completes so many years.

    Who was born on 29 February does so on 1 March of a common year.
    """
    if (born.month, born.day) == (2, 29) and not calendar.isleap(born.year + age):
        return date(born.year + age, 3, 1)
    return born.replace(year=born.year + age)
