"""Specification of days and hours as people and Excel write them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.sheets.moments import read_clock, read_day


@pytest.mark.parametrize(
    "text",
    ["2021-03-06", "06/03/2021", "6/3/2021", "2021-03-06 00:00:00", "2021-03-06 00:00"],
)
def test_a_day_is_read_with_the_day_before_the_month(text):
    assert read_day(text) == date(2021, 3, 6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "besok",
        "03/31/2021",
        "30/02/2021",
        "2021-13-01",
        "06/03/21",
        "2021-03-06 08:00",
        "44261",
    ],
)
def test_what_is_no_day_of_the_calendar_is_not_read(text):
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("08.00", time(8)),
        ("08:00", time(8)),
        ("8:00", time(8)),
        ("08:00:00", time(8)),
        ("13.45", time(13, 45)),
        ("00.30", time(0, 30)),
        # "8.00" and "8.30" typed into Excel become the numbers 8 and 8.3 ...
        ("8", time(8)),
        ("8.3", time(8, 30)),
        ("10,1", time(10, 10)),
        # ... and hours of cells without a format of time are parts of a day.
        ("0.5", time(12)),
        ("0,25", time(6)),
        ("0.333333333333333", time(8)),
        ("0.354166666666667", time(8, 30)),
    ],
)
def test_an_hour_is_read_in_every_form_that_excel_gives_it(text, moment):
    assert read_clock(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "pagi", "24.00", "08.60", "8.7", "08:00:30", "25", "1.5.2", "0.99999", "-1", "8.005"],
)
def test_what_is_no_hour_is_not_read(text):
    assert read_clock(text) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_from_both_forms(day):
    assert read_day(day.isoformat()) == read_day(f"{day:%d/%m/%Y}") == day


@given(st.integers(5, 23), st.integers(0, 59))
def test_every_hour_is_read_back_from_text_and_from_excels_part_of_a_day(hour, minute):
    moment = time(hour, minute)
    assert read_clock(f"{moment:%H.%M}") == read_clock(f"{moment:%H:%M}") == moment
    assert read_clock(repr((hour * 60 + minute) / 1440)) == moment


@given(st.text())
def test_no_text_breaks_the_readers(text):
    read_day(text)
    read_clock(text)
