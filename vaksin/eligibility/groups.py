"""The priority groups of the programme, as they were on any day.

Read from ``content/priority_groups.yml``. The citizen chooses a group; the site checks the proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from vaksin.dates import Period
from vaksin.identity.nik import Sex

GROUPS_FILE = "priority_groups.yml"
OTHERS = "lainnya"
PREGNANT = "ibu_hamil"

_OLDEST = 130


@dataclass(frozen=True)
class PriorityGroup:
    """One group that a citizen can choose.

    ``label`` and ``description`` fit one row of a list message. ``free`` tells whether the
    programme pays. Ages are completed years, both bounds included. An age or sex that is not given
    bounds nothing.
    """

    id: str
    label: str
    description: str
    free: bool
    minimum_age: int | None
    maximum_age: int | None
    sex: Sex | None
    note: str
    period: Period
    source: str
    confirmed: bool

    def fits_age(self, age: int) -> bool:
        """Tell whether somebody of this age can belong to the group."""
        old_enough = self.minimum_age is None or self.minimum_age <= age
        return old_enough and (self.maximum_age is None or age <= self.maximum_age)

    def fits_sex(self, sex: Sex | None) -> bool:
        """Tell whether somebody of this sex can belong to the group; unknown fits every group."""
        return sex is None or self.sex in (None, sex)


@cache
def load_groups(folder: Path = CONTENT_FOLDER) -> tuple[PriorityGroup, ...]:
    """Read the groups of every programme; the file is read once.

    Raises:
        ContentError: if a group is wrong, programmes overlap, or one lacks the group of others.
    """
    file = read_yaml(folder / GROUPS_FILE)
    file.allow("programmes")
    programmes = [(entry, entry.period()) for entry in file.entries("programmes")]
    for number, (entry, period) in enumerate(programmes):
        if any(period.overlaps(earlier) for _, earlier in programmes[:number]):
            raise entry.error("is in force at the same time as a programme above it")
    return tuple(group for entry, period in programmes for group in _programme(entry, period))


def groups_on(on: date, folder: Path = CONTENT_FOLDER) -> list[PriorityGroup]:
    """Return the groups that can be chosen on a day, in the order of the file."""
    return [group for group in load_groups(folder) if group.period.covers(on)]


def _programme(entry: Entry, period: Period) -> list[PriorityGroup]:
    entry.allow("id", "effective_from", "effective_until", "source", "groups")
    entry.text("source")
    entries = entry.entries("groups")
    groups = [_group(group, period) for group in entries]
    require_unique(zip(entries, (group.id for group in groups), strict=True), "id")
    require_unique(zip(entries, (group.label for group in groups), strict=True), "label")
    if all(group.id != OTHERS for group in groups):
        raise entry.error(f"needs a group {OTHERS}, so that nobody is turned away")
    return groups


def _group(entry: Entry, programme: Period) -> PriorityGroup:
    entry.allow(
        "id", "label", "description", "free", "minimum_age", "maximum_age", "sex", "note", "source",
        "confirmed", "effective_from", "effective_until",
    )  # fmt: skip
    minimum = entry.optional_integer("minimum_age", 0, _OLDEST)
    return PriorityGroup(
        id=entry.text("id"),
        label=entry.text("label", ROW_TITLE_LIMIT),
        description=entry.text("description", ROW_DESCRIPTION_LIMIT),
        free=entry.truth("free"),
        minimum_age=minimum,
        maximum_age=entry.optional_integer("maximum_age", minimum or 0, _OLDEST),
        sex=_sex(entry),
        note=entry.text("note"),
        period=_within(entry, programme),
        source=entry.text("source"),
        confirmed=entry.truth("confirmed"),
    )


def _sex(entry: Entry) -> Sex | None:
    if entry.fields.get("sex") is None:
        return None
    return Sex(entry.choice("sex", [sex.value for sex in Sex]))


def _within(entry: Entry, programme: Period) -> Period:
    """Read when a group opens and closes; by default with its programme."""
    whole = {"effective_from": programme.start, "effective_until": programme.end}
    period = Entry(entry.where, {**whole, **entry.fields}).period()
    if not (programme.covers(period.start) and _ends_with(period, programme)):
        raise entry.error("effective_from and effective_until must lie within the programme")
    return period


def _ends_with(period: Period, programme: Period) -> bool:
    return programme.end is None or (period.end is not None and period.end <= programme.end)
