"""Finds the dates in a message as Indonesians type them; the README says what it reads and asks."""

from __future__ import annotations

from datetime import date

from vaksin.bahasa.apposition import joined
from vaksin.bahasa.date_mentions import Context, DateMention, Kind, Leaning, Match, Matcher
from vaksin.bahasa.date_openers import may_begin_date
from vaksin.bahasa.explicit_dates import match_explicit
from vaksin.bahasa.periods import match_lone_month, match_period
from vaksin.bahasa.relative_dates import match_relative
from vaksin.bahasa.tokens import Tokens, tokens_of
from vaksin.bahasa.weekdays import leading_abbreviation, match_weekday, with_weekday_ranges

__all__ = ["DateMention", "Leaning", "find_dates", "find_lone_months"]

_MATCHERS: tuple[Matcher, ...] = (match_explicit, match_relative, match_period, match_weekday)


def find_dates(text: str, today: date, leaning: Leaning = Leaning.FUTURE) -> list[DateMention]:
    """The days and spans of days that `text` names, in its order.

    `leaning` says where a date without a year is looked for: ahead for appointments, behind for
    events that happened. Dates are day first. Impossible dates and bare durations are not dates.
    """
    tokens = tokens_of(text)
    context = Context(today, leaning)
    matches = with_weekday_ranges(tokens, _matches(tokens, context))
    return [_mention(tokens, match) for match in joined(tokens, matches)]


def find_lone_months(text: str, today: date) -> list[DateMention]:
    """Month names without "bulan" or a year beside them, which :func:`find_dates` passes over."""
    tokens = tokens_of(text)
    context = Context(today, Leaning.FUTURE)
    found = (match_lone_month(tokens, index, context) for index in range(len(tokens)))
    return [_mention(tokens, match) for match in found if match]


def _matches(tokens: Tokens, context: Context) -> list[Match]:
    matches: list[Match] = []
    index = 0
    while index < len(tokens):
        if not may_begin_date(tokens.word(index)):
            index += 1
            continue
        found = (matcher(tokens, index, context) for matcher in _MATCHERS)
        match = next((match for match in found if match), None)
        if match:
            matches.append(match)
        index = match.end if match else index + 1
    return matches


def _mention(tokens: Tokens, match: Match) -> DateMention:
    begin = match.start
    if match.kind is Kind.EXPLICIT:
        begin = leading_abbreviation(tokens, begin, match.readings[0].first)
    if tokens.word(begin).endswith("nya"):
        begin += 1  # "tanggalnya dua puluh enam juni"
    start, end = tokens.extent(begin, match.end)
    return DateMention(start, end, tokens.source[start:end], match.readings)
