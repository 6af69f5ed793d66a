"""Which dose comes next for somebody, from which day on, with which brands, and why.

The rule in force on the day of vaccination decides, and so does the age on that day. So when a
rule changes while somebody waits, the earliest day is the first one that satisfies the rules of
that very day. Whether a dose is due at all is told by the rules of today. All of this is advice;
the site decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from vaksin.content import CONTENT_FOLDER
from vaksin.eligibility.changes import stretches
from vaksin.eligibility.course import (
    GivenDose,
    Stage,
    Standing,
    Step,
    UnknownBrand,
    in_order,
    standing,
)
from vaksin.eligibility.options import Case, Option, Reason, options
from vaksin.eligibility.vaccines import booster_rule
from vaksin.people.model import age_on


@dataclass(frozen=True)
class NextDose:
    """The dose that comes next.

    ``number`` counts all injections. ``earliest`` is the day it was asked on or a later one, and
    ``vaccine_ids`` are the brands that may be given on that day, at least one.
    """

    number: int
    step: Step
    earliest: date
    vaccine_ids: frozenset[str]
    reasons: tuple[Reason, ...]

    @property
    def confirmed(self) -> bool:
        """Tell whether every rule behind it is certain; if not, an officer must check it."""
        return all(reason.confirmed for reason in self.reasons)


class WhyNone(Enum):
    """Why no next dose can be named; all but the first are for an officer.

    ``FINISHED``: today's rules know no further dose at this age. ``NO_VACCINE``: no brand is given
    at this age, to this group or after this brand. ``UNKNOWN_BRAND``: the rules depend on a brand
    that nobody remembers.
    """

    FINISHED = "finished"
    NO_VACCINE = "no_vaccine"
    UNKNOWN_BRAND = "unknown_brand"


@dataclass(frozen=True)
class NoNextDose:
    """That no next dose can be named, and why."""

    reason: WhyNone


def next_dose(
    history: Sequence[GivenDose],
    on: date,
    born: date,
    group_id: str,
    folder: Path = CONTENT_FOLDER,
) -> NextDose | NoNextDose:
    """Return the dose that comes next for a person of a priority group, asked on a day.

    Raises:
        ValueError: if the history has gaps or its last dose has no day.
    """
    doses = in_order(history)
    for begin, end in stretches(doses, on, born, folder):
        case = Case(doses, begin, age_on(born, begin), group_id, folder)
        found = _due(case)
        if isinstance(found, _Due):
            earliest = max(begin, min(option.earliest for option in found.options))
            if end is None or earliest < end:
                return _next_dose(found, earliest, number=len(doses) + 1)
        elif begin == on:
            return found
    return NoNextDose(WhyNone.NO_VACCINE)


@dataclass(frozen=True)
class _Due:
    """The step that is due by the rules of a day, and the brands for it, at least one."""

    step: Step
    options: list[Option]


def _due(case: Case) -> _Due | NoNextDose:
    try:
        place = standing(case.history, case.on, case.folder)
        found = options(case, place)
    except UnknownBrand:
        return NoNextDose(WhyNone.UNKNOWN_BRAND)
    return _Due(place.step, found) if found else NoNextDose(_why_none(case, place))


def _why_none(case: Case, place: Standing) -> WhyNone:
    if place.step.stage is not Stage.BOOSTER:
        return WhyNone.NO_VACCINE
    if booster_rule(place.step.number, case.on, case.age, case.folder) is None:
        return WhyNone.FINISHED
    return WhyNone.UNKNOWN_BRAND if case.last.vaccine_id is None else WhyNone.NO_VACCINE


def _next_dose(due: _Due, earliest: date, number: int) -> NextDose:
    given = [option for option in due.options if option.earliest <= earliest]
    return NextDose(
        number=number,
        step=due.step,
        earliest=earliest,
        vaccine_ids=frozenset(option.vaccine_id for option in given),
        reasons=tuple(dict.fromkeys(reason for option in given for reason in option.reasons)),
    )
