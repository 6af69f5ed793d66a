"""Day, month and year as written, always day first, before the calendar is consulted."""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.bahasa import lexicon
from vaksin.bahasa.numbers import match_words
from vaksin.bahasa.phrases import NUMBER_JOINTS
from vaksin.bahasa.tokens import Tokens

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_SEPARATORS = frozenset("/-.")
# "5 okt 10 pagi", "5 juli 20 orang": a short number before such a word is no year.
_COUNTED = (
    lexicon.UNITS.keys()
    | lexicon.PARTS_OF_DAY
    | lexicon.words("orang org kali dosis jam menit : wib wita wit")
)


@dataclass(frozen=True)
class Year:
    """A year as written; `is_short` when only its last two digits were."""

    value: int
    is_short: bool
    end: int


@dataclass(frozen=True)
class DateFields:
    """A written date and the index of the token after it; the numbers may be impossible."""

    day: int
    month: int
    year: Year | None
    end: int


def match_fields(tokens: Tokens, index: int) -> DateFields | None:
    """A date in any of the forms that need no word before it."""
    return match_iso(tokens, index) or match_numeric(tokens, index) or match_worded(tokens, index)


def match_iso(tokens: Tokens, index: int) -> DateFields | None:
    """ "1990-01-05": the one form that begins with the year, since no day has four digits."""
    year = tokens.number(index) if len(tokens.word(index)) == 4 else None
    separator = tokens.word(index + 1)
    month, day = tokens.short_number(index + 2), tokens.short_number(index + 4)
    is_regular = separator in {"-", "/"} and tokens.word(index + 3) == separator
    if year is None or month is None or day is None or not is_regular:
        return None
    if not stands_alone(tokens, index, index + 5):
        return None
    return DateFields(day, month, Year(year, False, index + 5), index + 5)


def match_numeric(tokens: Tokens, index: int) -> DateFields | None:
    """ "12/10", "12-10-2026", "5.1.90", "5 - 1 - 1990" with one separator throughout."""
    separator = tokens.word(index + 1)
    day, month = tokens.short_number(index), tokens.short_number(index + 2)
    if separator not in _SEPARATORS or day is None or month is None:
        return None
    year = digits_year(tokens, index + 4) if tokens.word(index + 3) == separator else None
    if year is not None and stands_alone(tokens, index, year.end):
        return DateFields(day, month, year, year.end)
    is_tight = tokens.is_glued(index + 1) and tokens.is_glued(index + 2)
    if is_tight and stands_alone(tokens, index, index + 3):
        return DateFields(day, month, None, index + 3)
    return None


def match_worded(tokens: Tokens, index: int) -> DateFields | None:
    """ "5 okt", "23juni", "30-juni-2021", "5 bulan juli 2021", "lima januari"."""
    day = match_day(tokens, index)
    if day is None:
        return None
    at = day[1] + (tokens.word(day[1]) in _SEPARATORS)
    at += tokens.word(at) in lexicon.MONTH_WORDS
    month = lexicon.month_number(tokens.word(at))
    if month is None:
        return None
    year = match_year(tokens, at + 1)
    return DateFields(day[0], month, year, year.end if year else at + 1)


def match_day(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The number of a day, in one or two digits or in words, and the index after it."""
    day = tokens.short_number(index)
    return match_words(tokens, index) if day is None else (day, index + 1)


def match_year(tokens: Tokens, index: int) -> Year | None:
    """ "2021", ", 2021", "-90", "'90", "tahun 1990", "sembilan puluh" after a month."""
    at = index
    if tokens.word(at) in _SEPARATORS | {",", "'"}:
        at += 1
    elif tokens.word(at) in lexicon.YEAR_WORDS:
        at += 1
        at += tokens.word(at) == "'"
    year = digits_year(tokens, at) or _year_in_words(tokens, at)
    if year is None or not year.is_short:
        return year
    if tokens.word(year.end) in _COUNTED or _continues(tokens, year.end + 1):
        return None
    # "5 juli, 20 orang" and "5 juli. 90" hold no year; "5-juli-90" and "5 juli '90" do.
    opener = tokens.word(index)
    is_written_on = at == index or (opener != "," and tokens.is_glued(at))
    return year if is_written_on or opener in lexicon.YEAR_WORDS else None


def digits_year(tokens: Tokens, index: int) -> Year | None:
    """A year of four digits, or of two."""
    value, width = tokens.number(index), len(tokens.word(index))
    if value is None:
        return None
    if width == 4 and _FIRST_YEAR <= value <= _LAST_YEAR:
        return Year(value, False, index + 1)
    return Year(value, True, index + 1) if width == 2 else None


def _year_in_words(tokens: Tokens, index: int) -> Year | None:
    found = match_words(tokens, index)
    if found is None:
        return None
    value, end = found
    if _FIRST_YEAR <= value <= _LAST_YEAR:
        return Year(value, False, end)
    return Year(value, True, end) if 10 <= value <= 99 else None


def stands_alone(tokens: Tokens, start: int, end: int) -> bool:
    """Whether it is no piece of a longer number, as in "3174-05-050190-9001" or "1/2/3/4"."""
    return not (_continues(tokens, start) or _continues(tokens, end + 1))


def _continues(tokens: Tokens, index: int) -> bool:
    """Whether a joint and a number are written on right before `index`."""
    is_joint = tokens.word(index - 1) in NUMBER_JOINTS
    is_tight = tokens.is_glued(index) and tokens.is_glued(index - 1)
    return is_joint and is_tight and tokens.is_digits(index - 2) and tokens.is_digits(index)
