"""The brands that the rules of one day allow for the dose that is due, and the reasons for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from vaksin.dates import add_months
from vaksin.eligibility.course import GivenDose, Stage, Standing, series_length
from vaksin.eligibility.follow_ups import load_follow_ups
from vaksin.eligibility.groups import PREGNANT
from vaksin.eligibility.rules import DatedRule
from vaksin.eligibility.vaccines import IntervalRule, Vaccine, booster_rule, load_vaccines

_ONE_DAY = timedelta(days=1)


class ReasonKind(Enum):
    """What a rule decides about the next dose."""

    VACCINE = "vaccine"
    WAIT = "wait"
    SERIES = "series"
    REPEATED_SERIES = "repeated_series"
    BOOSTER_BRANDS = "booster_brands"
    PREGNANCY = "pregnancy"


@dataclass(frozen=True)
class Reason:
    """One rule that the next dose rests on, with its decree.

    A wait, and the time after which a series starts again, is told in ``days`` or ``months`` since
    the injection ``counted_from``. ``vaccine_id`` is given where the rule is about one brand.
    """

    kind: ReasonKind
    source: str
    confirmed: bool
    days: int | None = None
    months: int | None = None
    counted_from: int | None = None
    vaccine_id: str | None = None


@dataclass(frozen=True)
class Option:
    """A brand that may be given, from which day on, by which rules."""

    vaccine_id: str
    earliest: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Case:
    """A person on a day: the doses received, age in completed years, and priority group."""

    history: tuple[GivenDose, ...]
    on: date
    age: int
    group_id: str
    folder: Path

    @property
    def last(self) -> GivenDose:
        """The newest of the doses received."""
        return self.history[-1]


def options(case: Case, place: Standing) -> list[Option]:
    """Return the brands for the dose that is due by the rules of the day of the case.

    Raises:
        UnknownBrand: if the length of the primary series cannot be told.
    """
    found = []
    for vaccine in load_vaccines(case.folder):
        reasons = _reasons(case, place, vaccine)
        if reasons is not None:
            found.append(Option(vaccine.id, _earliest(case, reasons), reasons))
    return found


def _reasons(case: Case, place: Standing, vaccine: Vaccine) -> tuple[Reason, ...] | None:
    """Return the rules that allow a brand, or nothing if one forbids it."""
    parts = (_in_use(case, vaccine), _in_pregnancy(case, vaccine), _after(case, place, vaccine))
    if any(part is None for part in parts):
        return None
    return tuple(reason for part in parts for reason in part or ())


def _earliest(case: Case, reasons: tuple[Reason, ...]) -> date:
    last_day = case.last.given_on if case.history else None
    if last_day is None:
        return case.on
    waits = [reason for reason in reasons if reason.kind is ReasonKind.WAIT]
    # Every wait is counted from the last dose, and no two injections fall on one day.
    days = [_after_wait(last_day, wait) for wait in waits]
    return max([last_day + _ONE_DAY, *days])


def _after_wait(day: date, wait: Reason) -> date:
    return add_months(day, wait.months or 0) + timedelta(days=wait.days or 0)


def _in_use(case: Case, vaccine: Vaccine) -> list[Reason] | None:
    rule = vaccine.usage_rule(case.on, case.age, case.group_id)
    return [_reason(ReasonKind.VACCINE, rule, vaccine_id=vaccine.id)] if rule else None


def _in_pregnancy(case: Case, vaccine: Vaccine) -> list[Reason] | None:
    if case.group_id != PREGNANT:
        return []
    rule = load_follow_ups(case.folder).pregnancy_on(case.on)
    return [_reason(ReasonKind.PREGNANCY, rule)] if rule and rule.allows(vaccine.id) else None


def _after(case: Case, place: Standing, vaccine: Vaccine) -> list[Reason] | None:
    if not case.history:
        return []
    if place.step.stage is Stage.BOOSTER:
        return _booster(case, place.step.number, vaccine)
    return (_series_again if place.step.number == 1 else _series_on)(case, place, vaccine)


def _booster(case: Case, number: int, vaccine: Vaccine) -> list[Reason] | None:
    rule = booster_rule(number, case.on, case.age, case.folder)
    every = load_follow_ups(case.folder).booster_brands_on(number, case.on)
    brands = next((b for b in every if b.allows(case.last.vaccine_id, vaccine.id)), None)
    if rule is None or brands is None:
        return None
    waits = [_wait(case, rule, months=rule.months)]
    if brands.months:
        waits.append(_wait(case, brands, months=brands.months, vaccine_id=vaccine.id))
    return [*waits, _reason(ReasonKind.BOOSTER_BRANDS, brands, vaccine_id=vaccine.id)]


def _series_on(case: Case, place: Standing, vaccine: Vaccine) -> list[Reason] | None:
    rule = load_follow_ups(case.folder).series_on(case.on)
    interval = _interval(case, vaccine)
    first = place.series[0].vaccine_id
    if rule is None or interval is None:
        return None
    as_long = vaccine.doses == series_length(first, case.on, case.folder)
    if vaccine.id != first and not (rule.other_brands and as_long):
        return None
    return [_wait(case, interval, days=interval.days), _reason(ReasonKind.SERIES, rule)]


def _series_again(case: Case, place: Standing, vaccine: Vaccine) -> list[Reason] | None:
    rule = load_follow_ups(case.folder).series_on(case.on)
    if rule is None:
        return None
    again = _reason(
        ReasonKind.REPEATED_SERIES,
        rule,
        months=rule.repeat_after_months,
        counted_from=place.series[0].number,
    )
    # A series of three may be too old although its newest dose is not.
    interval = _interval(case, vaccine)
    return [again, _wait(case, interval, days=interval.days)] if interval else [again]


def _interval(case: Case, vaccine: Vaccine) -> IntervalRule | None:
    """Return the wait of the brand received last; where it has no rule now, of the one to come."""
    brands = [v for v in load_vaccines(case.folder) if v.id == case.last.vaccine_id]
    rules = (brand.interval_rule(case.on, case.age) for brand in (*brands, vaccine))
    return next((rule for rule in rules if rule), None)


def _wait(
    case: Case,
    rule: DatedRule,
    days: int | None = None,
    months: int | None = None,
    vaccine_id: str | None = None,
) -> Reason:
    number = case.last.number
    return Reason(ReasonKind.WAIT, rule.source, rule.confirmed, days, months, number, vaccine_id)


def _reason(
    kind: ReasonKind,
    rule: DatedRule,
    months: int | None = None,
    counted_from: int | None = None,
    vaccine_id: str | None = None,
) -> Reason:
    return Reason(
        kind,
        rule.source,
        rule.confirmed,
        months=months,
        counted_from=counted_from,
        vaccine_id=vaccine_id,
    )
