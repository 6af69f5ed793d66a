"""Spans of days: "minggu depan", "bulan ini", "akhir juli", "bulan 7", and "habis lebaran"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from vaksin.bahasa import lexicon
from vaksin.bahasa.date_fields import digits_year, match_year
from vaksin.bahasa.date_mentions import Context, Kind, Match
from vaksin.bahasa.lexicon import Part, When
from vaksin.bahasa.numbers import is_number_word
from vaksin.bahasa.phrases import match_when
from vaksin.bahasa.spans import (
    DateSpan,
    Unit,
    day_span,
    month_span,
    shifted,
    span_around,
    weekday_before,
)
from vaksin.bahasa.tokens import Tokens

_STEPS = {When.THIS: 0, When.NEXT: 1, When.LAST: -1}
_WHOLE_MONTHS = lexicon.words(
    "januari februari pebruari maret april mei juni juli agustus september oktober november"
    " nopember desember"
)
_WEEKS_OF_MONTH = 4
_ORDINALS = {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "terakhir": 4}
_SAID_WEEKS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4}
_WEEKEND = lexicon.words("weekend wiken wikend weeken")
_PERIOD_UNITS = (Unit.WEEK, Unit.MONTH, Unit.YEAR)

Period = tuple[list[DateSpan], int]
"""The spans a name can stand for, in the order of time, and the index after the name."""


def match_period(tokens: Tokens, index: int, context: Context) -> Match | None:
    """The span of days that is named at `index`."""
    return (
        _match_event(tokens, index)
        or _match_weekend(tokens, index, context)
        or _match_part(tokens, index, context)
        or _match_week_of_month(tokens, index, context)
        or _match_whole(tokens, index, context)
    )


def match_lone_month(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "juli", "mei" as a whole word: the next such month. People bear these names too."""
    if tokens.word(index) not in _WHOLE_MONTHS or tokens.is_digits(index - 1):
        return None
    if _is_in_name(tokens, index):
        return None
    month = lexicon.MONTHS[tokens.word(index)]
    return _choose(index, _months_around(context.today, month), index + 1, context)


def _is_in_name(tokens: Tokens, index: int) -> bool:
    """ "Lie Mei Hwa": a month between two words with capitals in a message that has others."""
    if tokens.source.isupper() or not tokens.word(index + 1).isalpha():
        return False
    places = (tokens.extent(at, at + 1)[0] for at in (index, index + 1))
    return all(tokens.source[place].isupper() for place in places)


def _match_event(tokens: Tokens, index: int) -> Match | None:
    """ "habis lebaran": a date only the citizen can tell, so it has no reading."""
    if tokens.word(index) not in lexicon.AFTER_OR_BEFORE:
        return None
    for words in lexicon.MOVABLE_EVENTS:
        end = index + 1 + len(words)
        if tuple(tokens.word(at) for at in range(index + 1, end)) == words:
            return Match(index, end, Kind.PERIOD, ())
    return None


def _match_weekend(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "weekend ini", "weekend depan"; alone it may be any ("weekend buka?")."""
    when = match_when(tokens, index + 1) if tokens.word(index) in _WEEKEND else None
    if when is None or when[0] not in _STEPS:
        return None
    weeks = _around(context.today, Unit.WEEK, [_STEPS[when[0]]])
    return _choose(index, [_part_of(week, Part.LATE) for week in weeks], when[1], context)


def _match_part(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "akhir bulan", "awal juli", "pertengahan tahun depan", "akhir pekan ini"."""
    part = lexicon.PARTS.get(tokens.word(index))
    if part is None:
        return None
    period = _match_definite(tokens, index + 1, context) or _match_bare(tokens, index + 1, context)
    if period is None:
        return None
    parts = [_part_of(span, part) for span in period[0]]
    return _choose(index, parts, period[1], context)


def _match_week_of_month(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "minggu kedua juli", "minggu ke-3 bulan depan"."""
    if tokens.word(index) not in lexicon.SUNDAY_OR_WEEK and tokens.word(index) != "pekan":
        return None
    at = index + 1
    week = _ORDINALS.get(tokens.word(at))
    if week is None and tokens.word(at) == "ke":
        at += 1 + (tokens.word(at + 1) == "-")
        week = tokens.short_number(at) or _SAID_WEEKS.get(tokens.word(at))
    period = (
        _match_definite(tokens, at + 1, context) or _match_bare(tokens, at + 1, context)
        if week
        else None
    )
    if period is None or week is None or not 1 <= week <= _WEEKS_OF_MONTH:
        return None
    weeks = [_week_of(span, week) for span in period[0]]
    return _choose(index, weeks, period[1], context)


def _week_of(month: DateSpan, week: int) -> DateSpan:
    first = month.first + timedelta(days=7 * (week - 1))
    return DateSpan(first, min(first + timedelta(days=6), month.last))


def _match_whole(tokens: Tokens, index: int, context: Context) -> Match | None:
    if tokens.is_digits(index - 1) and lexicon.month_number(tokens.word(index)):
        return None  # The rest of an impossible date, as in "50 okt 2021".
    period = _match_definite(tokens, index, context)
    match = _choose(index, period[0], period[1], context) if period else None
    is_week_word = tokens.word(index) in lexicon.SUNDAY_OR_WEEK
    if match and is_week_word and tokens.word(index + 1) in lexicon.YESTERDAY_WORDS:
        # "minggu kemarin" is as often the Sunday that has just been.
        sunday = day_span(weekday_before(context.today, lexicon.SUNDAY))
        return replace(match, readings=(*match.readings, sunday))
    return match


def _choose(start: int, spans: list[DateSpan], end: int, context: Context) -> Match | None:
    """A single span was said outright, wherever it lies; of several the nearest is meant."""
    chosen = spans[0] if len(spans) == 1 else context.choose_span(spans)
    return Match(start, end, Kind.PERIOD, (chosen,)) if chosen else None


def _match_definite(tokens: Tokens, index: int, context: Context) -> Period | None:
    """A period by more than its bare name, which might be a count or a person ("juni")."""
    return (
        _match_unit_and_when(tokens, index, context)
        or _match_month_after_word(tokens, index, context)
        or _match_said_month(tokens, index, context)
        or _match_year(tokens, index)
    )


def _match_unit_and_when(tokens: Tokens, index: int, context: Context) -> Period | None:
    unit = lexicon.meaning(lexicon.UNITS, tokens.word(index))
    when = match_when(tokens, index + 1)
    if unit not in _PERIOD_UNITS or when is None or when[0] not in _STEPS:
        return None
    return _around(context.today, unit, [_STEPS[when[0]]]), when[1]


def _match_month_after_word(tokens: Tokens, index: int, context: Context) -> Period | None:
    """ "bulan juli", and "bulan 7" as months are often called; not in "2 bulan 7 hari"."""
    is_counted = tokens.is_digits(index - 1) or is_number_word(tokens.word(index - 1))
    if tokens.word(index) not in lexicon.MONTH_WORDS or is_counted:
        return None
    month = lexicon.month_number(tokens.word(index + 1))
    if month is None:
        month = tokens.short_number(index + 1)
        if lexicon.meaning(lexicon.UNITS, tokens.word(index + 2)) in (Unit.DAY, Unit.WEEK):
            return None
    if month is None or not 1 <= month <= 12:
        return None
    return _match_year_of_month(tokens, index + 2, month, context)


def _match_said_month(tokens: Tokens, index: int, context: Context) -> Period | None:
    """ "juli 2021", "juli depan", "juli tahun depan"."""
    month = lexicon.month_number(tokens.word(index))
    period = _match_year_of_month(tokens, index + 1, month, context) if month else None
    return period if period and period[1] > index + 1 else None


def _match_year(tokens: Tokens, index: int) -> Period | None:
    year = digits_year(tokens, index + 1) if tokens.word(index) in lexicon.YEAR_WORDS else None
    if year is None or year.is_short:
        return None
    return [span_around(date(year.value, 1, 1), Unit.YEAR)], year.end


def _match_bare(tokens: Tokens, index: int, context: Context) -> Period | None:
    """ "bulan" or "juli" alone, as "akhir" and its like make clear that a period is meant."""
    month = lexicon.month_number(tokens.word(index))
    if month is not None:
        return _months_around(context.today, month), index + 1
    unit = lexicon.meaning(lexicon.UNITS, tokens.word(index))
    return (_around(context.today, unit, [-1, 0, 1]), index + 1) if unit in _PERIOD_UNITS else None


def _match_year_of_month(tokens: Tokens, index: int, month: int, context: Context) -> Period:
    year = match_year(tokens, index)
    if year is not None and not year.is_short:
        return [month_span(year.value, month)], year.end
    if tokens.word(index) in lexicon.YEAR_WORDS:
        when = match_when(tokens, index + 1)
        if when and when[0] in _STEPS:
            return [month_span(context.today.year + _STEPS[when[0]], month)], when[1]
    spans = _months_around(context.today, month)
    when = match_when(tokens, index)
    if when is None:
        return spans, index
    if when[0] is When.THIS:
        return [spans[1]], when[1]
    if when[0] is When.LAST:
        return [span for span in spans if span.first <= context.today][-1:], when[1]
    return [span for span in spans if span.first > context.today][:1], when[1]


def _part_of(span: DateSpan, part: Part) -> DateSpan:
    """Weeks: Monday-Tuesday, Wednesday-Thursday, the weekend. Months: ten days each.

    Years: January-March, May-August, October-December. These bounds are a convention; whoever
    books a day asks which one.
    """
    length = (span.last - span.first).days + 1
    if length == 7:
        first, last = {Part.EARLY: (0, 1), Part.MIDDLE: (2, 3), Part.LATE: (5, 6)}[part]
        return DateSpan(span.first + timedelta(days=first), span.first + timedelta(days=last))
    if length > 31:
        first, last = {Part.EARLY: (1, 3), Part.MIDDLE: (5, 8), Part.LATE: (10, 12)}[part]
        year = span.first.year
        return DateSpan(month_span(year, first).first, month_span(year, last).last)
    bounds = {
        Part.EARLY: (1, 10),
        Part.MIDDLE: (11, 20),
        Part.LATE: (21, span.last.day),
    }[part]
    return DateSpan(span.first.replace(day=bounds[0]), span.first.replace(day=bounds[1]))


def _around(today: date, unit: Unit, steps: list[int]) -> list[DateSpan]:
    days = (shifted(today, unit, step) for step in steps)
    return [span_around(day, unit) for day in days if day]


def _months_around(today: date, month: int) -> list[DateSpan]:
    return [month_span(today.year + step, month) for step in (-1, 0, 1)]
