"""All rules of the programme on one day, in plain Indonesian, each with its decree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from vaksin.bahasa.calendar_words import date_in_words
from vaksin.content import CONTENT_FOLDER
from vaksin.eligibility.follow_ups import BoosterBrands, SeriesRule, load_follow_ups
from vaksin.eligibility.groups import PriorityGroup, groups_on
from vaksin.eligibility.report_layout import Line, Section, render
from vaksin.eligibility.screening import (
    Advised,
    QuestionSet,
    ScreeningItem,
    load_question_sets,
)
from vaksin.eligibility.vaccines import Vaccine, load_boosters, load_vaccines, vaccines_in_use
from vaksin.service import load_service

_OLDEST = 130  # the highest age of the content, where it bounds nothing
_ADULT = 18
# How the items about people who recovered from Covid-19 begin in content/prescreening.yml.
_SURVIVOR = "covid_"
_HALF = "1/2 "
_ADVISED = {
    Advised.COME: "datang seperti biasa",
    Advised.COME_AND_TELL: "datang dan sampaikan kepada petugas",
    Advised.CONSULT_FIRST: "tanya dokter, bidan, atau petugas dahulu",
}


def rules_report(on: date, folder: Path = CONTENT_FOLDER) -> str:
    """Return every rule in force on a day as text for an 80-column terminal.

    Raises:
        ContentError: naming the file and rule that is wrong.
    """
    heading = f"Aturan vaksinasi Covid-19 yang berlaku pada {date_in_words(on)}"
    return render(heading, _sections(on, folder))


def _sections(on: date, folder: Path) -> Iterator[Section]:
    sets = [questions for questions in load_question_sets(folder) if questions.period.covers(on)]
    yield Section("Kelompok sasaran", tuple(_group(group) for group in groups_on(on, folder)))
    yield Section("Vaksin dan umur", tuple(_usages(on, folder)))
    yield Section("Anak dan remaja", tuple(_children(on, folder)))
    yield Section("Jeda dosis primer", tuple(_intervals(on, folder)))
    yield Section("Melanjutkan dosis primer", tuple(_series(on, folder)))
    yield Section("Jeda dosis lanjutan (booster)", tuple(_boosters(on, folder)))
    yield Section("Merek dosis lanjutan (booster)", tuple(_booster_brands(on, folder)))
    yield Section("Ibu hamil", tuple(_pregnancy(on, folder)))
    yield Section("Penyintas Covid-19", tuple(_survivors(sets)))
    for questions in sets:
        yield Section(f"Pertanyaan kesehatan {questions.version}", tuple(_screening(questions)))
    yield Section("Menunggu sesudah disuntik", tuple(_observation(on, folder)))


def _group(group: PriorityGroup) -> Line:
    cost = "gratis" if group.free else "biaya sendiri"
    ages = _ages(group.minimum_age or 0, group.maximum_age)
    return Line(group.label, f"{ages}, {cost}", group.source, group.confirmed)


def _usages(on: date, folder: Path) -> Iterator[Line]:
    labels = {group.id: group.label for group in groups_on(on, folder)}
    for vaccine in vaccines_in_use(on, folder):
        for usage in vaccine.usage:
            if usage.period.covers(on):
                groups = ", ".join(labels.get(group, group) for group in usage.groups)
                said = f"{_doses(vaccine)}, {_ages(usage.minimum_age, usage.maximum_age)}"
                only = f", hanya {groups}" if groups else ""
                yield Line(vaccine.name, f"{said}{only}", usage.source, usage.confirmed)


def _children(on: date, folder: Path) -> Iterator[Line]:
    for vaccine in vaccines_in_use(on, folder):
        for usage in vaccine.usage:
            if usage.period.covers(on) and usage.minimum_age < _ADULT:
                said = f"boleh sejak umur {usage.minimum_age} tahun"
                yield Line(vaccine.name, said, usage.source, usage.confirmed)


def _intervals(on: date, folder: Path) -> Iterator[Line]:
    for vaccine in vaccines_in_use(on, folder):
        for rule in vaccine.intervals:
            if rule.period.covers(on):
                said = f"{rule.days} hari, {_ages(rule.minimum_age, rule.maximum_age)}"
                yield Line(vaccine.name, said, rule.source, rule.confirmed)


def _series(on: date, folder: Path) -> Iterator[Line]:
    rule = load_follow_ups(folder).series_on(on)
    if rule is not None:
        for subject, statement in _continuing(rule):
            yield Line(subject, statement, rule.source, rule.confirmed)


def _continuing(rule: SeriesRule) -> Iterator[tuple[str, str]]:
    other = "boleh merek lain yang jumlah dosisnya sama" if rule.other_brands else "merek yang sama"
    yield "Merek", other
    if rule.repeat_after_months:
        months = rule.repeat_after_months
        yield "Terlambat", f"lebih dari {months} bulan sejak dosis 1: diulang dari dosis 1"
    else:
        yield "Terlambat", "lanjutkan secepatnya, tidak diulang"
    if rule.doses_if_unknown:
        yield "Merek tidak diingat", f"dihitung {rule.doses_if_unknown} dosis primer"


def _boosters(on: date, folder: Path) -> Iterator[Line]:
    for rule in load_boosters(folder):
        if rule.period.covers(on):
            before = f"booster {rule.number - 1}" if rule.number > 1 else "dosis primer terakhir"
            ages = _ages(rule.minimum_age, rule.maximum_age)
            said = f"{rule.months} bulan setelah {before}, {ages}"
            yield Line(f"Booster {rule.number}", said, rule.source, rule.confirmed)


def _booster_brands(on: date, folder: Path) -> Iterator[Line]:
    names = {vaccine.id: _short(vaccine) for vaccine in load_vaccines(folder)}
    for rule in load_follow_ups(folder).booster_brands:
        if rule.period.covers(on):
            for after, brands in _combinations(rule, names):
                wait = f" (setelah {rule.months} bulan)" if rule.months else ""
                subject = f"Booster {rule.number} setelah {after}"
                yield Line(subject, f"{brands}{wait}", rule.source, rule.confirmed)


def _combinations(rule: BoosterBrands, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not rule.combinations:
        yield "merek apa pun", "semua merek yang dipakai"
    for combination in rule.combinations:
        half = [f"{_HALF}{name}" for name in _named(combination.half_dose, names)]
        full = _named(combination.full_dose, names)
        yield ", ".join(_named(combination.after, names)), ", ".join([*half, *full])


def _pregnancy(on: date, folder: Path) -> Iterator[Line]:
    rule = load_follow_ups(folder).pregnancy_on(on)
    if rule is not None:
        names = {vaccine.id: _short(vaccine) for vaccine in load_vaccines(folder)}
        brands = ", ".join(_named(rule.vaccine_ids, names)) or "semua merek yang dipakai"
        yield Line("Merek", brands, rule.source, rule.confirmed)
        said = f"sejak {rule.minimum_weeks} minggu"
        yield Line("Usia kandungan", said, rule.source, rule.confirmed)


def _survivors(sets: Iterable[QuestionSet]) -> Iterator[Line]:
    for questions in sets:
        ages = _ages(questions.minimum_age, questions.maximum_age)
        for item in questions.items:
            if item.id.startswith(_SURVIVOR):
                said = f"{_advice(item)}, {ages}"
                yield Line(item.label, said, item.source, item.confirmed)


def _screening(questions: QuestionSet) -> Iterator[Line]:
    ages = _ages(questions.minimum_age, questions.maximum_age)
    yield Line("Ditanyakan kepada", ages, questions.source, questions.confirmed)
    for item in questions.items:
        yield Line(item.label, _advice(item), item.source, item.confirmed)


def _observation(on: date, folder: Path) -> Iterator[Line]:
    rule = load_service(folder).observation_on(on)
    if rule is not None:
        said = f"{rule.minutes} menit; {rule.minutes_with_symptoms} menit bila ada keluhan"
        yield Line("Di tempat vaksinasi", said, rule.source, rule.confirmed)


def _advice(item: ScreeningItem) -> str:
    if item.outcome is not Advised.POSTPONE:
        return _ADVISED[item.outcome]
    return f"tunda {item.months} bulan" if item.months else f"tunda {item.days} hari"


def _doses(vaccine: Vaccine) -> str:
    return f"{vaccine.doses} dosis primer"


def _ages(youngest: int, oldest: int | None) -> str:
    """Return the ages of a rule, both bounds included: "umur 12-17 tahun"."""
    if oldest is None or oldest >= _OLDEST:
        return f"umur {youngest} tahun ke atas" if youngest else "semua umur"
    return f"umur {youngest}-{oldest} tahun"


def _named(vaccine_ids: Iterable[str], names: dict[str, str]) -> list[str]:
    """Return the brands in the order of the content, which is that of ``names``."""
    wanted = frozenset(vaccine_ids)
    return [name for vaccine_id, name in names.items() if vaccine_id in wanted]


def _short(vaccine: Vaccine) -> str:
    """Return the name without the brackets: "Sinovac (CoronaVac)" is Sinovac."""
    return vaccine.name.partition(" (")[0]
