"""What reading a date gives, and what the matchers of date phrases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from vaksin.bahasa.spans import DateSpan
from vaksin.bahasa.tokens import Tokens


class Leaning(Enum):
    """Where a date without a year, or a weekday, is looked for."""

    FUTURE = auto()
    """Appointments."""
    PAST = auto()
    """Events that happened."""


@dataclass(frozen=True)
class DateMention:
    """A phrase in a message that names a day or a span of days.

    `readings` holds what it can mean, the likeliest first: one for a plain phrase, several where a
    careful Indonesian would ask back, none where only asking helps ("habis lebaran").
    """

    start: int
    end: int
    text: str
    readings: tuple[DateSpan, ...]

    @property
    def first(self) -> date | None:
        """The first day of the likeliest reading."""
        return self.readings[0].first if self.readings else None

    @property
    def last(self) -> date | None:
        """The last day of the likeliest reading."""
        return self.readings[0].last if self.readings else None

    @property
    def alternatives(self) -> tuple[DateSpan, ...]:
        """The other readings."""
        return self.readings[1:]

    @property
    def is_ambiguous(self) -> bool:
        """Whether the words do not settle which days are meant."""
        return len(self.readings) != 1

    @property
    def day(self) -> date | None:
        """The day, when the mention is exactly one; otherwise the citizen must be asked."""
        return None if self.is_ambiguous or not self.readings[0].is_day else self.first


class Kind(Enum):
    """Sorts of date phrases; phrases of two sorts beside each other describe one day."""

    EXPLICIT = auto()
    RELATIVE = auto()
    WEEKDAY = auto()
    PERIOD = auto()
    COMBINED = auto()


@dataclass(frozen=True)
class Match:
    """A date phrase found from token `start` up to, not including, token `end`."""

    start: int
    end: int
    kind: Kind
    readings: tuple[DateSpan, ...]
    fits: Callable[[date], bool] | None = None
    """What the words demand of the day, wherever it lies ("sabtu", "tgl 5")."""


@dataclass(frozen=True)
class Context:
    """The day the message was written and where its dates are looked for."""

    today: date
    leaning: Leaning

    def choose(self, days: list[date]) -> date | None:
        """The nearest of some days in order, today included, on the side the dates lean to."""
        if self.leaning is Leaning.PAST:
            return max((day for day in days if day <= self.today), default=None)
        return min((day for day in days if day >= self.today), default=None)

    def choose_span(self, spans: list[DateSpan]) -> DateSpan | None:
        """The nearest of some spans that is not over (or, leaning to the past, has begun)."""
        if self.leaning is Leaning.PAST:
            begun = [span for span in spans if span.first <= self.today]
            return max(begun, key=lambda span: span.first, default=None)
        open_spans = [span for span in spans if span.last >= self.today]
        return min(open_spans, key=lambda span: span.first, default=None)


Matcher = Callable[[Tokens, int, Context], "Match | None"]
"""Reads the date phrase that starts at a token, if one does."""
