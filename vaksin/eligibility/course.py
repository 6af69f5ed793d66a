"""Where somebody stands in their course of doses: which injection comes next, and of what kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from vaksin.content import CONTENT_FOLDER
from vaksin.eligibility.follow_ups import load_follow_ups
from vaksin.eligibility.vaccines import load_vaccines


class Stage(Enum):
    """The two parts of a course; the value is its Indonesian name."""

    PRIMARY = "primer"
    BOOSTER = "booster"


@dataclass(frozen=True)
class Step:
    """One injection by its place in the course: primary dose or booster ``number``, from 1.

    ``repeated`` tells that the primary series was or is begun again because it was interrupted for
    too long (SE SR.02.06/II/921/2022).
    """

    stage: Stage
    number: int
    repeated: bool = False


@dataclass(frozen=True)
class GivenDose:
    """An injection already received; ``number`` counts all of them from 1.

    Who tells about injections elsewhere may not remember brand (a vaccine id) or day.
    """

    number: int
    vaccine_id: str | None
    given_on: date | None


@dataclass(frozen=True)
class Standing:
    """The step that is due, and the doses of the primary series that it belongs to or follows.

    When a series is to be begun again, these are the doses of the interrupted one.
    """

    step: Step
    series: tuple[GivenDose, ...]


class UnknownBrand(LookupError):
    """The length of the primary series depends on a brand that nobody remembers."""


def in_order(history: Sequence[GivenDose]) -> tuple[GivenDose, ...]:
    """Return a history by number.

    Raises:
        ValueError: if a number is missing or used twice, or the last dose has no day.
    """
    doses = tuple(sorted(history, key=lambda dose: dose.number))
    if [dose.number for dose in doses] != list(range(1, len(doses) + 1)):
        raise ValueError("the doses of a history are numbered from 1 without a gap")
    if doses and doses[-1].given_on is None:
        raise ValueError("the day of the last dose must be known")
    return doses


def standing(history: Sequence[GivenDose], on: date, folder: Path = CONTENT_FOLDER) -> Standing:
    """Return the step that is due by the rules of a day; the history is in order.

    The length of a series is that of its first brand. Whether a dose came too late and began the
    series again is decided by the rule of the day on which it was given; where that day is
    unknown, it did not.

    Raises:
        UnknownBrand: if the length of the series cannot be told.
    """
    series: tuple[GivenDose, ...] = ()
    repeated, boosters = False, 0
    for dose in history:
        if _complete(series, on, folder):
            boosters += 1
        elif _too_late(series, dose.given_on, folder):
            series, repeated = (dose,), True
        else:
            series = (*series, dose)
    if _complete(series, on, folder):
        return Standing(Step(Stage.BOOSTER, boosters + 1, repeated), series)
    if _too_late(series, on, folder):
        return Standing(Step(Stage.PRIMARY, 1, repeated=True), series)
    return Standing(Step(Stage.PRIMARY, len(series) + 1, repeated), series)


def series_length(brand: str | None, on: date, folder: Path = CONTENT_FOLDER) -> int:
    """Return how many doses the primary series has that began with a brand.

    Raises:
        UnknownBrand: if the brand is unknown and the rule of the day names no length for that.
    """
    for vaccine in load_vaccines(folder):
        if vaccine.id == brand:
            return vaccine.doses
    rule = load_follow_ups(folder).series_on(on)
    if rule is None or rule.doses_if_unknown is None:
        raise UnknownBrand("the brand of the first dose of the series is unknown")
    return rule.doses_if_unknown


def _complete(series: tuple[GivenDose, ...], on: date, folder: Path) -> bool:
    return bool(series) and len(series) >= series_length(series[0].vaccine_id, on, folder)


def _too_late(series: tuple[GivenDose, ...], day: date | None, folder: Path) -> bool:
    first = series[0].given_on if series else None
    if first is None or day is None:
        return False
    rule = load_follow_ups(folder).series_on(day)
    return rule is not None and rule.too_late(first, day)
