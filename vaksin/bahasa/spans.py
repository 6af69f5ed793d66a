"""Spans of days and the calendar arithmetic that reading a date needs.

A function returns None where the calendar has no such day (31 February, the year 10000).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from vaksin.dates import add_months

_LEAP_YEAR_GAP = 8


class Unit(Enum):
    """The calendar units people count in."""

    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    YEAR = auto()


@dataclass(frozen=True)
class DateSpan:
    """The days from `first` to `last`, both included; a single day has both equal."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """Whether the span is a single day."""
        return self.first == self.last

    def days(self) -> Iterator[date]:
        """Every day of the span."""
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)


def day_span(day: date) -> DateSpan:
    """The span of one day."""
    return DateSpan(day, day)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if the calendar has it."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def shifted(day: date, unit: Unit, count: int) -> date | None:
    """The day `count` units later, or earlier if negative; a month's end stays in its month."""
    try:
        if unit in (Unit.DAY, Unit.WEEK):
            return day + timedelta(days=count * (7 if unit is Unit.WEEK else 1))
        return add_months(day, count * (12 if unit is Unit.YEAR else 1))
    except (ValueError, OverflowError):
        return None


def span_around(day: date, unit: Unit) -> DateSpan:
    """The week (Monday to Sunday), month or year in which a day lies."""
    if unit is Unit.DAY:
        return day_span(day)
    if unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return DateSpan(monday, monday + timedelta(days=6))
    if unit is Unit.MONTH:
        return month_span(day.year, day.month)
    return DateSpan(date(day.year, 1, 1), date(day.year, 12, 31))


def month_span(year: int, month: int) -> DateSpan:
    """All days of a month."""
    first = date(year, month, 1)
    return DateSpan(first, add_months(first, 1) - timedelta(days=1))


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday (Monday is 0) after a day, one to seven days later."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def weekday_before(day: date, weekday: int) -> date:
    """The last such weekday (Monday is 0) before a day, one to seven days earlier."""
    return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)


def days_near(today: date, day: int, month: int | None) -> list[date]:
    """The dates with this day (and month) around today, in order; empty for "31 Februari"."""
    if month is None:
        months = (shifted(today.replace(day=1), Unit.MONTH, step) for step in range(-3, 4))
        pairs = [(first.year, first.month) for first in months if first]
    else:
        # 29 February may be eight years away, as it was from 1896 to 1904.
        years = range(today.year - _LEAP_YEAR_GAP, today.year + _LEAP_YEAR_GAP + 1)
        pairs = [(year, month) for year in years]
    return [found for year, number in pairs if (found := calendar_day(year, number, day))]


def without_repeats(spans: Iterable[DateSpan]) -> tuple[DateSpan, ...]:
    """The spans in order, each once."""
    return tuple(dict.fromkeys(spans))
