"""Specification of reading what people tell of injections they had."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.past_doses import FIRST_DAY, MOST_DOSES, read_past_doses

TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ("belum", 0),
        ("blm pernah", 0),
        ("belum pernah vaksin", 0),
        ("belum sama sekali", 0),
        ("ga pernah", 0),
        ("0", 0),
        ("sekali", 1),
        ("baru satu kali", 1),
        ("1x", 1),
        ("udah 2x terakhir pfizer agustus 2022", 2),
        ("sdh dua kali", 2),
        ("dosis 2", 2),
        ("dosis kedua", 2),
        ("lengkap", 2),
        ("2", 2),
        ("vaksin ke 3", 3),
        ("tiga kali", 3),
        ("udah booster", 3),
        ("booster kedua", 4),
        ("buster 2 kali", 4),
        ("sudah 4", 4),
        ("sudah pernah", None),
        ("pfizer jan 2023", None),
        ("12 agustus 2022", None),
        ("lupa", None),
    ],
)
def test_how_many_injections_there_were_is_read(told, count):
    assert read_past_doses(told, TODAY).count == count


@pytest.mark.parametrize(
    ("told", "last_on"),
    [
        ("pfizer agustus 2022", date(2022, 8, 31)),
        ("12-8-2022", date(2022, 8, 12)),
        ("sinovac tgl 5 februari 2027", date(2027, 2, 5)),
        ("tahun 2022", date(2022, 12, 31)),
        ("2023", date(2023, 12, 31)),
        ("bulan lalu", date(2027, 2, 28)),
        ("bulan ini", TODAY),
        ("tahun 2020", None),
        ("tahun depan", None),
        ("lupa", None),
    ],
)
def test_a_month_or_year_is_read_as_its_last_day_so_that_nobody_comes_too_early(told, last_on):
    assert read_past_doses(told, TODAY).last_on == last_on


@pytest.mark.parametrize(
    ("told", "brand"),
    [
        ("astra zeneca bulan lalu", "astrazeneca"),
        ("pertama sinopak, terakhir faizer", "pfizer"),
        ("merknya lupa", None),
    ],
)
def test_the_brand_named_last_is_that_of_the_newest_injection(told, brand):
    assert read_past_doses(told, TODAY).brand == brand


@pytest.mark.parametrize("told", ["lupa", "ga inget", "ndak tau merknya", "kurang tau"])
def test_what_is_not_remembered_is_said(told):
    assert read_past_doses(told, TODAY).forgotten


@pytest.mark.parametrize("told", ["tidak pernah", "belum", "2 kali"])
def test_a_plain_answer_forgets_nothing(told):
    assert not read_past_doses(told, TODAY).forgotten


@given(st.text(max_size=60))
def test_whatever_is_written_no_day_lies_ahead_and_no_count_is_absurd(told):
    read = read_past_doses(told, TODAY)
    assert read.count is None or 0 <= read.count <= MOST_DOSES
    assert read.last_on is None or FIRST_DAY <= read.last_on <= TODAY
