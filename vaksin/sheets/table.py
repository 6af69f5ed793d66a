"""Tables as they are written for people, and rows as they are read from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = str | int

_NEWLINE = re.compile(r"\r\n?")
# What neither XML nor a terminal can hold.
_NOT_WRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NARROWEST, _WIDEST = 6, 40


class SheetError(ValueError):
    """A file cannot be read as a table; the message names it in Indonesian, and no value."""


@dataclass(frozen=True)
class SheetRow:
    """A row with its number as spreadsheet programs count, and its texts by column.

    Empty cells are left out. ``is_too_long`` tells that something stands beyond the last column.
    """

    number: int
    fields: dict[str, str]
    is_too_long: bool = False


@dataclass(frozen=True)
class Column:
    """A column's title; ``width`` in characters is needed only where people write by hand."""

    title: str
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """What is written on one sheet: heading lines, titles of the columns, rows, footer lines.

    Texts stay texts in every program, whole numbers can be added up.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    heading: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return tuple(column.title for column in self.columns)

    def widths(self) -> list[int]:
        """Return the characters that each column needs, within reason."""
        lines = [self.titles, *self.rows]
        needed = [max(map(_longest_line, cells)) for cells in zip(*lines, strict=True)]
        return [
            column.width or min(max(length, _NARROWEST), _WIDEST)
            for column, length in zip(self.columns, needed, strict=True)
        ]

    def as_text(self) -> str:
        """Return the table for a terminal; numbers stand to the right."""
        lines = [tuple(map(_on_one_line, cells)) for cells in (self.titles, *self.rows)]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        rule = tuple("-" * width for width in widths)
        is_number = [
            all(isinstance(row[at], int) for row in self.rows) for at in range(len(widths))
        ]
        aligned = [
            "  ".join(
                text.rjust(width) if number else text.ljust(width)
                for text, width, number in zip(cells, widths, is_number, strict=True)
            ).rstrip()
            for cells in (lines[0], rule, *lines[1:])
        ]
        return "\n".join((*self.heading, *aligned, *self.footer))


def writable(text: str) -> str:
    """Return a text without the characters that no sheet can hold; a line ends with ``\\n``."""
    return _NOT_WRITABLE.sub("", _NEWLINE.sub("\n", text))


def _longest_line(cell: Cell) -> int:
    return max(map(len, str(cell).split("\n")))


def _on_one_line(cell: Cell) -> str:
    return " ".join(str(cell).split())
