from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.durations import find_durations
from vaksin.bahasa.spans import Unit


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3 bulan", 3, Unit.MONTH),
        ("14 hari", 14, Unit.DAY),
        ("33 minggu", 33, Unit.WEEK),
        ("3bln", 3, Unit.MONTH),
        ("2hr", 2, Unit.DAY),
        ("3mgg", 3, Unit.WEEK),
        ("3bulanan", 3, Unit.MONTH),
        ("seminggu", 1, Unit.WEEK),
        ("dua tahun", 2, Unit.YEAR),
        ("25 th", 25, Unit.YEAR),
    ],
)
def test_a_bare_duration_is_read(text: str, value: int, unit: Unit) -> None:
    [duration] = find_durations(text)
    assert (duration.value, duration.unit) == (value, unit)
    assert (duration.start, duration.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "3 hari lagi", "3 bulan yang lalu", "2 minggu kemarin", "tgl 5 bulan depan", "minggu depan",
        "lahir tahun 1990", "tgl 12 bln 5 thn 1990", "1,5 tahun", "sehari-hari", "ke 2 tahun",
        "2021 bulan", "",
    ],
)  # fmt: skip
def test_dates_fractions_and_idioms_are_no_durations(text: str) -> None:
    assert find_durations(text) == []


def test_all_durations_of_a_message_are_found_where_they_stand() -> None:
    text = "bayi 3 bulan 14 hari, ibunya 25 thn"
    found = [text[duration.start : duration.end] for duration in find_durations(text)]
    assert found == ["3 bulan", "14 hari", "25 thn"]


@given(st.text() | st.text(alphabet="0123456789 sehariblntu.,-/"))
def test_any_text_gives_durations_inside_it(text: str) -> None:
    for duration in find_durations(text):
        assert 0 <= duration.start < duration.end <= len(text)
