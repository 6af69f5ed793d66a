"""Birth dates, in the answer to "tanggal lahir?" or inside a longer message. Always day first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from vaksin.bahasa import lexicon
from vaksin.bahasa.date_fields import (
    DateFields,
    Year,
    digits_year,
    match_day,
    match_fields,
    match_year,
    stands_alone,
)
from vaksin.bahasa.phrases import NUMBER_JOINTS, is_tail_of_number
from vaksin.bahasa.spans import Unit, calendar_day, shifted
from vaksin.bahasa.tokens import Tokens, tokens_of

_OLDEST_AGE = 125
_YOUNGEST_AGE_UNTOLD = 1
_BIRTH_WORDS = lexicon.words(
    "lahir lahirnya lahirku lhr lhir ttl kelahiran klahiran dob lair laire lahire lahirna lahirnyo"
    " lahia lahiar lairna bday tgllahir"
)
_BIRTH_HINT = re.compile(r"lahir|lair|lhr|ttl|tahun|taun|thn|tgl")
_WORDS_TO_DATE = 8
# Dates of the last years beside such words are of an injection or an illness.
_EVENT_WORDS = lexicon.words(
    "vaksin divaksin vaksinasi dosis suntik disuntik booster positif covid swab pcr sembuh"
    " daftar terdaftar sejak mulai dari sampai per jadwal jadwalnya tiket undangan sertifikat swab"
    " senin selasa rabu kamis jumat sabtu minggu wa sms pcr antigen operasi cek kontrol konfirmasi"
)
_WORDS_FROM_EVENT = 4
_EVENT_YEARS = 10
_LONG_NUMBER = 10


class BirthDateProblem(Enum):
    """Why an answer gives no birth date; each needs another question."""

    NO_DATE = auto()
    ONLY_MONTH_OR_YEAR = auto()
    """Only a part of a date: also a day and month without the year."""
    IMPOSSIBLE = auto()
    """Written as a date, but the calendar has no such day (31 Februari, month 13)."""
    IN_FUTURE = auto()
    TOO_OLD = auto()
    """More than 125 years ago."""


@dataclass(frozen=True)
class BirthDateReading:
    """A birth date, or the problem with it.

    With `two_digit_year` the century is the newest that is not in the future: confirm it.
    """

    date: dt.date | None
    two_digit_year: bool = False
    problem: BirthDateProblem | None = None


@dataclass(frozen=True)
class FoundBirthDate:
    """A birth date in a longer message, its offsets, and whether words such as "lahir" tell it."""

    reading: BirthDateReading
    start: int
    end: int
    is_told: bool


def read_birth_date(text: str, today: dt.date) -> BirthDateReading:
    """The birth date that an answer gives, in digits or words, with or without a place before it.

    A NIK is never read as a date. A month or year alone is not filled up with a guessed day.
    """
    tokens = Tokens(text)
    readings = [_resolve(fields, year, today) for _, fields, year in _full_dates(tokens)]
    if not readings:
        is_part = any(_is_part_of_date(tokens, index) for index in range(len(tokens)))
        problem = BirthDateProblem.ONLY_MONTH_OR_YEAR if is_part else BirthDateProblem.NO_DATE
        return BirthDateReading(None, problem=problem)
    return next((reading for reading in readings if reading.date), readings[0])


def find_birth_date(text: str, today: dt.date) -> FoundBirthDate | None:
    """The birth date in a longer message, if it is clearly one.

    It is after "lahir", "ttl" and the like; elsewhere only a full date at least a year past that
    does not stand by an injection or illness of the last years.
    """
    return next(iter(find_birth_dates(text, today)), None)


def find_birth_dates(text: str, today: dt.date) -> list[FoundBirthDate]:
    """All birth dates of a longer message, as :func:`find_birth_date` tells them.

    Behind one of them another full date of that time is one too ("... tp di ktp 1 jan 1963").
    """
    if not any(letter.isdecimal() for letter in text) and not _BIRTH_HINT.search(text.lower()):
        return []
    tokens = tokens_of(text)
    found: list[FoundBirthDate] = []
    for start, fields, year in _full_dates(tokens):
        reading = _resolve(fields, year, today)
        is_told = _is_after(tokens, start, _BIRTH_WORDS, _WORDS_TO_DATE)
        is_told = is_told or (bool(found) and _is_old(reading, today))
        is_clear = is_told and reading.problem is not BirthDateProblem.IN_FUTURE
        if is_clear or _is_clear_untold(tokens, start, reading, today):
            found.append(FoundBirthDate(reading, *tokens.extent(start, fields.end), is_told))
    return found


def names_birth(text: str) -> bool:
    """Tell whether a message speaks of a birth, with a date or without one."""
    tokens = tokens_of(text)
    return any(tokens.word(index) in _BIRTH_WORDS for index in range(len(tokens)))


def _is_old(reading: BirthDateReading, today: dt.date) -> bool:
    return reading.date is not None and _age_exceeds(reading.date, _EVENT_YEARS, today)


def _full_dates(tokens: Tokens) -> Iterator[tuple[int, DateFields, Year]]:
    """Every date with a year, and the index of its first token."""
    index = 0
    while index < len(tokens):
        fields = None if is_tail_of_number(tokens, index) else _match_any_form(tokens, index)
        if fields and fields.year:
            yield index, fields, fields.year
            index = fields.end
        else:
            index += 1


def _match_any_form(tokens: Tokens, index: int) -> DateFields | None:
    fields = match_fields(tokens, index)
    if fields and fields.year:
        return fields
    return (
        _match_month_number(tokens, index)
        or _match_year_first(tokens, index)
        or _match_spaced(tokens, index)
        or _match_compact(tokens, index)
    )


def _match_month_number(tokens: Tokens, index: int) -> DateFields | None:
    """ "12 bln 5 thn 1990"."""
    day = match_day(tokens, index)
    if day is None or tokens.word(day[1]) not in lexicon.MONTH_WORDS:
        return None
    month = match_day(tokens, day[1] + 1)
    year = match_year(tokens, month[1]) if month else None
    return DateFields(day[0], month[0], year, year.end) if month and year else None


def _match_year_first(tokens: Tokens, index: int) -> DateFields | None:
    """ "th 1947 bulan maret tgl 9"."""
    if tokens.word(index) not in lexicon.YEAR_WORDS:
        return None
    year = digits_year(tokens, index + 1)
    at = year.end if year and not year.is_short else index
    month_at = at + (tokens.word(at) in lexicon.MONTH_WORDS)
    month = lexicon.month_number(tokens.word(month_at)) or tokens.short_number(month_at)
    day_at = month_at + 1
    day_at += tokens.word(day_at) in lexicon.DATE_WORDS
    day = match_day(tokens, day_at)
    if year is None or year.is_short or month is None or day is None:
        return None
    return DateFields(day[0], month, year, day[1])


def _match_spaced(tokens: Tokens, index: int) -> DateFields | None:
    """ "5 1 1990", "05-01 90": three numbers, with or without marks between them."""
    month_at = index + 1 + (tokens.word(index + 1) in NUMBER_JOINTS)
    year_at = month_at + 1 + (tokens.word(month_at + 1) in NUMBER_JOINTS)
    day, month = tokens.short_number(index), tokens.short_number(month_at)
    year = digits_year(tokens, year_at)
    if day is None or month is None or year is None:
        return None
    return DateFields(day, month, year, year.end) if _is_own(tokens, index, year.end) else None


def _match_compact(tokens: Tokens, index: int) -> DateFields | None:
    """ "050190" and "05011990", and "19900105" where the year can only be first."""
    digits = tokens.word(index)
    end = index + 1
    if not tokens.is_digits(index) or len(digits) not in (6, 8) or not _is_own(tokens, index, end):
        return None
    year = _compact_year(digits[4:], end)
    if year:
        return DateFields(int(digits[:2]), int(digits[2:4]), year, end)
    year = _compact_year(digits[:4], end)
    return DateFields(int(digits[6:]), int(digits[4:6]), year, end) if year else None


def _compact_year(digits: str, end: int) -> Year | None:
    year = digits_year(Tokens(digits), 0)
    return Year(year.value, year.is_short, end) if year else None


def _is_own(tokens: Tokens, start: int, end: int) -> bool:
    """Whether no other short number stands beside it, as in "31 74 05 050190 9001"."""
    sides = ((start - 1, start), (end, end))
    has_neighbour = any(
        tokens.is_digits(side) and len(tokens.word(side)) < _LONG_NUMBER
        and not tokens.starts_line(line)
        for side, line in sides
    )  # fmt: skip
    return stands_alone(tokens, start, end) and not has_neighbour


def _resolve(fields: DateFields, year: Year, today: dt.date) -> BirthDateReading:
    short = year.is_short
    century = today.year - today.year % 100
    years = [century + year.value, century - 100 + year.value] if short else [year.value]
    days = [day for number in years if (day := calendar_day(number, fields.month, fields.day))]
    past = [day for day in days if day <= today]
    if not past:
        problem = BirthDateProblem.IN_FUTURE if days else BirthDateProblem.IMPOSSIBLE
        return BirthDateReading(None, short, problem)
    if _age_exceeds(past[0], _OLDEST_AGE, today):
        return BirthDateReading(None, short, BirthDateProblem.TOO_OLD)
    return BirthDateReading(past[0], short)


def _age_exceeds(day: dt.date, years: int, today: dt.date) -> bool:
    limit = shifted(today, Unit.YEAR, -years)
    return limit is not None and day < limit


def _is_part_of_date(tokens: Tokens, index: int) -> bool:
    year = digits_year(tokens, index)
    is_year = year is not None and not year.is_short
    is_month = lexicon.month_number(tokens.word(index)) is not None
    return is_year or is_month or match_fields(tokens, index) is not None


def _is_clear_untold(tokens: Tokens, start: int, reading: BirthDateReading, today: dt.date) -> bool:
    fields = match_fields(tokens, start)
    if reading.date is None or fields is None or fields.year is None:
        return False
    is_recent = not _age_exceeds(reading.date, _EVENT_YEARS, today)
    is_event = is_recent and _is_after(tokens, start, _EVENT_WORDS, _WORDS_FROM_EVENT)
    latest = shifted(today, Unit.YEAR, -_YOUNGEST_AGE_UNTOLD)
    return latest is not None and reading.date <= latest and not is_event


def _is_after(tokens: Tokens, start: int, words: frozenset[str], reach: int) -> bool:
    return any(tokens.word(at) in words for at in range(start - reach, start))
