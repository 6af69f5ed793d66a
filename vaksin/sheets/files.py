"""Reading and writing tables, whatever the kind of file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl.utils import get_column_letter

from vaksin.sheets.csv_files import read_csv_rows, write_csv
from vaksin.sheets.table import SheetError, SheetRow, Table
from vaksin.sheets.xlsx_files import read_xlsx_rows, write_xlsx


def read_records(
    path: Path,
    columns: tuple[str, ...],
    optional: tuple[str, ...] = (),
    sheet: str | None = None,
) -> Iterator[SheetRow]:
    """Read a table whose first row names its columns, in any order; empty rows are skipped.

    Texts come without surrounding space. ``sheet`` names a sheet of a workbook; without it the
    first one is read.

    Raises:
        SheetError: if the file cannot be read, a column is missing, unknown or named twice, or
            there are no rows.
    """
    where = f"{path.name}, lembar {sheet}" if sheet else path.name
    rows = _rows(path, sheet)
    titles = [title.strip().casefold() for title in next(rows, [])]
    while titles and not titles[-1]:
        titles.pop()
    _check_titles(where, titles, columns, optional)
    is_empty = True
    for number, cells in enumerate(rows, start=2):
        texts = [cell.strip() for cell in cells]
        if any(texts):
            is_empty = False
            fields = {title: text for title, text in zip(titles, texts, strict=False) if text}
            yield SheetRow(number, fields, is_too_long=any(texts[len(titles) :]))
    if is_empty:
        raise SheetError(f"{where}: tidak ada baris di bawah judul kolom")


def write_table(table: Table, path: Path) -> None:
    """Write a table as CSV or XLSX, as the file's name ends; see the writers for what they keep.

    Raises:
        SheetError: if the name ends with neither.
    """
    writers = {".csv": write_csv, ".xlsx": write_xlsx}
    if path.suffix.lower() not in writers:
        raise _unknown_kind(path)
    writers[path.suffix.lower()](table, path)


def _rows(path: Path, sheet: str | None) -> Iterator[list[str]]:
    if not path.is_file():
        raise SheetError(f"{path.name}: berkas tidak ditemukan")
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return read_xlsx_rows(path, sheet)
    if kind != ".csv":
        raise _unknown_kind(path)
    if sheet:
        raise SheetError(f"{path.name}: berkas CSV tidak punya lembar bernama")
    return read_csv_rows(path)


def _unknown_kind(path: Path) -> SheetError:
    return SheetError(f"{path.name}: nama berkas harus berakhir dengan .csv atau .xlsx")


def _check_titles(
    where: str, titles: list[str], columns: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    known = (*columns, *optional)
    problems = {
        "kolom ini belum ada": [column for column in columns if column not in titles],
        # Where there are no titles, the first row holds people: letters tell where, not who.
        "judul kolom ini tidak dikenal": [
            get_column_letter(at) for at, title in enumerate(titles, start=1) if title not in known
        ],
        "kolom ini tertulis dua kali": [column for column in known if titles.count(column) > 1],
    }
    told = [f"{problem}: {', '.join(names)}" for problem, names in problems.items() if names]
    if told:
        raise SheetError(f"{where}, baris 1: {'; '.join(told)}. Kolom: {', '.join(known)}")
