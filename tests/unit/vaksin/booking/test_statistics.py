"""Specification of counts of bookings as a table."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.booking.model import BookingStatus
from vaksin.booking.statistics import STATUS_TITLES, BookingCount, Dimension, statistics_table
from vaksin.sheets.files import read_records, write_table

BOOKED, ATTENDED = BookingStatus.BOOKED, BookingStatus.ATTENDED
MONDAY, TUESDAY = date(2021, 3, 8), date(2021, 3, 9)
COUNTS = [
    BookingCount("Puskesmas Tebet", MONDAY, 1, "Lansia", BOOKED, 12),
    BookingCount("Puskesmas Tebet", MONDAY, 2, "Lansia", ATTENDED, 5),
    BookingCount("Puskesmas Tebet", TUESDAY, 1, "Lainnya", BookingStatus.MISSED, 2),
    BookingCount("Puskesmas Menteng", MONDAY, 1, "Lainnya", BookingStatus.CANCELLED, 3),
]


def test_counts_are_told_by_site_with_a_column_for_each_status_and_a_total():
    table = statistics_table(COUNTS, [Dimension.SITE])
    assert table.titles == ("Tempat", *STATUS_TITLES.values(), "Jumlah")
    assert table.rows == [
        ("Puskesmas Menteng", 0, 0, 0, 0, 0, 0, 0, 3, 0, 3),
        ("Puskesmas Tebet", 0, 12, 0, 5, 0, 0, 2, 0, 0, 19),
        ("Jumlah", 0, 12, 0, 5, 0, 0, 2, 3, 0, 22),
    ]


@pytest.mark.parametrize(
    ("dimension", "title", "names"),
    [
        (Dimension.DAY, "Tanggal", ["2021-03-08", "2021-03-09"]),
        (Dimension.DOSE, "Dosis", ["1", "2"]),
        (Dimension.GROUP, "Kelompok", ["Lainnya", "Lansia"]),
    ],
)
def test_counts_are_told_by_day_dose_and_group_in_order(dimension, title, names):
    table = statistics_table(COUNTS, [dimension])
    assert table.titles[0] == title
    assert [row[0] for row in table.rows] == [*names, "Jumlah"]


def test_counts_are_told_by_several_things_at_once():
    table = statistics_table(COUNTS, [Dimension.DAY, Dimension.SITE])
    assert [row[:2] for row in table.rows] == [
        ("2021-03-08", "Puskesmas Menteng"),
        ("2021-03-08", "Puskesmas Tebet"),
        ("2021-03-09", "Puskesmas Tebet"),
        ("Jumlah", ""),
    ]


def test_without_anything_to_tell_apart_there_is_the_total_only():
    assert statistics_table(COUNTS, []).rows == [(0, 12, 0, 5, 0, 0, 2, 3, 0, 22)]


def test_nothing_counted_is_a_total_of_zero():
    assert statistics_table([], [Dimension.SITE]).rows == [("Jumlah", *[0] * 10)]


def test_every_status_has_a_column():
    assert set(STATUS_TITLES) == set(BookingStatus)


_counts = st.builds(
    BookingCount,
    site=st.sampled_from(["A", "B"]),
    day=st.sampled_from([MONDAY, TUESDAY]),
    dose=st.integers(1, 3),
    group=st.sampled_from(["Lansia", "Lainnya"]),
    status=st.sampled_from(BookingStatus),
    people=st.integers(0, 500),
)


@given(st.lists(_counts), st.lists(st.sampled_from(Dimension), unique=True, min_size=1))
def test_nobody_is_lost_or_counted_twice(counts, by):
    table = statistics_table(counts, by)
    *rows, total = (row[len(by) :] for row in table.rows)
    assert total[-1] == sum(count.people for count in counts)
    assert list(total) == [sum(column) for column in zip(*rows, strict=True)] or not rows
    assert all(row[-1] == sum(row[:-1]) for row in (*rows, total))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_can_be_exported_and_read_again(kind, tmp_path):
    table = statistics_table(COUNTS, [Dimension.SITE])
    write_table(table, tmp_path / f"a.{kind}")
    titles = tuple(title.casefold() for title in table.titles)
    read = [tuple(row.fields.values()) for row in read_records(tmp_path / f"a.{kind}", titles)]
    assert read == [tuple(map(str, row)) for row in table.rows]


def test_the_table_is_shown_on_a_terminal():
    lines = statistics_table(COUNTS, [Dimension.SITE]).as_text().split("\n")
    assert lines[-1].split() == ["Jumlah", *["0", "12", "0", "5", "0", "0", "2", "3", "0", "22"]]
    assert len({len(line) for line in lines}) == 1
