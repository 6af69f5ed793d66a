"""Weekdays: "sabtu", "hr senin", "senin depan", "minggu", "malam minggu"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from vaksin.bahasa import lexicon
from vaksin.bahasa.date_mentions import Context, Kind, Leaning, Match
from vaksin.bahasa.lexicon import When
from vaksin.bahasa.numbers import is_number_word
from vaksin.bahasa.phrases import match_when
from vaksin.bahasa.spans import (
    DateSpan,
    Unit,
    day_span,
    span_around,
    weekday_after,
    weekday_before,
)
from vaksin.bahasa.tokens import Tokens

_EVERY = lexicon.words("tiap setiap stiap saban")
# "beberapa minggu" and "per minggu" count weeks.
_WEEK_AFTER = lexicon.words("beberapa bbrp berapa brp per tengah selama")
_SATURDAY_NIGHT = lexicon.words("malming satnite satnight")
_SATURDAY = 5
_UNTIL = lexicon.words("- sampai sampe smp sd hingga")
_AND_OR = lexicon.words("dan & atau ato atw / , sama")

# "Dinten senen", "ari sanayan", "poe kemis".
_DAY_WORDS = lexicon.DAY_WORDS | lexicon.words("dinten dino poe ari uroe")

OPENERS = (
    lexicon.WEEKDAYS.keys()
    | lexicon.WEEKDAY_ABBREVIATIONS.keys()
    | lexicon.SUNDAY_OR_WEEK
    | _DAY_WORDS
    | lexicon.EVENING
    | _SATURDAY_NIGHT
)


def match_weekday(tokens: Tokens, index: int, context: Context) -> Match | None:
    """The weekday that is named at `index`, with "hari" or "malam" before it."""
    has_day_word = tokens.word(index) in _DAY_WORDS
    is_eve = tokens.word(index) in lexicon.EVENING
    at = index + (has_day_word or is_eve)
    if _is_recurring(tokens, index):
        return None
    if tokens.word(index) in _SATURDAY_NIGHT:
        saturdays = _weekday_readings(_SATURDAY, None, context)
        return Match(index, index + 1, Kind.WEEKDAY, saturdays, _falls_on(_SATURDAY))
    if tokens.word(at) in lexicon.SUNDAY_OR_WEEK:
        if not has_day_word and not is_eve and not _is_clear_sunday(tokens, at):
            return _match_sunday_or_week(tokens, at, context)
        weekday: int | None = lexicon.SUNDAY
    else:
        weekday = _weekday_at(tokens, at, has_day_word)
    if weekday is None:
        return None
    at += tokens.word(at + 1) in lexicon.MARKET_DAYS  # "jumat legi"
    when = match_when(tokens, at + 1)
    readings = _weekday_readings(weekday, when[0] if when else None, context)
    if is_eve:
        # "malam minggu" is the evening that leads into Sunday: Saturday's.
        readings = tuple(day_span(span.first - timedelta(days=1)) for span in readings)
        weekday = (weekday - 1) % 7
    return Match(index, when[1] if when else at + 1, Kind.WEEKDAY, readings, _falls_on(weekday))


def leading_abbreviation(tokens: Tokens, index: int, day: date) -> int:
    """Where the date at `index` really begins: "Sab, 6 Mar" begins at its weekday, if that fits."""
    at = index - 1
    at -= tokens.word(at) in {",", "."}
    known = lexicon.WEEKDAY_ABBREVIATIONS.get(tokens.word(at))
    if tokens.word(at) == lexicon.ADMIN and at == index - 1:
        return index  # "setuju min 10 oktober"
    return at if at >= 0 and known == day.weekday() else index


def with_weekday_ranges(tokens: Tokens, matches: list[Match]) -> list[Match]:
    """The matches, with "senin sampe rabu" made into one span."""
    results: list[Match] = []
    for match in matches:
        span = _range(tokens, results[-1], match) if results else None
        if span:
            results[-1] = Match(results[-1].start, match.end, Kind.PERIOD, (span,))
        else:
            results.append(match)
    return results


def _range(tokens: Tokens, left: Match, right: Match) -> DateSpan | None:
    is_pair = left.kind is Kind.WEEKDAY and right.kind is Kind.WEEKDAY
    if not is_pair or right.start != left.end + 1 or tokens.word(left.end) not in _UNTIL:
        return None
    if not left.readings or not right.readings or not right.fits:
        return None
    first = left.readings[0].first
    days = (first + timedelta(days=step) for step in range(1, 7))
    last = next((day for day in days if right.fits(day)), None)
    return DateSpan(first, last) if last else None


def _is_recurring(tokens: Tokens, index: int) -> bool:
    before = index - 2 if tokens.word(index - 1) in lexicon.DAY_WORDS else index - 1
    if tokens.word(before) in _UNTIL and tokens.word(before - 1) in lexicon.WEEKDAYS:
        before -= 2  # "tiap senin sampai jumat"
        before -= tokens.word(before) in lexicon.DAY_WORDS
    return tokens.word(before) in _EVERY


def _weekday_at(tokens: Tokens, index: int, has_day_word: bool) -> int | None:
    """Abbreviations are other words too ("sel", "min"), so they need "hari" or "depan"."""
    word = tokens.word(index)
    if has_day_word:
        known = lexicon.WEEKDAY_ABBREVIATIONS.get(word)
        return lexicon.weekday_with_typo(word) if known is None else known
    when = match_when(tokens, index + 1)
    is_placed = when is not None and when[0] in (When.THIS, When.NEXT)
    if is_placed and not (word == lexicon.ADMIN and tokens.word(index + 1) != "depan"):
        known = lexicon.WEEKDAY_ABBREVIATIONS.get(word)
        if known is not None:
            return known
    return lexicon.meaning(lexicon.WEEKDAYS, word)


def _is_clear_sunday(tokens: Tokens, index: int) -> bool:
    """ "minggu pagi", "minggu besok", "sabtu minggu" can only be the Sunday."""
    if lexicon.is_in(lexicon.PARTS_OF_DAY, tokens.word(index + 1)):
        return True
    when = match_when(tokens, index + 1)
    before = index - 2 if tokens.word(index - 1) in _AND_OR else index - 1
    is_after_weekday = lexicon.meaning(lexicon.WEEKDAYS, tokens.word(before)) is not None
    return is_after_weekday or (when is not None and when[0] is When.COMING)


def _match_sunday_or_week(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "minggu" alone; None where weeks are counted ("2 minggu", "minggu ke-2", "minggu2")."""
    before, after = tokens.word(index - 1), tokens.word(index + 1)
    is_counted = tokens.is_digits(index - 1) or is_number_word(before) or before in _WEEK_AFTER
    is_repeated = tokens.is_glued(index + 1) and (tokens.is_digits(index + 1) or after == "-")
    if is_counted or is_repeated or before == "-" or after in {"ke", "kedua", "pertama"}:
        return None
    sunday = _weekday_readings(lexicon.SUNDAY, None, context)
    week = span_around(context.today, Unit.WEEK)
    return Match(index, index + 1, Kind.WEEKDAY, (*sunday, week), _falls_on(lexicon.SUNDAY))


def _weekday_readings(weekday: int, when: When | None, context: Context) -> tuple[DateSpan, ...]:
    today = context.today
    coming, gone = weekday_after(today, weekday), weekday_before(today, weekday)
    is_past = context.leaning is Leaning.PAST
    if when is When.LAST:
        return (day_span(gone),)
    if when is When.NEXT:
        return _next_week_readings(coming, today)
    if when is When.COMING:
        return (day_span(coming),)
    nearest = day_span(gone if is_past else coming)
    if weekday != today.weekday():
        return (nearest,)
    # A weekday said on that same day: today would have been called "hari ini".
    return (day_span(today),) if when is When.THIS else (nearest, day_span(today))


def _next_week_readings(coming: date, today: date) -> tuple[DateSpan, ...]:
    """ "jumat depan" said on a Wednesday: Friday of next week, but to some the one in two days.

    Clear only where the coming one already lies in the next week and is not tomorrow.
    """
    is_next_week = coming > span_around(today, Unit.WEEK).last
    if is_next_week and coming != today + timedelta(days=1):
        return (day_span(coming),)
    later = day_span(coming + timedelta(days=7))
    return (later, day_span(coming)) if coming.weekday() != today.weekday() else (day_span(coming),)


def _falls_on(weekday: int) -> Callable[[date], bool]:
    return lambda day: day.weekday() == weekday
