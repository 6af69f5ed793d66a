"""The vaccines of the programme and the waiting times between doses, as they were on any day.

Read from ``content/vaccines.yml``. A rule says what a decree says; whether a person is vaccinated
is decided at the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from vaksin.content import CONTENT_FOLDER, Entry, require_unique
from vaksin.dates import add_months
from vaksin.eligibility.rules import (
    AGE_FIELDS,
    DATED_FIELDS,
    Rule,
    dated_for_ages,
    read_vaccines_file,
    refuse_overlaps,
)


@dataclass(frozen=True)
class Usage(Rule):
    """A time in which a vaccine is given; ``groups`` restricts it to priority groups, if any."""

    groups: tuple[str, ...]


@dataclass(frozen=True)
class IntervalRule(Rule):
    """The fewest days between two doses of the primary series."""

    days: int


@dataclass(frozen=True)
class BoosterRule(Rule):
    """The fewest months before booster ``number``, after the primary series or the last booster."""

    number: int
    months: int

    def earliest(self, previous_dose: date) -> date:
        """Return the first day on which the booster may be given."""
        return add_months(previous_dose, self.months)


@dataclass(frozen=True)
class Vaccine:
    """One brand; ``doses`` is the length of its primary series."""

    id: str
    name: str
    doses: int
    usage: tuple[Usage, ...]
    intervals: tuple[IntervalRule, ...]

    def in_use(self, on: date) -> bool:
        """Tell whether the programme gives this vaccine on a day."""
        return any(usage.period.covers(on) for usage in self.usage)

    def offered_to(self, on: date, age: int, group_id: str) -> bool:
        """Tell whether the programme gives this vaccine to an age and priority group on a day."""
        return self.usage_rule(on, age, group_id) is not None

    def usage_rule(self, on: date, age: int, group_id: str) -> Usage | None:
        """Return the rule by which the vaccine is given to an age and group, or nothing."""
        fitting = (usage for usage in self.usage if usage.fits(on, age))
        return next((use for use in fitting if not use.groups or group_id in use.groups), None)

    def interval_rule(self, on: date, age: int) -> IntervalRule | None:
        """Return the waiting-time rule in force on a day, or nothing if there is none."""
        return next((rule for rule in self.intervals if rule.fits(on, age)), None)

    def interval_days(self, on: date, age: int) -> int | None:
        """Return the fewest days between primary doses by the rule in force on a day.

        Nothing means that no rule is known: single-dose brands, brands no longer given, or an age
        that no decree names. Such a citizen is sent to an officer.
        """
        rule = self.interval_rule(on, age)
        return rule.days if rule else None


@cache
def load_vaccines(folder: Path = CONTENT_FOLDER) -> tuple[Vaccine, ...]:
    """Read every vaccine, in use or historical; the file is read once.

    Raises:
        ContentError: naming the vaccine or rule that is wrong.
    """
    entries = read_vaccines_file(folder).entries("vaccines")
    vaccines = tuple(_vaccine(entry) for entry in entries)
    ids = [vaccine.id for vaccine in vaccines]
    require_unique(zip(entries, ids, strict=True), "id")
    return vaccines


@cache
def load_boosters(folder: Path = CONTENT_FOLDER) -> tuple[BoosterRule, ...]:
    """Read the rules of every booster; the file is read once.

    Raises:
        ContentError: if a rule is wrong or two rules of one booster hold for the same person.
    """
    entries = read_vaccines_file(folder).entries("boosters")
    rules = tuple(_booster(entry) for entry in entries)
    for number in {rule.number for rule in rules}:
        same = [(e, r) for e, r in zip(entries, rules, strict=True) if r.number == number]
        refuse_overlaps([e for e, _ in same], [r for _, r in same], Rule.overlaps)
    return rules


def vaccines_in_use(on: date, folder: Path = CONTENT_FOLDER) -> list[Vaccine]:
    """Return the vaccines that the programme gives on a day."""
    return [vaccine for vaccine in load_vaccines(folder) if vaccine.in_use(on)]


def booster_rule(
    number: int, on: date, age: int, folder: Path = CONTENT_FOLDER
) -> BoosterRule | None:
    """Return the rule of a booster (1 is the first) for an age on a day, or nothing."""
    rules = (rule for rule in load_boosters(folder) if rule.number == number)
    return next((rule for rule in rules if rule.fits(on, age)), None)


def _vaccine(entry: Entry) -> Vaccine:
    entry.allow("id", "name", "doses", "usage", "intervals")
    usages = entry.entries("usage")
    intervals = entry.optional_entries("intervals")
    vaccine = Vaccine(
        id=entry.text("id"),
        name=entry.text("name"),
        doses=entry.integer("doses", 1, 4),
        usage=tuple(_usage(usage) for usage in usages),
        intervals=tuple(_interval(interval) for interval in intervals),
    )
    if (vaccine.doses > 1) != bool(vaccine.intervals):
        raise entry.error("intervals are needed for two or more doses, and only for those")
    refuse_overlaps(usages, vaccine.usage, Rule.overlaps)
    refuse_overlaps(intervals, vaccine.intervals, Rule.overlaps)
    return vaccine


def _usage(entry: Entry) -> Usage:
    entry.allow(*AGE_FIELDS, *DATED_FIELDS, "groups")
    return Usage(**dated_for_ages(entry), groups=entry.optional_texts("groups"))


def _interval(entry: Entry) -> IntervalRule:
    entry.allow(*AGE_FIELDS, *DATED_FIELDS, "days")
    return IntervalRule(**dated_for_ages(entry), days=entry.integer("days", 7, 365))


def _booster(entry: Entry) -> BoosterRule:
    entry.allow(*AGE_FIELDS, *DATED_FIELDS, "number", "months")
    number, months = entry.integer("number", 1, 9), entry.integer("months", 1, 24)
    return BoosterRule(**dated_for_ages(entry), number=number, months=months)
