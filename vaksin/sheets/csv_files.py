"""CSV files as Excel reads and writes them: UTF-8, a comma or, in Indonesian, a semicolon."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from vaksin.sheets.private_files import create_private
from vaksin.sheets.table import Cell, SheetError, Table, writable

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_FIRST_RECORD = re.compile(r'(?:[^"\r\n]|"(?:[^"]|"")*")*')
_HEADER_LIMIT = 10_000  # characters, far more than the titles of any sheet
# Excel runs what begins so as a formula, makes a number of "+62812...", and loses a zero in front
# and every digit of a NIK after the fifteenth. A negative number is what it looks like.
_MISREAD = re.compile(r"'*(?:(?!-\d+(?:[.,]\d+)?\Z)[=+\-@\t\r\n]|0\d+\Z|\d{16,}\Z)")
_GUARD = "'"


def read_csv_rows(path: Path) -> Iterator[list[str]]:
    """Read every record; an apostrophe that guards a cell against Excel is taken away.

    Raises:
        SheetError: if the file is not UTF-8 or its quotes do not match.
    """
    # A byte-order mark is no part of the first title; newlines inside cells are kept.
    with path.open(encoding="utf-8-sig", newline="") as file:
        number = 0
        try:
            records = csv.reader(file, delimiter=_delimiter(file), strict=True)
            for cells in records:
                number += 1
                yield [_unguarded(cell) for cell in cells]
        except UnicodeDecodeError:
            problem = 'simpan sebagai "CSV UTF-8" atau sebagai buku kerja Excel (.xlsx)'
            raise SheetError(f"{path.name}: {problem}") from None
        except csv.Error:
            raise SheetError(
                f"{path.name}, baris {number + 1}: tidak terbaca sebagai CSV"
            ) from None


def write_csv(table: Table, path: Path) -> None:
    """Write a table with a byte-order mark, by which Excel knows UTF-8.

    A cell that Excel would run as a formula or damage gets an apostrophe in front.
    """
    with io.TextIOWrapper(create_private(path), encoding="utf-8-sig", newline="") as file:
        # Texts in quotes, so that a semicolon in a title is not taken for the separator.
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        lines: list[tuple[Cell, ...]] = [(line,) for line in table.heading]
        lines += [table.titles, *table.rows, *((line,) for line in table.footer)]
        writer.writerows([_guarded(cell) for cell in cells] for cells in lines)


def _delimiter(file: TextIO) -> str:
    """Return the character that separates the titles; the file is at its beginning again."""
    first = _FIRST_RECORD.match(file.read(_HEADER_LIMIT))
    file.seek(0)
    titles = _QUOTED.sub("", first.group()) if first else ""
    return ";" if titles.count(";") > titles.count(",") else ","


def _guarded(cell: Cell) -> Cell:
    if isinstance(cell, int):
        return cell
    text = writable(cell)
    return _GUARD + text if _MISREAD.match(text) else text


def _unguarded(text: str) -> str:
    is_guarded = text.startswith(_GUARD) and _MISREAD.match(text[len(_GUARD) :])
    return text[len(_GUARD) :] if is_guarded else text
