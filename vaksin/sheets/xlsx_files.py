"""Excel workbooks: what people typed is given back as text, what we write stays text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from vaksin.sheets.private_files import create_private
from vaksin.sheets.table import Cell, SheetError, Table, writable

# Excel keeps fifteen digits of a number and puts zeros in place of the rest.
_EXACT_BELOW = 10**15
_TITLE_LENGTH = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def read_xlsx_rows(path: Path, sheet: str | None = None) -> Iterator[list[str]]:
    """Read every row of a sheet, the first one unless another is named, as texts.

    A formula gives the value that Excel stored with it. Days are told as ``2021-03-06``, hours as
    ``08:00``, whole numbers without decimals.

    Raises:
        SheetError: if the file is no workbook, it has no such sheet, or a cell holds an error or a
            number of which Excel has lost digits.
    """
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ParseError, ValueError):
        problem = "bukan buku kerja Excel (.xlsx), atau memakai kata sandi"
        raise SheetError(f"{path.name}: {problem}") from None
    try:
        worksheet: Any = _worksheet(workbook, path, sheet)
        worksheet.reset_dimensions()  # some programs write wrong ones
        where = f"{path.name}, lembar {worksheet.title}"
        for number, cells in enumerate(worksheet.iter_rows(), start=1):
            yield [
                _text(cell, f"{where}, baris {number}, kolom {get_column_letter(at)}")
                for at, cell in enumerate(cells, start=1)
            ]
    finally:
        workbook.close()


def write_xlsx(table: Table, path: Path) -> None:
    """Write a workbook of one sheet, ready to be printed.

    The titles are bold, stay in sight and are repeated on every page; the page lies across and is
    as wide as the table.
    """
    workbook = Workbook(write_only=True)
    title = table.name.translate(_NOT_IN_TITLES)[:_TITLE_LENGTH]
    sheet: Any = workbook.create_sheet(title)
    _lay_out(sheet, table)
    line = _text_cell(sheet)
    for text in table.heading:
        sheet.append([_filled(line, text)])
    sheet.append([_filled(_text_cell(sheet, bold=True), text) for text in table.titles])
    # To give a cell its looks takes long, so every row is written with the same cells.
    texts = [_text_cell(sheet, wrapped=True) for _ in table.columns]
    numbers = [WriteOnlyCell(sheet) for _ in table.columns]
    for cells in table.rows:
        sheet.append(
            [
                _filled(number if isinstance(value, int) else text, value)
                for value, text, number in zip(cells, texts, numbers, strict=True)
            ]
        )
    for text in table.footer:
        sheet.append([_filled(line, text)])
    with create_private(path) as file:
        workbook.save(file)


def _worksheet(workbook: Workbook, path: Path, sheet: str | None) -> Worksheet:
    sheets = {worksheet.title: worksheet for worksheet in workbook.worksheets}
    chosen = sheets.get(sheet) if sheet else next(iter(sheets.values()), None)
    if chosen is None:
        known = ", ".join(sheets) or "tidak ada"
        raise SheetError(f"{path.name}: lembar {sheet or 'pertama'} tidak ada; yang ada: {known}")
    return chosen


def _text(cell: Any, where: str) -> str:
    value = cell.value
    if isinstance(value, str):
        if cell.data_type == "e":
            raise SheetError(f"{where}: rumus gagal; perbaiki rumusnya atau ketik nilainya")
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, where)
    return "" if value is None else _moment(value)


def _number(value: float, where: str) -> str:
    if abs(value) >= _EXACT_BELOW:
        problem = "angkanya lebih dari 15 digit sehingga diubah oleh Excel"
        raise SheetError(f"{where}: {problem}; jadikan kolom ini Teks, lalu ketik ulang")
    return str(int(value)) if value == int(value) else repr(value)


def _moment(value: datetime | date | time | timedelta) -> str:
    """Hours are counted in fractions of a day, so they are rounded to the second."""
    if isinstance(value, timedelta):
        value = datetime(1900, 1, 1) + value
        return _clock(value)
    if isinstance(value, time):
        return _clock(datetime.combine(date(1900, 1, 1), value))
    if isinstance(value, datetime) and value.time() != time.min:
        return f"{value:%Y-%m-%d} {_clock(value)}"
    return f"{value:%Y-%m-%d}"


def _clock(moment: datetime) -> str:
    rounded = moment + timedelta(milliseconds=500)
    return f"{rounded:%H:%M:%S}" if rounded.second else f"{rounded:%H:%M}"


def _lay_out(sheet: Any, table: Table) -> None:
    title_row = len(table.heading) + 1
    sheet.freeze_panes = f"A{title_row + 1}"
    sheet.print_title_rows = f"{title_row}:{title_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    for at, width in enumerate(table.widths(), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width + 2


def _text_cell(sheet: Any, *, bold: bool = False, wrapped: bool = False) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=wrapped, vertical="top")
    return cell


def _filled(cell: Any, value: Cell) -> Any:
    cell.value = value if isinstance(value, int) else writable(value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula or an error, whatever it begins with
    return cell
