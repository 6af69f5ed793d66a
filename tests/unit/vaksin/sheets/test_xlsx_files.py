"""Specification of workbooks: what Excel makes of what people type, and how ours look."""

from __future__ import annotations

import itertools
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook, load_workbook

from tests.people import nik_number
from vaksin.sheets.files import read_records
from vaksin.sheets.table import Column, SheetError, Table
from vaksin.sheets.xlsx_files import read_xlsx_rows, write_xlsx


@pytest.fixture
def workbook_of(tmp_path):
    """Return a function that saves rows as somebody with Excel would."""

    def save(*rows, sheets=("Sheet",), change=lambda sheet: None):
        workbook = Workbook()
        workbook.active.title = sheets[0]
        for title in sheets[1:]:
            workbook.create_sheet(title)
        sheet = workbook[sheets[-1]]
        for row in rows:
            sheet.append(row)
        change(sheet)
        workbook.save(tmp_path / "petugas.xlsx")
        return tmp_path / "petugas.xlsx"

    return save


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("31.74.01", "31.74.01"),
        (nik_number(), nik_number()),
        (31.7401, "31.7401"),
        (1.0, "1"),
        (30, "30"),
        (-6.2287, "-6.2287"),
        (True, "TRUE"),
        (date(2021, 3, 6), "2021-03-06"),
        (datetime(2021, 3, 6), "2021-03-06"),
        (datetime(2021, 3, 6, 8, 30), "2021-03-06 08:30"),
        (time(8), "08:00"),
        (time(8, 0, 30), "08:00:30"),
        (time(7, 59, 59, 999_999), "08:00"),
        (timedelta(hours=8, minutes=30), "08:30"),
        (None, ""),
    ],
    ids=itertools.count(),
)
def test_what_excel_made_of_a_text_is_given_back_as_text(value, text, workbook_of):
    assert list(read_xlsx_rows(workbook_of([value, "akhir"]))) == [[text, "akhir"]]


def test_the_first_sheet_is_read_unless_another_is_named(workbook_of):
    path = workbook_of(["a"], ["1"], sheets=("Petunjuk", "Sesi"))
    assert [row.fields for row in read_records(path, ("a",), sheet="Sesi")] == [{"a": "1"}]
    with pytest.raises(SheetError, match="belum ada: a"):
        list(read_records(path, ("a",)))


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(workbook_of):
    path = workbook_of(["a"], sheets=("Tempat", "Sesi"))
    with pytest.raises(SheetError, match=r"petugas\.xlsx: lembar Jadwal tidak ada; .*Tempat, Sesi"):
        list(read_records(path, ("a",), sheet="Jadwal"))


def test_empty_and_merged_rows_are_skipped_and_still_counted(workbook_of):
    def merge_below(sheet):
        sheet.merge_cells("A5:B9")
        sheet["A12"].value = "  "

    path = workbook_of(["a", "b"], ["1", "2"], [], ["3", "4"], change=merge_below)
    assert [(row.number, row.fields) for row in read_records(path, ("a", "b"))] == [
        (2, {"a": "1", "b": "2"}),
        (4, {"a": "3", "b": "4"}),
    ]


def test_a_formula_gives_the_value_that_excel_stored(workbook_of):
    path = workbook_of(["a"], ["=10+20"])
    put_value_of_formula(path, "30")
    assert [row.fields for row in read_records(path, ("a",))] == [{"a": "30"}]


def test_a_number_of_which_excel_has_lost_digits_is_refused_by_place(workbook_of):
    path = workbook_of(["a", "b"], ["x", int(nik_number())])
    with pytest.raises(SheetError) as refused:
        list(read_records(path, ("a", "b")))
    assert str(refused.value).startswith("petugas.xlsx, lembar Sheet, baris 2, kolom B: angkanya")
    assert "3174" not in str(refused.value)


def test_a_formula_that_failed_is_refused_by_place(workbook_of):
    with pytest.raises(SheetError, match="lembar Sheet, baris 2, kolom A: rumus gagal"):
        list(read_records(workbook_of(["a"], ["#REF!"]), ("a",)))


def test_wrong_dimensions_in_the_file_hide_no_rows(workbook_of):
    path = workbook_of(["a", "b"], ["1", "2"])
    change_sheet(path, '<dimension ref="A1:B2"', '<dimension ref="A1"')
    assert [row.fields for row in read_records(path, ("a", "b"))] == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_refused(content, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(SheetError, match=r"a\.xlsx: bukan buku kerja Excel"):
        list(read_records(tmp_path / "a.xlsx", ("a",)))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as file:
        file.writestr("surat.txt", "bukan lembar")
    with pytest.raises(SheetError, match=r"a\.xlsx: bukan buku kerja Excel"):
        list(read_records(tmp_path / "a.xlsx", ("a",)))


def put_value_of_formula(path, value):
    change_sheet(path, "</f><v />", f"</f><v>{value}</v>")


def change_sheet(path, old, new):
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert old in sheet, sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)


@pytest.fixture
def our_sheet(tmp_path):
    table = Table(
        "Sesi: 06/03 [pagi] di tempat yang namanya panjang",
        (Column("NIK"), Column("Jumlah", 9)),
        [(nik_number(), 12), ("=1+1", 3)],
        heading=("Puskesmas Contoh", "Sabtu"),
        footer=("Rahasia",),
    )
    write_xlsx(table, tmp_path / "a.xlsx")
    return load_workbook(tmp_path / "a.xlsx").active


def test_texts_are_text_and_numbers_are_numbers(our_sheet):
    assert (our_sheet["A4"].data_type, our_sheet["A4"].number_format) == ("s", "@")
    assert our_sheet["A4"].value == nik_number()
    assert (our_sheet["A5"].data_type, our_sheet["A5"].value) == ("s", "=1+1")
    assert (our_sheet["B4"].data_type, our_sheet["B4"].value) == ("n", 12)


def test_the_titles_are_bold_stay_in_sight_and_are_printed_on_each_page(our_sheet):
    assert [cell.value for cell in our_sheet[3]] == ["NIK", "Jumlah"]
    assert our_sheet["A3"].font.bold
    assert not our_sheet["A4"].font.bold
    assert our_sheet.freeze_panes == "A4"
    assert our_sheet.print_title_rows == "$3:$3"


def test_the_page_lies_across_and_is_as_wide_as_the_table(our_sheet):
    assert our_sheet.page_setup.orientation == "landscape"
    assert our_sheet.sheet_properties.pageSetUpPr.fitToPage
    assert our_sheet.page_setup.fitToHeight == 0
    assert our_sheet.column_dimensions["A"].width == 16 + 2
    assert our_sheet.column_dimensions["B"].width == 9 + 2


def test_a_name_that_excel_forbids_is_made_a_name_of_a_sheet(our_sheet):
    assert our_sheet.title == "Sesi  06 03  pagi  di tempat ya"
