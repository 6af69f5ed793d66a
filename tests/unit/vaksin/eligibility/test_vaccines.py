"""Specification of vaccines, waiting times and boosters as they were on any day."""

from __future__ import annotations

from datetime import date

import pytest

from vaksin.content import ContentError
from vaksin.eligibility.vaccines import (
    booster_rule,
    load_boosters,
    load_vaccines,
    vaccines_in_use,
)

FILE = "vaccines.yml"
TODAY = date(2026, 11, 23)


def vaccine(vaccine_id):
    return next(vaccine for vaccine in load_vaccines() if vaccine.id == vaccine_id)


@pytest.mark.parametrize(
    ("vaccine_id", "on", "age", "days"),
    [
        ("sinovac", date(2021, 3, 9), 30, 14),
        ("sinovac", date(2021, 3, 14), 59, 14),
        ("sinovac", date(2021, 3, 9), 60, 28),
        ("sinovac", date(2021, 3, 15), 30, 28),
        ("sinovac", date(2021, 4, 1), 30, 28),
        ("sinovac", date(2021, 12, 14), 6, 28),
        ("astrazeneca", date(2021, 6, 24), 40, 56),
        ("astrazeneca", date(2021, 7, 1), 40, 84),
        ("astrazeneca", date(2022, 1, 26), 40, 84),
        ("astrazeneca", date(2022, 1, 27), 40, 56),
        ("sinopharm", date(2021, 8, 1), 40, 21),
        ("moderna", date(2021, 8, 1), 40, 28),
        ("pfizer", date(2021, 8, 1), 15, 21),
        ("covovax", date(2022, 1, 1), 40, 21),
        ("zifivax", date(2022, 1, 1), 40, 30),
        ("indovac", TODAY, 65, 28),
        ("inavac", TODAY, 65, 28),
    ],
)
def test_the_second_dose_waits_as_long_as_the_rule_of_the_day_says(vaccine_id, on, age, days):
    assert vaccine(vaccine_id).interval_days(on, age) == days


@pytest.mark.parametrize(
    ("vaccine_id", "on", "age"),
    [
        ("sinovac", date(2021, 12, 13), 6),
        ("sinovac", date(2021, 4, 1), 17),
        ("sinovac", TODAY, 30),
        ("astrazeneca", date(2021, 2, 21), 40),
        ("janssen", date(2022, 1, 1), 40),
        ("indovac", TODAY, 17),
    ],
)
def test_without_a_rule_no_waiting_time_is_invented(vaccine_id, on, age):
    assert vaccine(vaccine_id).interval_days(on, age) is None


def test_a_rule_carries_the_decree_it_comes_from():
    rule = vaccine("astrazeneca").interval_rule(date(2022, 2, 1), 40)
    assert (rule.source, rule.confirmed) == ("SE SR.02.06/II/408/2022", True)


@pytest.mark.parametrize(
    ("on", "ids"),
    [
        (date(2021, 1, 10), set()),
        (date(2021, 1, 11), {"sinovac"}),
        (date(2021, 3, 9), {"sinovac", "astrazeneca"}),
        (date(2024, 1, 1), {"indovac", "inavac"}),
        (TODAY, {"indovac", "inavac"}),
    ],
)
def test_the_vaccines_in_use_change_with_the_programme(on, ids):
    assert {vaccine.id for vaccine in vaccines_in_use(on)} == ids


@pytest.mark.parametrize(
    ("on", "age", "offered"),
    [
        (date(2021, 6, 30), 12, False),
        (date(2021, 7, 1), 12, True),
        (date(2021, 12, 13), 6, False),
        (date(2021, 12, 14), 6, True),
        (date(2024, 1, 1), 30, False),
    ],
)
def test_sinovac_was_opened_to_ever_younger_people_and_then_ended(on, age, offered):
    assert vaccine("sinovac").offered_to(on, age, "lainnya") is offered


def test_sinopharm_was_given_to_employees_of_companies_only():
    sinopharm = vaccine("sinopharm")
    assert sinopharm.offered_to(date(2021, 8, 1), 40, "gotong_royong")
    assert not sinopharm.offered_to(date(2021, 8, 1), 40, "lansia")


@pytest.mark.parametrize(
    ("number", "on", "age", "months"),
    [
        (1, date(2022, 1, 12), 40, 6),
        (1, date(2022, 2, 21), 60, 6),
        (1, date(2022, 2, 22), 60, 3),
        (1, date(2022, 2, 22), 59, 6),
        (1, date(2022, 2, 25), 18, 3),
        (2, date(2022, 12, 1), 60, 6),
        (2, date(2023, 1, 24), 18, 6),
        (1, TODAY, 60, 3),
        (2, TODAY, 60, 6),
        (3, TODAY, 60, 6),
    ],
)
def test_a_booster_waits_as_many_months_as_the_rule_of_the_day_says(number, on, age, months):
    assert booster_rule(number, on, age).months == months


@pytest.mark.parametrize(
    ("number", "on", "age"),
    [
        (1, date(2022, 1, 11), 40),
        (1, date(2022, 3, 1), 17),
        (2, date(2023, 1, 23), 59),
        (3, date(2023, 6, 1), 60),
    ],
)
def test_no_booster_is_known_before_its_decree_or_below_its_age(number, on, age):
    assert booster_rule(number, on, age) is None


def test_the_earliest_day_of_a_booster_is_counted_in_calendar_months():
    assert booster_rule(1, TODAY, 60).earliest(date(2026, 8, 31)) == date(2026, 11, 30)


def test_the_rules_since_2024_are_marked_for_an_officer_to_confirm():
    assert not any(rule.confirmed for rule in load_boosters() if rule.period.covers(TODAY))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("- id: inavac", "- id: indovac", "vaccines indovac: id is used twice"),
        ("name: IndoVac", 'name: ""', "vaccines indovac: name is missing"),
        ("doses: 2", "doses: 0", "vaccines indovac: doses is 0"),
        ("doses: 2", "doses: 1", "indovac: intervals are needed for two or more doses"),
        ("days: 28", "days: 4", "indovac, intervals, number 1: days is 4"),
        ("days: 28", "day: 28", "indovac, intervals, number 1: unknown field day"),
        ("minimum_age: 18", "minimum_age: delapan", "usage, number 1: minimum_age is 'delapan'"),
        ("effective_from: 2022-09-30", "effective_from: 30-09-2022", "must be a day such as"),
        ("maximum_age: 59", "maximum_age: 17", "maximum_age is 17, must be between 18 and 130"),
        ("maximum_age: 59", "maximum_age: 60", "number 2: holds for the same ages and days"),
        ("effective_until: 2021-06-30", "effective_until: 2021-07-01", "usage, number 2: holds"),
        ("groups: [gotong_royong]", "groups: gotong_royong", "groups must be a list"),
        ('source: "KMK HK.01.07/MENKES/2193/2023"\n', "\n", "number 2: source is missing"),
        ("confirmed: false", "confirmed: belum", "confirmed is 'belum', must be yes or no"),
        ("boosters:\n", "booster:\n", "unknown field booster"),
    ],
)
def test_a_wrong_vaccine_is_refused_by_id_and_rule(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"vaccines.yml.*{problem}"):
        load_vaccines(edit_content(FILE, old, new))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "number: 1\n    months: 6",
            "number: 1\n    months: 0",
            "boosters, number 1: months is 0",
        ),
        ("number: 1", "number: satu", "boosters, number 1: number is 'satu'"),
        (
            "effective_until: 2022-02-21",
            "effective_until: 2022-02-22",
            "boosters, number 2: holds for the same ages and days",
        ),
    ],
)
def test_a_wrong_booster_rule_is_refused_by_number(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"vaccines.yml.*{problem}"):
        load_boosters(edit_content(FILE, old, new))
