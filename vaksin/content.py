"""Reading the programme's data: the files in ``content/`` that designers and health officers edit.

The readers here know files, fields and dates, not the programme. Every mistake is reported as a
``ContentError`` that names the file and the row or id, because the people who edit these files are
not programmers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum, auto
from pathlib import Path
from typing import Any

import yaml

from vaksin.dates import Period

CONTENT_FOLDER = Path(__file__).resolve().parent.parent / "content"

# WhatsApp's limits for one row of a list message, in characters.
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72

_CLOCK = re.compile(r"([01]\d|2[0-3])\.([0-5]\d)")
_WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")


class ContentError(ValueError):
    """A content file is missing or wrong; the message says where and what to correct."""


class Fault(Enum):
    """What can be wrong with one field of a row."""

    MISSING = auto()
    NOT_A_TEXT = auto()
    TOO_LONG = auto()
    NOT_A_CHOICE = auto()
    WRONG_FORM = auto()
    NOT_WHOLE = auto()
    NOT_A_NUMBER = auto()
    OUT_OF_BOUNDS = auto()
    NOT_YES_OR_NO = auto()
    UNKNOWN_CODE = auto()
    USED_TWICE = auto()


class FieldError(ContentError):
    """One field is wrong.

    ``expected`` holds what the rule asks for: the choices, the limit or both bounds. With it and
    ``fault`` the error can be told again in Indonesian, without the value that was found.
    """

    def __init__(
        self, entry: Entry, name: str, fault: Fault, problem: str, expected: Iterable[object] = ()
    ) -> None:
        super().__init__(f"{entry.where}: {problem}")
        self.entry = entry
        self.name = name
        self.fault = fault
        self.expected = tuple(str(value) for value in expected)


class RowError(ContentError):
    """Several fields of one row may be wrong; the message is that of the first."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(str(self.errors[0]))


@dataclass(frozen=True)
class Entry:
    """One row or mapping of a content file, read field by field.

    Every reader raises ``ContentError`` if the field is missing or has the wrong form; those of
    one plain value raise ``FieldError``.
    """

    where: str
    fields: dict[str, Any]
    number: int = 0
    """The row's number in its file; 0 for an entry that is no row."""

    def error(self, problem: str) -> ContentError:
        """Return, not raise, an error that names this entry."""
        return ContentError(f"{self.where}: {problem}")

    def field_error(
        self, name: str, fault: Fault, problem: str, expected: Iterable[object] = ()
    ) -> FieldError:
        """Return, not raise, an error of one field; ``problem`` is said after its name."""
        return FieldError(self, name, fault, f"{name} {problem}", expected)

    def allow(self, *names: str) -> None:
        """Refuse fields with any other name, so that a misspelt one is never ignored."""
        unknown = sorted(set(self.fields) - set(names))
        if unknown:
            raise self.error(f"unknown field {', '.join(unknown)}; known are {', '.join(names)}")

    def text(self, name: str, limit: int | None = None) -> str:
        """Read a text that is not empty and, if a limit is given, not longer than that."""
        value = self._required(name)
        if not isinstance(value, str) or not value.strip():
            raise self.field_error(name, Fault.NOT_A_TEXT, "must be a text, put it in quotes")
        text = value.strip()
        if limit is not None and len(text) > limit:
            problem = f"has {len(text)} characters, at most {limit} fit: {text!r}"
            raise self.field_error(name, Fault.TOO_LONG, problem, [limit])
        return text

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """Read a text that must be one of a few words."""
        value = self.text(name)
        known = tuple(choices)
        if value not in known:
            problem = f"is {value!r}, must be one of {', '.join(known)}"
            raise self.field_error(name, Fault.NOT_A_CHOICE, problem, known)
        return value

    def matching(self, name: str, pattern: re.Pattern[str], form: str) -> str:
        """Read a text of a fixed form; ``form`` describes the form to the person who edits."""
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise self.field_error(name, Fault.WRONG_FORM, f"is {value!r}, must be {form}")
        return value

    def integer(self, name: str, minimum: int, maximum: int) -> int:
        """Read a whole number between two bounds, both included."""
        value = self._required(name)
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            problem = f"is {value!r}, must be a whole number"
            raise self.field_error(name, Fault.NOT_WHOLE, problem)
        self._require_between(name, value, minimum, maximum)
        return value

    def optional_integer(self, name: str, minimum: int, maximum: int) -> int | None:
        """Read a whole number, or nothing if the field is absent or empty."""
        return None if self.fields.get(name) is None else self.integer(name, minimum, maximum)

    def decimal(self, name: str, minimum: float, maximum: float) -> float:
        """Read a number with decimals between two bounds, both included.

        Indonesian spreadsheets write a decimal comma.
        """
        value = self._required(name)
        try:
            number = float(str(value).replace(",", "."))
        except ValueError:
            problem = f"is {value!r}, must be a number such as -6.22870"
            raise self.field_error(name, Fault.NOT_A_NUMBER, problem) from None
        self._require_between(name, number, minimum, maximum)
        return number

    def truth(self, name: str, default: bool | None = None) -> bool:
        """Read yes or no; an absent field gives the default, if there is one."""
        if default is not None and name not in self.fields:
            return default
        value = self._required(name)
        if isinstance(value, bool):
            return value
        if value not in ("yes", "no"):
            problem = f"is {value!r}, must be yes or no"
            raise self.field_error(name, Fault.NOT_YES_OR_NO, problem)
        return bool(value == "yes")

    def day(self, name: str) -> date:
        """Read a calendar day written as 2024-01-31."""
        value = self._required(name)
        if type(value) is not date:  # a datetime is a date too, and cannot be compared with one
            raise self.error(f"{name} is {value!r}, must be a day such as 2024-01-31")
        return value

    def clock(self, name: str) -> time:
        """Read an hour written the Indonesian way, "08.00"."""
        hour = _CLOCK.fullmatch(self.text(name))
        if hour is None:
            raise self.error(f'{name} is {self.fields[name]!r}, must be an hour such as "08.00"')
        return time(int(hour[1]), int(hour[2]))

    def weekdays(self, name: str) -> frozenset[int]:
        """Read Indonesian weekday names as numbers, Monday being 0."""
        names = self.texts(name)
        unknown = [day for day in names if day not in _WEEKDAYS]
        if unknown:
            raise self.error(f"{name} has {unknown[0]!r}, must be out of {', '.join(_WEEKDAYS)}")
        return frozenset(_WEEKDAYS.index(day) for day in names)

    def period(self) -> Period:
        """Read ``effective_from`` and ``effective_until``."""
        start = self.day("effective_from")
        end = None if self.fields.get("effective_until") is None else self.day("effective_until")
        if end is not None and end < start:
            raise self.error("effective_until lies before effective_from")
        return Period(start, end)

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of different texts, at least one."""
        values = self._list(name)
        if not all(isinstance(value, str) and value for value in values):
            raise self.error(f"{name} must be a list of texts")
        if len(set(values)) < len(values):
            raise self.error(f"{name} names something twice")
        return tuple(values)

    def optional_texts(self, name: str) -> tuple[str, ...]:
        """Read a list of different texts; an absent field gives none."""
        return self.texts(name) if name in self.fields else ()

    def entry(self, name: str) -> Entry:
        """Read a nested mapping."""
        value = self._required(name)
        if not isinstance(value, dict):
            raise self.error(f"{name} must be a group of fields")
        return Entry(f"{self.where}, {name}", value)

    def entries(self, name: str) -> list[Entry]:
        """Read a list of mappings, at least one; each is named by its ``id`` or its number."""
        return [self._nested(name, number, value) for number, value in self._numbered(name)]

    def optional_entries(self, name: str) -> list[Entry]:
        """Read a list of mappings; an absent field gives none."""
        return self.entries(name) if name in self.fields else []

    def _nested(self, name: str, number: int, value: object) -> Entry:
        if not isinstance(value, dict):
            raise self.error(f"{name}, number {number} must be a group of fields")
        label = f"{name} {value['id']}" if "id" in value else f"{name}, number {number}"
        return Entry(f"{self.where}, {label}", value)

    def _numbered(self, name: str) -> Iterator[tuple[int, Any]]:
        return enumerate(self._list(name), start=1)

    def _list(self, name: str) -> list[Any]:
        value = self._required(name)
        if not isinstance(value, list) or not value:
            raise self.error(f"{name} must be a list with at least one line")
        return value

    def _required(self, name: str) -> object:
        value = self.fields.get(name)
        if value is None or value == "":
            raise self.field_error(name, Fault.MISSING, "is missing")
        return value

    def _require_between(self, name: str, value: float, minimum: float, maximum: float) -> None:
        if not minimum <= value <= maximum:
            problem = f"is {value}, must be between {minimum} and {maximum}"
            raise self.field_error(name, Fault.OUT_OF_BOUNDS, problem, [minimum, maximum])


def read_yaml(path: Path) -> Entry:
    """Read a YAML file that holds one mapping.

    Raises:
        ContentError: if the file is missing, is not YAML or names a field twice.
    """
    try:
        data = yaml.load(_text_of(path), Loader=_StrictLoader)
    except yaml.YAMLError as error:
        raise ContentError(f"{path.name}: not valid YAML: {error}") from None
    if not isinstance(data, dict):
        raise ContentError(f"{path.name}: must hold named fields")
    return Entry(path.name, data)


def read_csv(path: Path, columns: tuple[str, ...]) -> list[Entry]:
    """Read a comma-separated file whose first line names exactly these columns.

    Raises:
        ContentError: if the file is missing, has no rows, or its columns differ.
    """
    rows = list(csv.reader(io.StringIO(_text_of(path))))
    if not rows or tuple(rows[0]) != columns:
        raise ContentError(f"{path.name}, row 1: the columns must be {','.join(columns)}")
    if len(rows) == 1:
        raise ContentError(f"{path.name}: has no rows")
    return [_row(path, number, columns, cells) for number, cells in enumerate(rows[1:], start=2)]


def read_fields(
    entry: Entry, readers: Mapping[str, Callable[..., Any]], *context: Any
) -> dict[str, Any]:
    """Read each field with its reader and find every one that is wrong, not only the first.

    A reader takes the entry and the context. It may stumble over another field that it needs;
    such an error is kept only once.

    Raises:
        RowError: with the error of each wrong field, in the order of the readers.
    """
    values: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    for name, read in readers.items():
        try:
            values[name] = read(entry, *context)
        except FieldError as error:
            errors.setdefault(error.name, error)
    if errors:
        raise RowError(errors.values())
    return values


def require_unique(entries: Iterable[tuple[Entry, Hashable]], what: str) -> None:
    """Refuse two entries with the same value.

    Raises:
        ContentError: naming the second of them.
    """
    seen: set[Hashable] = set()
    for entry, value in entries:
        if value in seen:
            raise entry.error(f"{what} is used twice")
        seen.add(value)


def _row(path: Path, number: int, columns: tuple[str, ...], cells: list[str]) -> Entry:
    entry = Entry(f"{path.name}, row {number}", dict(zip(columns, cells, strict=False)), number)
    if len(cells) != len(columns):
        raise entry.error(f"has {len(cells)} columns, must have {len(columns)}")
    return entry


def _text_of(path: Path) -> str:
    try:
        # Spreadsheet programs put a byte-order mark before the first column name.
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ContentError(f"{path.name}: the file is missing in {path.parent.name}/") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path.name}: save the file as UTF-8") from None


class _StrictLoader(yaml.SafeLoader):
    """YAML without silent overwriting: PyYAML lets the last of two equal keys win."""


def _mapping_without_repeats(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        line = node.start_mark.line + 1
        raise yaml.YAMLError(f"{', '.join(sorted(repeated))} is named twice, from line {line} on")
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats
)
