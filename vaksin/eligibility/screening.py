"""The health questions before vaccination, and what follows from the answers.

Read from ``content/prescreening.yml``. The questions prepare the visit; only the officer at the
site decides, so no outcome is a final refusal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from functools import cache
from pathlib import Path

from vaksin.content import (
    CONTENT_FOLDER,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    Entry,
    read_yaml,
    require_unique,
)
from vaksin.dates import Period, add_months
from vaksin.identity.nik import Sex

SCREENING_FILE = "prescreening.yml"
NOTHING_APPLIES = "tidak_ada"

# A list message has ten rows and the first one is "Tidak ada".
MAXIMUM_ITEMS = 9

_OLDEST = 130
_AUDIENCES = ("dewasa", "anak")


class Advised(IntEnum):
    """What a citizen is advised to do, from the least to the most cautious."""

    COME = 0
    COME_AND_TELL = 1
    POSTPONE = 2
    CONSULT_FIRST = 3


_OUTCOMES = {
    "datang": Advised.COME,
    "sampaikan": Advised.COME_AND_TELL,
    "tunda": Advised.POSTPONE,
    "konsultasi": Advised.CONSULT_FIRST,
}


class NoQuestionSet(LookupError):
    """No screening questions are known for this age on this day; an officer must help."""


class UnknownAnswer(ValueError):
    """An answer names no item of the question set."""


@dataclass(frozen=True)
class ScreeningItem:
    """One condition that may apply to a person.

    ``label`` and ``description`` fit one row of a list message. A postponement lasts ``days`` or
    ``months``. Ages are completed years, both bounds included; no sex means both.
    """

    id: str
    label: str
    description: str
    outcome: Advised
    days: int
    months: int
    advice: str
    minimum_age: int
    maximum_age: int
    sex: Sex | None
    source: str
    confirmed: bool

    def concerns(self, age: int, sex: Sex) -> bool:
        """Tell whether the item is asked of somebody of this age and sex."""
        return self.minimum_age <= age <= self.maximum_age and self.sex in (None, sex)

    def postponed_until(self, today: date) -> date | None:
        """Return the first day to come again, or nothing if the item does not postpone."""
        if self.outcome is not Advised.POSTPONE:
            return None
        return add_months(today, self.months) + timedelta(days=self.days)


@dataclass(frozen=True)
class QuestionSet:
    """The questions in force for an age group; ``version`` is stored with the answers."""

    version: str
    question: str
    none_label: str
    none_description: str
    minimum_age: int
    maximum_age: int
    period: Period
    items: tuple[ScreeningItem, ...]
    source: str
    confirmed: bool

    def fits(self, on: date, age: int) -> bool:
        """Tell whether the set is in force for this age on a day."""
        return self.period.covers(on) and self.minimum_age <= age <= self.maximum_age

    def overlaps(self, other: QuestionSet) -> bool:
        """Tell whether somebody could ever be asked both sets."""
        same_age = self.minimum_age <= other.maximum_age and other.minimum_age <= self.maximum_age
        return same_age and self.period.overlaps(other.period)

    def asked_of(self, age: int, sex: Sex) -> QuestionSet:
        """Return the set without the items that do not concern this age and sex."""
        concerned = tuple(item for item in self.items if item.concerns(age, sex))
        return replace(self, items=concerned)


@dataclass(frozen=True)
class ScreeningOutcome:
    """What the answers amount to.

    ``until`` is the first day to come again if an answer postpones, also when another answer asks
    for a consultation first. ``advice`` holds one sentence per answer, the most cautious first.
    """

    kind: Advised
    until: date | None
    advice: tuple[str, ...]


@cache
def load_question_sets(folder: Path = CONTENT_FOLDER) -> tuple[QuestionSet, ...]:
    """Read every version of the questions; the file is read once.

    Raises:
        ContentError: if an item or set is wrong, sets overlap, or one has too many items.
    """
    file = read_yaml(folder / SCREENING_FILE)
    file.allow("questions", "none_label", "none_description", "items", "sets")
    items = _items(file)
    entries = file.entries("sets")
    sets = [_question_set(file, entry, items) for entry in entries]
    require_unique(zip(entries, (questions.version for questions in sets), strict=True), "id")
    for number, (entry, questions) in enumerate(zip(entries, sets, strict=True)):
        if any(questions.overlaps(earlier) for earlier in sets[:number]):
            raise entry.error("is in force for the same ages and days as a set above it")
        _check_length(entry, questions)
    return tuple(sets)


def items_by_id(folder: Path = CONTENT_FOLDER) -> dict[str, ScreeningItem]:
    """Return every condition that any version of the questions names."""
    sets = load_question_sets(folder)
    return {item.id: item for questions in sets for item in questions.items}


def screening_on(on: date, age: int, sex: Sex, folder: Path = CONTENT_FOLDER) -> QuestionSet:
    """Return the questions for a person on a day, only with the items that concern the person.

    Raises:
        NoQuestionSet: if no decree gives questions for this age on this day.
    """
    for questions in load_question_sets(folder):
        if questions.fits(on, age):
            return questions.asked_of(age, sex)
    raise NoQuestionSet(f"no screening questions for this age on {on}")


def assess(answers: Collection[str], question_set: QuestionSet, today: date) -> ScreeningOutcome:
    """Return what follows from the ids of the items that apply; the most cautious one wins.

    Raises:
        UnknownAnswer: if an id is neither an item of the set nor ``NOTHING_APPLIES``.
    """
    unknown = set(answers) - {item.id for item in question_set.items} - {NOTHING_APPLIES}
    if unknown:
        raise UnknownAnswer(f"{len(unknown)} answers are not in {question_set.version}")
    chosen = [item for item in question_set.items if item.id in answers]
    chosen.sort(key=lambda item: item.outcome, reverse=True)
    days = [day for item in chosen if (day := item.postponed_until(today))]
    return ScreeningOutcome(
        kind=chosen[0].outcome if chosen else Advised.COME,
        until=max(days, default=None),
        advice=tuple(item.advice for item in chosen),
    )


def _items(file: Entry) -> dict[str, ScreeningItem]:
    entries = file.entries("items")
    items = [_item(entry) for entry in entries]
    require_unique(zip(entries, (item.id for item in items), strict=True), "id")
    return {item.id: item for item in items}


def _item(entry: Entry) -> ScreeningItem:
    entry.allow(
        "id", "label", "description", "outcome", "days", "months", "advice", "minimum_age",
        "maximum_age", "sex", "source", "confirmed",
    )  # fmt: skip
    youngest, oldest = _ages(entry)
    item = ScreeningItem(
        id=entry.text("id"),
        label=entry.text("label", ROW_TITLE_LIMIT),
        description=entry.text("description", ROW_DESCRIPTION_LIMIT),
        outcome=_OUTCOMES[entry.choice("outcome", _OUTCOMES)],
        days=entry.optional_integer("days", 1, 365) or 0,
        months=entry.optional_integer("months", 1, 24) or 0,
        advice=entry.text("advice"),
        minimum_age=youngest,
        maximum_age=oldest,
        sex=Sex(entry.choice("sex", [sex.value for sex in Sex])) if "sex" in entry.fields else None,
        source=entry.text("source"),
        confirmed=entry.truth("confirmed"),
    )
    if (item.outcome is Advised.POSTPONE) != bool(item.days or item.months):
        raise entry.error("days or months are needed with the outcome tunda, and only there")
    return item


def _question_set(file: Entry, entry: Entry, items: dict[str, ScreeningItem]) -> QuestionSet:
    entry.allow(
        "id", "audience", "minimum_age", "maximum_age", "effective_from", "effective_until",
        "source", "confirmed", "items",
    )  # fmt: skip
    youngest, oldest = _ages(entry)
    return QuestionSet(
        version=entry.text("id"),
        question=file.entry("questions").text(entry.choice("audience", _AUDIENCES)),
        none_label=file.text("none_label", ROW_TITLE_LIMIT),
        none_description=file.text("none_description", ROW_DESCRIPTION_LIMIT),
        minimum_age=youngest,
        maximum_age=oldest,
        period=entry.period(),
        items=tuple(_chosen(entry, items)),
        source=entry.text("source"),
        confirmed=entry.truth("confirmed"),
    )


def _chosen(entry: Entry, items: dict[str, ScreeningItem]) -> Iterable[ScreeningItem]:
    labels: set[str] = set()
    for item_id in entry.texts("items"):
        if item_id not in items:
            raise entry.error(f"items names {item_id}, which is not defined")
        item = items[item_id]
        if item.label in labels:
            raise entry.error(f"two items have the label {item.label!r}")
        labels.add(item.label)
        yield item


def _ages(entry: Entry) -> tuple[int, int]:
    youngest = entry.optional_integer("minimum_age", 0, _OLDEST) or 0
    oldest = entry.optional_integer("maximum_age", youngest, _OLDEST)
    return youngest, _OLDEST if oldest is None else oldest


def _check_length(entry: Entry, questions: QuestionSet) -> None:
    for age in range(questions.minimum_age, questions.maximum_age + 1):
        for sex in Sex:
            count = len(questions.asked_of(age, sex).items)
            if count > MAXIMUM_ITEMS:
                whom = f"somebody of {age} years ({sex.value})"
                raise entry.error(f"{count} items concern {whom}, at most {MAXIMUM_ITEMS} fit")
