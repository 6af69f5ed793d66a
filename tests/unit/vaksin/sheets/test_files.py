"""Specification of reading and writing tables: the same rows come back from CSV and XLSX."""

from __future__ import annotations

import itertools
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people import nik_number
from vaksin.sheets.files import read_records, write_table
from vaksin.sheets.table import Column, SheetError, SheetRow, Table, writable

KINDS = pytest.mark.parametrize("kind", [".csv", ".xlsx"])
TRICKY = [
    nik_number(),
    "0012345678",
    "+6281200009001",
    "-6.22870",
    "=1+1",
    "=HYPERLINK(\"http://contoh.invalid\",\"klik\")",
    "@SUM(A1)",
    "-2+3",
    "'=1",
    "''x",
    "Ma'ruf, Siti \"Upik\"; Hj.",
    "Jl. Contoh 1\nRT 02/RW 03",
    "Terima kasih 🙏",
    "#N/A",
    "31.7401",
    "1.0",
    "TRUE",
    "2021-03-06",
]  # fmt: skip


def written(table: Table, kind: str, folder: Path) -> Path:
    path = folder / f"contoh{kind}"
    write_table(table, path)
    return path


def texts_of(path: Path, columns=("a", "b")) -> list[dict[str, str]]:
    return [row.fields for row in read_records(path, columns)]


@KINDS
@pytest.mark.parametrize("text", TRICKY, ids=itertools.count())
def test_a_text_that_excel_would_change_is_read_back_the_same(kind, text, tmp_path):
    table = Table("Contoh", (Column("a"), Column("b")), [(text, "akhir")])
    assert texts_of(written(table, kind, tmp_path)) == [{"a": text, "b": "akhir"}]


_texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(max_size=30),
    st.text(alphabet="'=+-@\t\n\",;0123456789. a", max_size=8),
).map(lambda text: writable(text).strip())


@KINDS
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(_texts, _texts).filter(any), min_size=1, max_size=6))
def test_whatever_is_written_is_read_back_the_same(kind, rows):
    table = Table("Contoh", (Column("a"), Column("b")), rows)
    with tempfile.TemporaryDirectory() as folder:
        found = texts_of(written(table, kind, Path(folder)))
    assert [(row.get("a", ""), row.get("b", "")) for row in found] == rows


@settings(max_examples=60, deadline=None)
@given(title=st.text(alphabet="ab;,\"' ", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_a_separator_or_quote_in_a_title_is_not_taken_for_the_separator(title):
    table = Table("Contoh", (Column(title), Column("akhir")), [("x", "y")])
    with tempfile.TemporaryDirectory() as folder:
        found = texts_of(written(table, ".csv", Path(folder)), (title, "akhir"))
    assert found == [{title: "x", "akhir": "y"}]


@KINDS
def test_a_number_is_written_as_a_number_and_read_as_text(kind, tmp_path):
    table = Table("Contoh", (Column("a"), Column("b")), [(12, -3)])
    assert texts_of(written(table, kind, tmp_path)) == [{"a": "12", "b": "-3"}]


@KINDS
def test_only_the_owner_may_read_a_new_file(kind, tmp_path):
    path = written(Table("Contoh", (Column("a"),), [("x",)]), kind, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@KINDS
def test_a_file_is_written_anew_over_an_older_longer_one(kind, tmp_path):
    written(Table("Contoh", (Column("a"),), [("x",)] * 50), kind, tmp_path)
    path = written(Table("Contoh", (Column("a"),), [("y",)]), kind, tmp_path)
    assert texts_of(path, ("a",)) == [{"a": "y"}]


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "petugas.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("a,b\r\n1,2\r\n", "utf-8"),
        ("a,b\n1,2\n", "utf-8-sig"),
        ("a;b\r\n1;2\r\n", "utf-8-sig"),
        ('"a";"b"\r\n1;2\r\n', "utf-8"),
        ("A ; B\r\n 1 ; 2 \r\n", "utf-8"),
        ("b,a\n2,1\n", "utf-8"),
        ("a,b,,\n1,2,,\n,,,\n\n", "utf-8"),
        ("a,b\n1,2", "utf-8"),
    ],
)
def test_csv_is_read_with_or_without_mark_with_comma_or_semicolon(text, encoding, tmp_path):
    rows = list(read_records(csv_file(tmp_path, text, encoding), ("a", "b")))
    assert rows == [SheetRow(2, {"a": "1", "b": "2"})]


def test_rows_are_numbered_as_excel_numbers_them(tmp_path):
    text = 'a,b\n"dua\nbaris",x\n,\n\ny,z\n'
    rows = list(read_records(csv_file(tmp_path, text), ("a", "b")))
    assert [row.number for row in rows] == [2, 5]


def test_what_stands_beyond_the_last_column_is_noticed(tmp_path):
    (row,) = read_records(csv_file(tmp_path, "a,b\nJl. Contoh, No. 1,x\n"), ("a", "b"))
    assert row.is_too_long


def test_an_optional_column_may_be_left_out(tmp_path):
    path = csv_file(tmp_path, "a\n1\n")
    assert texts_of(path, ("a",)) == [
        row.fields for row in read_records(path, ("a",), optional=("b",))
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "petugas.csv, baris 1: kolom ini belum ada: a, b. Kolom: a, b"),
        ("a\n1\n", "baris 1: kolom ini belum ada: b. Kolom: a, b"),
        ("a,b,a\n1,2,3\n", "baris 1: kolom ini tertulis dua kali: a"),
        ("a,b,umur\n1,2,3\n", "baris 1: judul kolom ini tidak dikenal: C"),
        ("a,,b\n1,2,3\n", "baris 1: judul kolom ini tidak dikenal: B"),
        ("a,b\n", "petugas.csv: tidak ada baris di bawah judul kolom"),
        ('a,b\n1,2\n"3,4\n', "petugas.csv, baris 3: tidak terbaca sebagai CSV"),
        ("a,b\n1,2\n\x00,4\n", "petugas.csv, baris 3: tidak terbaca sebagai CSV"),
    ],
)
def test_a_csv_file_that_is_no_table_is_refused(text, problem, tmp_path):
    with pytest.raises(SheetError, match=problem):
        list(read_records(csv_file(tmp_path, text), ("a", "b")))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_csv_in_another_encoding_is_refused_with_the_way_to_save_it(encoding, tmp_path):
    with pytest.raises(SheetError, match='simpan sebagai "CSV UTF-8"'):
        list(read_records(csv_file(tmp_path, "a,b\né,2\n", encoding), ("a", "b")))


def test_an_encoding_that_changes_far_below_is_noticed_too(tmp_path):
    path = csv_file(tmp_path, "a,b\n" + "1,2\n" * 9000)
    path.write_bytes(path.read_bytes() + "é,2\n".encode("cp1252"))
    with pytest.raises(SheetError, match="simpan sebagai"):
        list(read_records(path, ("a", "b")))


def test_a_file_without_titles_is_refused_without_telling_what_it_holds(tmp_path):
    path = csv_file(tmp_path, f"{nik_number()},Contoh Warga\n{nik_number(9002)},Contoh Warga\n")
    with pytest.raises(SheetError) as refused:
        list(read_records(path, ("a", "b")))
    assert "9001" not in str(refused.value)
    assert "Warga" not in str(refused.value)


def test_a_missing_file_and_an_unknown_kind_are_named(tmp_path):
    (tmp_path / "lama.xls").write_bytes(b"")
    with pytest.raises(SheetError, match=r"nanti\.csv: berkas tidak ditemukan"):
        list(read_records(tmp_path / "nanti.csv", ("a",)))
    with pytest.raises(SheetError, match=r"lama\.xls: nama berkas harus berakhir dengan \.csv"):
        list(read_records(tmp_path / "lama.xls", ("a",)))
    with pytest.raises(SheetError, match=r"keluar\.pdf: nama berkas harus berakhir"):
        write_table(Table("A", (Column("a"),), []), tmp_path / "keluar.pdf")


def test_a_csv_file_has_no_named_sheets(tmp_path):
    with pytest.raises(SheetError, match="tidak punya lembar bernama"):
        list(read_records(csv_file(tmp_path, "a\n1\n"), ("a",), sheet="Sesi"))
