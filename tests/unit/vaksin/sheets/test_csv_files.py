"""Specification of what CSV files hold, byte for byte, for the sake of Excel."""

from __future__ import annotations

import itertools

import pytest

from tests.people import nik_number
from vaksin.sheets.csv_files import write_csv
from vaksin.sheets.table import Column, Table


def cell_in_file(text: str, folder) -> str:
    path = folder / "a.csv"
    write_csv(Table("A", (Column("a"),), [(text,)]), path)
    content = path.read_bytes().decode("utf-8-sig")
    return content.split("\r\n")[1].strip('"')


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "+6281200009001", "-", "'=1", "\n=1"],
    ids=itertools.count(),
)
def test_what_excel_would_run_as_a_formula_gets_an_apostrophe(text, tmp_path):
    assert cell_in_file(text, tmp_path) == f"'{text}"


@pytest.mark.parametrize("text", [nik_number(), "081200009001", "007"], ids=itertools.count())
def test_digits_that_excel_would_damage_get_an_apostrophe(text, tmp_path):
    assert cell_in_file(text, tmp_path) == f"'{text}"


@pytest.mark.parametrize("text", ["-6.22870", "-3", "30", "0", "0812-0000-9001", "Ma'ruf", "'x"])
def test_what_excel_shows_as_it_is_stays_bare(text, tmp_path):
    assert cell_in_file(text, tmp_path) == text


def test_a_file_begins_with_the_mark_by_which_excel_knows_utf_8(tmp_path):
    write_csv(Table("A", (Column("a"),), []), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b'\xef\xbb\xbf"a"\r\n'


def test_heading_and_footer_stand_around_the_table(tmp_path):
    table = Table("A", (Column("a"), Column("b")), [("x", 1)], ("Atas",), ("=Bawah",))
    write_csv(table, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines() == [
        '"Atas"', '"a","b"', '"x",1', "\"'=Bawah\"",
    ]  # fmt: skip
