"""Joins date phrases that describe one day: "sabtu, 6 maret", "minggu depan hari senin"."""

from __future__ import annotations

from datetime import date, timedelta

from vaksin.bahasa.date_mentions import Kind, Match
from vaksin.bahasa.spans import DateSpan, day_span, without_repeats
from vaksin.bahasa.tokens import Tokens

_BETWEEN = frozenset(",(")
_UNTIL = frozenset({"-", "–", "s.d.", "s.d", "s/d", "sd", "sampai", "sampe", "smp", "hingga"})
_MOST_READINGS = 5


def joined(tokens: Tokens, matches: list[Match]) -> list[Match]:
    """The matches, with neighbours that name one day made into one.

    Where two phrases contradict each other ("senin 6 maret", and that is a Saturday) both days
    remain as readings, so that the citizen is asked.
    """
    results: list[Match] = []
    for match in matches:
        together = _together(results[-1], match) if _touch(tokens, results, match) else None
        if together:
            results[-1] = together
        else:
            results.append(match)
    return _stretches(tokens, results)


def _stretches(tokens: Tokens, matches: list[Match]) -> list[Match]:
    """The matches, with "senin s.d. kamis" made one span of days."""
    results: list[Match] = []
    for match in matches:
        if results and _is_until(tokens, results[-1].end, match.start):
            stretch = _stretch(results[-1], match)
            if stretch:
                results[-1] = stretch
                continue
        results.append(match)
    return results


def _is_until(tokens: Tokens, first: int, end: int) -> bool:
    between = "".join(tokens.word(at) for at in range(first, end)) if end - first <= 4 else ""
    return between in _UNTIL


def _stretch(left: Match, right: Match) -> Match | None:
    if left.kind is not Kind.WEEKDAY or right.kind is not Kind.WEEKDAY:
        return None
    if not left.readings or not right.readings:
        return None
    first, last = left.readings[0].first, right.readings[0].last
    if last <= first:
        last += timedelta(days=7)
    return Match(left.start, right.end, Kind.PERIOD, (DateSpan(first, last),))


def _touch(tokens: Tokens, results: list[Match], match: Match) -> bool:
    if not results:
        return False
    end = results[-1].end
    return match.start == end or (match.start == end + 1 and tokens.word(end) in _BETWEEN)


def _together(left: Match, right: Match) -> Match | None:
    if left.kind is right.kind or not left.readings or not right.readings:
        return None
    days = _agreed_days(left, right)
    if not days and _are_days(left) and _are_days(right):
        first, second = (right, left) if left.kind is Kind.WEEKDAY else (left, right)
        readings = without_repeats(first.readings + second.readings)
        return Match(left.start, right.end, Kind.COMBINED, readings)
    if not 1 <= len(days) <= _MOST_READINGS:
        return None
    return Match(left.start, right.end, Kind.COMBINED, tuple(day_span(day) for day in days))


def _agreed_days(left: Match, right: Match) -> list[date]:
    """The days both phrases allow: one demands something, the other says where to look."""
    for demanding, placed in ((right, left), (left, right)):
        if demanding.fits and (placed.kind is not Kind.WEEKDAY or _are_days(placed)):
            days = [day for day in _days(placed.readings) if demanding.fits(day)]
            if days:
                return days
    shared = set(_days(left.readings)) & set(_days(right.readings))
    return sorted(shared)


def _are_days(match: Match) -> bool:
    return all(span.is_day for span in match.readings)


def _days(readings: tuple[DateSpan, ...]) -> list[date]:
    return [day for span in readings for day in span.days()]
