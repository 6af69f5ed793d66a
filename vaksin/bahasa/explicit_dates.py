"""Dates that name their day: "tgl 5", "5 okt", "12/10/2026", "tgl 5 bulan depan", "5-7 juli"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from vaksin.bahasa import age_words, lexicon
from vaksin.bahasa.date_fields import (
    DateFields,
    Year,
    match_day,
    match_fields,
    match_worded,
    match_year,
)
from vaksin.bahasa.date_mentions import Context, Kind, Match
from vaksin.bahasa.lexicon import When
from vaksin.bahasa.phrases import is_tail_of_number, match_when
from vaksin.bahasa.spans import (
    DateSpan,
    Unit,
    calendar_day,
    day_span,
    days_near,
    shifted,
    span_around,
    without_repeats,
)
from vaksin.bahasa.tokens import Tokens

# A number after one of these is an hour, an address, an age, a price or a dose.
_NOT_A_DAY_AFTER = lexicon.words(
    "jam jm pukul pkl rt rw no nomor nmr gang blok usia umur tensi rp ke dosis"
)
_COUNTED_WITH_KE = lexicon.words(
    "vaksin dosis suntik suntikan booster tahap vaksinasi yang yg anak"
)
_NOT_A_FRACTION_BEFORE = lexicon.UNITS.keys() | lexicon.words("dosis orang org jam kali")
_UNTIL = lexicon.words("- sampai sampe smp sd hingga")
_AFTER_A_DAY = lexicon.words("pagi siang sore malam jam puskesmas vaksin booster / .")
_STEPS = {When.THIS: 0, When.NEXT: 1, When.LAST: -1}

Days = tuple[DateSpan, ...]


def match_explicit(tokens: Tokens, index: int, context: Context) -> Match | None:
    """The date that begins with its day at `index`, or with "tgl" before it."""
    is_marked = tokens.word(index) in lexicon.DATE_WORDS
    month_first = _match_month_first(tokens, index, context)
    if month_first:
        return month_first
    at = index + 1 if is_marked else index
    if is_marked:
        at += tokens.word(at) in {".", ":"}
    elif not _may_begin(tokens, index):
        return None
    return (
        _match_range(tokens, index, at, context)
        or _match_full(tokens, index, at, context)
        or (_match_day_of_month(tokens, index, at, context) if is_marked else None)
    )


def _match_month_first(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "jan 5", "juli 12"; not "juli 21 orang" nor "mei 08.00"."""
    month = None if tokens.is_digits(index) else lexicon.month_number(tokens.word(index))
    day = tokens.short_number(index + 1) if month else None
    if month is None or day is None or tokens.is_digits(index - 1):
        return None
    after = tokens.word(index + 2)
    is_tight = tokens.is_glued(index + 2) and after in {".", ":", "/", "-", "+", "an"}
    if (
        tokens.is_glued(index + 1)
        or is_tight
        or after in age_words.COUNTED - _AFTER_A_DAY
        or after in age_words.UNITS
    ):
        return None
    return _explicit(index, index + 2, _nearest(day, month, None, context))


def full_year(year: Year, today: date) -> int:
    """The year in four digits; of two digits the one nearest to today's."""
    if not year.is_short:
        return year.value
    century = today.year - today.year % 100
    candidates = (century + shift + year.value for shift in (-100, 0, 100))
    return min(candidates, key=lambda candidate: abs(candidate - today.year))


def _may_begin(tokens: Tokens, index: int) -> bool:
    before = tokens.word(index - 1)
    # "Diganti ke 19 agustus" has a month, "dosis ke 2" has none.
    counts = before == "ke" and tokens.word(index - 2) in _COUNTED_WITH_KE
    is_moved = (
        before == "ke" and not counts and lexicon.month_number(tokens.word(index + 1)) is not None
    )
    if is_tail_of_number(tokens, index) or (before in _NOT_A_DAY_AFTER and not is_moved):
        return False
    if tokens.word(index - 1) == "-" and tokens.word(index - 2) == "ke":
        return False
    # "k2" and "t4" are words written with a digit; "per1 juli" and "(5 juli" are not.
    is_in_word = tokens.is_glued(index) and tokens.word(index - 1).isalpha()
    return not is_in_word or tokens.word(index - 1) == "per"


def _match_full(tokens: Tokens, start: int, at: int, context: Context) -> Match | None:
    fields = match_fields(tokens, at)
    if fields is None or (start == at and _is_loose_pair(tokens, at, fields)):
        return None
    year, end = _match_said_year(tokens, fields, context)
    when = match_when(tokens, end)
    if year is None:
        readings = _nearest(fields.day, fields.month, when[0] if when else None, context)
    else:
        readings = _spans([calendar_day(year, fields.month, fields.day)])
    return _explicit(start, when[1] if when else end, readings)


def _is_loose_pair(tokens: Tokens, at: int, fields: DateFields) -> bool:
    """Two numbers that no "tgl" makes a date: "8-10", "5.30", and "1/2 dosis"."""
    if fields.year or fields.end != at + 3 or not tokens.is_digits(at + 2):
        return False
    return tokens.word(at + 1) != "/" or tokens.word(fields.end) in _NOT_A_FRACTION_BEFORE


def _match_said_year(
    tokens: Tokens, fields: DateFields, context: Context
) -> tuple[int | None, int]:
    """The year that was written, also as "tahun depan", and the index after it."""
    if fields.year:
        return full_year(fields.year, context.today), fields.end
    if tokens.word(fields.end) in lexicon.YEAR_WORDS:
        when = match_when(tokens, fields.end + 1)
        if when and when[0] in _STEPS:
            return context.today.year + _STEPS[when[0]], when[1]
    return None, fields.end


def _match_day_of_month(tokens: Tokens, start: int, at: int, context: Context) -> Match | None:
    """ "tgl 5", "tgl 5 nanti", "tgl 5 bulan depan", "tgl 5 bln 7"."""
    day = match_day(tokens, at)
    if day is None or _goes_on(tokens, day[1]):
        return None
    number, end = day
    if tokens.word(end) in lexicon.MONTH_WORDS:
        return _match_day_of_named_month(tokens, start, number, end + 1, context)
    when = match_when(tokens, end)
    readings = _nearest(number, None, when[0] if when else None, context)
    return _explicit(start, when[1] if when else end, readings, lambda d: d.day == number)


def _goes_on(tokens: Tokens, index: int) -> bool:
    """ "tgl 31/2" and "tgl 31 feb" are impossible dates, not the 31st; "20an" is no day."""
    if tokens.word(index) == "an" and tokens.is_glued(index):
        return True
    if lexicon.month_number(tokens.word(index)) is not None:
        return True
    is_joined = tokens.is_glued(index) and tokens.is_glued(index + 1)
    return tokens.word(index) in {"/", "-", "."} and is_joined and tokens.word(index + 1).isalnum()


def _match_day_of_named_month(
    tokens: Tokens, start: int, day: int, at: int, context: Context
) -> Match | None:
    when = match_when(tokens, at)
    if when is not None and when[0] in _STEPS:
        first = shifted(context.today.replace(day=1), Unit.MONTH, _STEPS[when[0]])
        readings = _spans([calendar_day(first.year, first.month, day)]) if first else ()
        return _explicit(start, when[1], readings)
    month = tokens.short_number(at)
    if month is None:
        return None
    year = match_year(tokens, at + 1)
    if year is None:
        return _explicit(start, at + 1, _nearest(day, month, None, context))
    readings = _spans([calendar_day(full_year(year, context.today), month, day)])
    return _explicit(start, year.end, readings)


def _match_range(tokens: Tokens, start: int, at: int, context: Context) -> Match | None:
    """ "5-7 juli", "tgl 20 sampai 25", "tgl 20 s/d 25 juli 2021"."""
    first_day = match_day(tokens, at)
    if first_day is None:
        return None
    second = first_day[1] + 1 if tokens.word(first_day[1]) in _UNTIL else None
    if [tokens.word(first_day[1] + step) for step in range(3)] == ["s", "/", "d"]:
        second = first_day[1] + 3
    if second is None:
        return None
    last = _match_range_end(tokens, start < at, second, context)
    if last is None:
        return None
    end, last_day = last
    if not 1 <= first_day[0] < last_day.day:
        return None
    return _explicit(start, end, (DateSpan(last_day.replace(day=first_day[0]), last_day),))


def _match_range_end(
    tokens: Tokens, is_marked: bool, at: int, context: Context
) -> tuple[int, date] | None:
    fields = match_worded(tokens, at)
    if fields is not None:
        match = _match_full(tokens, at, at, context)
        return (match.end, match.readings[0].first) if match else None
    day = match_day(tokens, at)
    # "tgl 5-7" may as well be the fifth of July; only a day above 12 can be nothing else.
    if not is_marked or day is None or day[0] <= 12:
        return None
    readings = _nearest(day[0], None, None, context)
    return (day[1], readings[0].first) if readings else None


def _nearest(day: int, month: int | None, when: When | None, context: Context) -> Days:
    """The dates meant by a day, and month, without a year."""
    days = days_near(context.today, day, month)
    later = [near for near in days if near > context.today][:1]
    earlier = [near for near in days if near < context.today][-1:]
    if when in (When.NEXT, When.COMING):
        return _spans(later)
    if when is When.LAST:
        return _spans(earlier)
    chosen = _spans([context.choose(days)])
    if when is not When.THIS:
        return chosen
    # "tgl 5 ini" on the 16th: the fifth that is gone, or the one to come.
    this = span_around(context.today, Unit.MONTH if month is None else Unit.YEAR)
    same = [near for near in days if this.first <= near <= this.last]
    return without_repeats(chosen + _spans(same))


def _explicit(
    start: int, end: int, readings: Days, fits: Callable[[date], bool] | None = None
) -> Match | None:
    """The match, unless the calendar has no such day."""
    return Match(start, end, Kind.EXPLICIT, readings, fits) if readings else None


def _spans(days: Iterable[date | None]) -> Days:
    return tuple(day_span(day) for day in days if day)
