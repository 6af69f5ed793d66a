"""What all dated rules of the vaccines have in common: since when, for whom, by which decree.

They are read from ``content/vaccines.yml``; each kind of rule is read by the module that knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from vaksin.content import Entry, read_yaml
from vaksin.dates import Period

VACCINES_FILE = "vaccines.yml"
DATED_FIELDS = ("effective_from", "effective_until", "source", "confirmed")
AGE_FIELDS = ("minimum_age", "maximum_age")

_OLDEST = 130
_R = TypeVar("_R")
_SECTIONS = ("vaccines", "series", "boosters", "booster_brands", "pregnancy")


@dataclass(frozen=True)
class DatedRule:
    """When a rule holds.

    ``source`` names the decree; an unconfirmed rule must be checked by a health officer.
    """

    period: Period
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Rule(DatedRule):
    """For whom and when a rule holds. Ages are completed years, both bounds included."""

    minimum_age: int
    maximum_age: int | None

    @property
    def oldest(self) -> int:
        """The highest age for which the rule holds."""
        return _OLDEST if self.maximum_age is None else self.maximum_age

    def fits(self, on: date, age: int) -> bool:
        """Tell whether the rule holds for somebody of this age on a day."""
        return self.period.covers(on) and self.minimum_age <= age <= self.oldest

    def overlaps(self, other: Rule) -> bool:
        """Tell whether somebody could ever fall under both rules."""
        return (
            self.period.overlaps(other.period)
            and self.minimum_age <= other.oldest
            and other.minimum_age <= self.oldest
        )


def read_vaccines_file(folder: Path) -> Entry:
    """Read the file of all vaccine rules and check that it has no other sections.

    Raises:
        ContentError: if the file is missing, not YAML, or has an unknown section.
    """
    file = read_yaml(folder / VACCINES_FILE)
    file.allow("version", *_SECTIONS)
    file.text("version")
    return file


def dated(entry: Entry) -> dict[str, Any]:
    """Read the fields of a ``DatedRule``."""
    return {
        "period": entry.period(),
        "source": entry.text("source"),
        "confirmed": entry.truth("confirmed"),
    }


def dated_for_ages(entry: Entry) -> dict[str, Any]:
    """Read the fields of a ``Rule``."""
    minimum = entry.integer("minimum_age", 0, _OLDEST)
    maximum = entry.optional_integer("maximum_age", minimum, _OLDEST)
    return {**dated(entry), "minimum_age": minimum, "maximum_age": maximum}


def refuse_overlaps(
    entries: Sequence[Entry], rules: Sequence[_R], overlap: Callable[[_R, _R], bool]
) -> None:
    """Refuse two rules that would answer the same question on the same day.

    Raises:
        ContentError: naming the second of them.
    """
    for number, rule in enumerate(rules):
        if any(overlap(rule, earlier) for earlier in rules[:number]):
            raise entries[number].error("holds for the same ages and days as a rule above it")
