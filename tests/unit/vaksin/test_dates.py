"""Specification of the calendar arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.dates import Period, add_months, birthday
from vaksin.people.model import age_on

FIRST_QUARTER = Period(date(2021, 1, 1), date(2021, 3, 31))
OPEN_ENDED = Period(date(2021, 4, 1), None)


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2021, 3, 31), True),
        (date(2021, 4, 1), False),
    ],
)
def test_a_period_includes_its_first_and_last_day(day, covered):
    assert FIRST_QUARTER.covers(day) is covered


def test_a_period_without_end_covers_every_later_day():
    assert OPEN_ENDED.covers(date(2099, 1, 1))


def test_periods_that_follow_each_other_do_not_overlap():
    assert not FIRST_QUARTER.overlaps(OPEN_ENDED)
    assert not OPEN_ENDED.overlaps(FIRST_QUARTER)


def test_periods_that_share_one_day_overlap_whichever_comes_first():
    sharing = Period(date(2021, 3, 31), None)
    assert FIRST_QUARTER.overlaps(sharing)
    assert sharing.overlaps(FIRST_QUARTER)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2022, 1, 12), 6, date(2022, 7, 12)),
        (date(2021, 11, 30), 3, date(2022, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2021, 12, 31), 1, date(2022, 1, 31)),
        (date(2021, 12, 5), 12, date(2022, 12, 5)),
    ],
)
def test_months_are_calendar_months_and_end_with_the_shorter_month(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 48))
def test_adding_months_moves_by_exactly_that_many_months(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(1, 130))
def test_a_birthday_is_the_first_day_of_a_new_age(born, age):
    day = birthday(born, age)
    assert (age_on(born, day - timedelta(days=1)), age_on(born, day)) == (age - 1, age)


def test_who_was_born_on_29_february_is_older_on_1_march_of_a_common_year():
    born = date(1964, 2, 29)
    assert (birthday(born, 59), birthday(born, 60)) == (date(2023, 3, 1), date(2024, 2, 29))
