"""The days on which other rules begin to hold for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from vaksin.content import CONTENT_FOLDER
from vaksin.dates import add_months, birthday
from vaksin.eligibility.course import GivenDose
from vaksin.eligibility.follow_ups import load_follow_ups
from vaksin.eligibility.rules import DatedRule, Rule
from vaksin.eligibility.vaccines import load_boosters, load_vaccines

_ONE_DAY = timedelta(days=1)


def stretches(
    history: Sequence[GivenDose], on: date, born: date, folder: Path = CONTENT_FOLDER
) -> Iterator[tuple[date, date | None]]:
    """Yield the stretches of days, from a day on, in which the same rules hold for somebody.

    Each is its first day and the first day of the next one, which the last stretch lacks. Within
    a stretch no rule begins or ends, no age of a rule is reached, and no series becomes too old.
    """
    changes = {
        *_days_of_decrees(folder),
        *(birthday(born, age) for age in _ages(folder)),
        *_days_of_repetition(history, folder),
    }
    begin = on
    for change in sorted(day for day in changes if day > on):
        yield begin, change
        begin = change
    yield begin, None


@cache
def _days_of_decrees(folder: Path) -> frozenset[date]:
    periods = [rule.period for rule in _rules(folder)]
    starts = {period.start for period in periods}
    return frozenset(starts | {period.end + _ONE_DAY for period in periods if period.end})


@cache
def _ages(folder: Path) -> frozenset[int]:
    rules = [rule for rule in _rules(folder) if isinstance(rule, Rule)]
    youngest = {rule.minimum_age for rule in rules}
    return frozenset(youngest | {rule.maximum_age + 1 for rule in rules if rule.maximum_age})


def _days_of_repetition(history: Sequence[GivenDose], folder: Path) -> Iterator[date]:
    for rule in load_follow_ups(folder).series:
        for dose in history:
            if dose.given_on and rule.repeat_after_months:
                yield add_months(dose.given_on, rule.repeat_after_months) + _ONE_DAY


def _rules(folder: Path) -> Iterator[DatedRule]:
    for vaccine in load_vaccines(folder):
        yield from vaccine.usage
        yield from vaccine.intervals
    yield from load_boosters(folder)
    follow_ups = load_follow_ups(folder)
    yield from follow_ups.series
    yield from follow_ups.booster_brands
    yield from follow_ups.pregnancy
