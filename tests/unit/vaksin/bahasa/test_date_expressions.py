"""The date expressions that citizens really wrote, from counts of public comments of 2021."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from vaksin.bahasa.dates import Leaning, find_dates
from vaksin.bahasa.durations import find_durations

TODAY = date(2021, 7, 10)
COLLECTION = Path(__file__).parents[5] / "shared" / "nlu" / "date-expressions.tsv"
BARE_DURATION = re.compile(r"\d+ ?(hari|hr|minggu|mgg|bulan|bln)(an)?")
IMPOSSIBLE = {"50 okt"}
REQUIRED_SHARE = 0.95


@pytest.fixture(scope="module")
def expressions() -> list[str]:
    if not COLLECTION.exists():
        pytest.skip("the collection of date expressions is not part of the project")
    with COLLECTION.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [row["expression"] for row in rows]


@pytest.mark.parametrize("leaning", list(Leaning))
def test_nearly_all_expressions_that_denote_a_date_are_read_as_one(
    expressions: list[str], leaning: Leaning
) -> None:
    dates = [text for text in expressions if not BARE_DURATION.fullmatch(text)]
    dates = [text for text in dates if text not in IMPOSSIBLE]
    unread = [text for text in dates if len(find_dates(text, TODAY, leaning)) != 1]

    assert len(dates) > 100
    assert len(unread) <= (1 - REQUIRED_SHARE) * len(dates), unread


def test_no_bare_duration_is_read_as_a_date(expressions: list[str]) -> None:
    durations = [text for text in expressions if BARE_DURATION.fullmatch(text)]

    assert len(durations) > 50
    assert [text for text in durations if find_dates(text, TODAY)] == []
    assert [text for text in durations if len(find_durations(text)) != 1] == []


def test_an_impossible_date_is_not_read(expressions: list[str]) -> None:
    assert [text for text in IMPOSSIBLE if find_dates(text, TODAY)] == []
