"""How a report of rules looks on a terminal: sections of two columns, each rule with its decree."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 80

_INDENT = 2
_LEFT = 26
_UNCONFIRMED = " (belum dipastikan)"
_EMPTY = "Tidak ada aturan yang berlaku."


@dataclass(frozen=True)
class Line:
    """One rule: what it is about, what it says, the decree, and whether the decree is certain."""

    subject: str
    statement: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Section:
    """Rules of one kind, in the order in which they are read."""

    title: str
    lines: tuple[Line, ...]


def render(heading: str, sections: Iterable[Section]) -> str:
    """Return the report as text, no line longer than ``WIDTH`` characters."""
    return "\n\n".join([heading, *(_section(section) for section in sections)])


def _section(section: Section) -> str:
    rows = [row for line in section.lines for row in _rows(line)]
    return "\n".join([section.title.upper(), *(rows or [" " * _INDENT + _EMPTY])])


def _rows(line: Line) -> list[str]:
    left = _wrapped(line.subject, _LEFT - 1)
    mark = "" if line.confirmed else _UNCONFIRMED
    width = WIDTH - _INDENT - _LEFT
    right = [*_wrapped(line.statement, width), *_wrapped(f"{line.source}{mark}", width, "[", "]")]
    height = max(len(left), len(right))
    pairs = zip(_padded(left, height), _padded(right, height), strict=True)
    return [f"{' ' * _INDENT}{subject:<{_LEFT}}{text}".rstrip() for subject, text in pairs]


def _wrapped(text: str, width: int, opening: str = "", closing: str = "") -> list[str]:
    """Break a text into lines; those after an opening bracket stand below the first letter."""
    return textwrap.wrap(
        f"{opening}{text}{closing}", width, subsequent_indent=" " * len(opening),
        break_on_hyphens=False,
    )  # fmt: skip


def _padded(rows: list[str], height: int) -> list[str]:
    return rows + [""] * (height - len(rows))
