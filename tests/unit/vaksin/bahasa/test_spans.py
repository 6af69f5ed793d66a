from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.spans import (
    DateSpan,
    Unit,
    calendar_day,
    days_near,
    shifted,
    span_around,
    weekday_after,
    weekday_before,
)

some_days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
weekdays = st.integers(0, 6)


def test_a_day_the_calendar_lacks_is_none() -> None:
    assert calendar_day(2026, 2, 31) is None
    assert shifted(date(9999, 12, 31), Unit.DAY, 1) is None


def test_a_month_after_the_end_of_january_is_the_end_of_february() -> None:
    assert shifted(date(2026, 1, 31), Unit.MONTH, 1) == date(2026, 2, 28)


def test_the_29th_of_february_is_found_across_a_century_without_it() -> None:
    assert days_near(date(1898, 5, 1), 29, 2) == [
        date(1892, 2, 29),
        date(1896, 2, 29),
        date(1904, 2, 29),
    ]


@given(some_days, st.sampled_from(list(Unit)))
def test_the_span_around_a_day_holds_it(day: date, unit: Unit) -> None:
    assert day in set(span_around(day, unit).days())


def test_a_week_is_monday_to_sunday() -> None:
    week = DateSpan(date(2026, 9, 14), date(2026, 9, 20))
    assert span_around(date(2026, 9, 20), Unit.WEEK) == week


@given(some_days, weekdays)
def test_the_next_and_last_weekday_are_one_to_seven_days_away(day: date, weekday: int) -> None:
    after, before = weekday_after(day, weekday), weekday_before(day, weekday)
    assert after.weekday() == before.weekday() == weekday
    assert 1 <= (after - day).days <= 7
    assert 1 <= (day - before).days <= 7
