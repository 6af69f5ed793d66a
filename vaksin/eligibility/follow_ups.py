"""Which brand may follow which, and which are given in pregnancy, as it was on any day.

Read from ``content/vaccines.yml``: its sections ``series``, ``booster_brands`` and ``pregnancy``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from vaksin.content import CONTENT_FOLDER, Entry
from vaksin.dates import add_months
from vaksin.eligibility.rules import (
    DATED_FIELDS,
    DatedRule,
    dated,
    read_vaccines_file,
    refuse_overlaps,
)
from vaksin.eligibility.vaccines import load_vaccines


@dataclass(frozen=True)
class SeriesRule(DatedRule):
    """How a primary series that has begun is continued.

    ``other_brands`` allows any brand in use whose series is as long. Later than
    ``repeat_after_months`` after the first dose of the series, it starts again; without that
    number it never does. ``doses_if_unknown`` is the length of a series whose brand nobody
    remembers; without it an officer must find out.
    """

    other_brands: bool
    repeat_after_months: int | None
    doses_if_unknown: int | None

    def too_late(self, first_dose: date, day: date) -> bool:
        """Tell whether a series begun on one day must start again on another."""
        months = self.repeat_after_months
        return months is not None and day > add_months(first_dose, months)


@dataclass(frozen=True)
class Combination:
    """The brands that may follow some brands, by vaccine id; half doses where the decree says."""

    after: frozenset[str]
    half_dose: frozenset[str]
    full_dose: frozenset[str]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every allowed pair of a previous brand and the brand that follows it."""
        return frozenset((a, b) for a in self.after for b in self.half_dose | self.full_dose)


@dataclass(frozen=True)
class BoosterBrands(DatedRule):
    """The brands of booster ``number``, by the brand of the injection before it.

    No combinations mean any brand in use, after any brand. ``months`` is a longer wait of these
    brands than that of the booster.
    """

    number: int
    months: int | None
    combinations: tuple[Combination, ...]

    def allows(self, previous: str | None, vaccine_id: str) -> bool:
        """Tell whether a brand may follow another; no previous one means that it is unknown."""
        return not self.combinations or (previous, vaccine_id) in self.pairs

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every allowed pair of a previous brand and the brand that follows it."""
        return frozenset(pair for combination in self.combinations for pair in combination.pairs)

    def overlaps(self, other: BoosterBrands) -> bool:
        """Tell whether both rules could allow the same booster on the same day."""
        any_brand = not self.combinations or not other.combinations
        same_brands = any_brand or bool(self.pairs & other.pairs)
        return self.number == other.number and same_brands and self.period.overlaps(other.period)


@dataclass(frozen=True)
class PregnancyRule(DatedRule):
    """The brands for pregnant women, by vaccine id, none meaning all in use; and since which week.

    The week of pregnancy is asked by the health questions, not computed here.
    """

    vaccine_ids: frozenset[str]
    minimum_weeks: int

    def allows(self, vaccine_id: str) -> bool:
        """Tell whether a brand is given to pregnant women."""
        return not self.vaccine_ids or vaccine_id in self.vaccine_ids


@dataclass(frozen=True)
class FollowUps:
    """All of these rules, in the order of the file."""

    series: tuple[SeriesRule, ...]
    booster_brands: tuple[BoosterBrands, ...]
    pregnancy: tuple[PregnancyRule, ...]

    def series_on(self, on: date) -> SeriesRule | None:
        """Return how a primary series is continued on a day, or nothing before the programme."""
        return next((rule for rule in self.series if rule.period.covers(on)), None)

    def booster_brands_on(self, number: int, on: date) -> list[BoosterBrands]:
        """Return every rule about the brands of a booster (1 is the first) on a day."""
        same = (rule for rule in self.booster_brands if rule.number == number)
        return [rule for rule in same if rule.period.covers(on)]

    def pregnancy_on(self, on: date) -> PregnancyRule | None:
        """Return the rule for pregnant women on a day, or nothing while none is vaccinated."""
        return next((rule for rule in self.pregnancy if rule.period.covers(on)), None)


@cache
def load_follow_ups(folder: Path = CONTENT_FOLDER) -> FollowUps:
    """Read these rules; the file is read once.

    Raises:
        ContentError: naming the rule that is wrong, names an unknown vaccine or repeats another.
    """
    file = read_vaccines_file(folder)
    known = frozenset(vaccine.id for vaccine in load_vaccines(folder))
    series, brands, pregnancy = (
        file.entries(section) for section in ("series", "booster_brands", "pregnancy")
    )
    rules = FollowUps(
        series=tuple(_series(entry) for entry in series),
        booster_brands=tuple(_booster_brands(entry, known) for entry in brands),
        pregnancy=tuple(_pregnancy(entry, known) for entry in pregnancy),
    )
    refuse_overlaps(series, rules.series, _same_days)
    refuse_overlaps(brands, rules.booster_brands, BoosterBrands.overlaps)
    refuse_overlaps(pregnancy, rules.pregnancy, _same_days)
    return rules


def _same_days(rule: DatedRule, other: DatedRule) -> bool:
    return rule.period.overlaps(other.period)


def _series(entry: Entry) -> SeriesRule:
    entry.allow(*DATED_FIELDS, "other_brands", "repeat_after_months", "doses_if_unknown")
    return SeriesRule(
        **dated(entry),
        other_brands=entry.truth("other_brands"),
        repeat_after_months=entry.optional_integer("repeat_after_months", 1, 24),
        doses_if_unknown=entry.optional_integer("doses_if_unknown", 1, 4),
    )


def _booster_brands(entry: Entry, known: frozenset[str]) -> BoosterBrands:
    entry.allow(*DATED_FIELDS, "number", "months", "combinations")
    return BoosterBrands(
        **dated(entry),
        number=entry.integer("number", 1, 9),
        months=entry.optional_integer("months", 1, 24),
        combinations=tuple(_combinations(entry.optional_entries("combinations"), known)),
    )


def _combinations(entries: Iterable[Entry], known: frozenset[str]) -> Iterable[Combination]:
    after: set[str] = set()
    for entry in entries:
        entry.allow("after", "half_dose", "full_dose")
        combination = Combination(
            after=_brands(entry, "after", known),
            half_dose=_brands(entry, "half_dose", known),
            full_dose=_brands(entry, "full_dose", known),
        )
        if not combination.pairs:
            raise entry.error("after and half_dose or full_dose are needed")
        if combination.half_dose & combination.full_dose:
            raise entry.error("a brand is given either as a half dose or as a full one")
        if combination.after & after:
            raise entry.error("after names a brand that a line above names")
        after |= combination.after
        yield combination


def _pregnancy(entry: Entry, known: frozenset[str]) -> PregnancyRule:
    entry.allow(*DATED_FIELDS, "vaccines", "minimum_weeks")
    return PregnancyRule(
        **dated(entry),
        vaccine_ids=_brands(entry, "vaccines", known),
        minimum_weeks=entry.integer("minimum_weeks", 1, 40),
    )


def _brands(entry: Entry, name: str, known: frozenset[str]) -> frozenset[str]:
    brands = frozenset(entry.optional_texts(name))
    if brands - known:
        raise entry.error(f"{name} names {min(brands - known)}, which is not defined")
    return brands
