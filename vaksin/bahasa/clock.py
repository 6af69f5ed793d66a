"""Hours of the clock: "jam 9", "pukul 08.00", "jam setengah tiga sore", "jam 8-10", "jam 9an"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta

from vaksin.bahasa import lexicon
from vaksin.bahasa.kin_words import OWNERS
from vaksin.bahasa.numbers import is_number_word, match_words
from vaksin.bahasa.tokens import Tokens
from vaksin.bahasa.word_lists import first_names

CLOCK_WORDS = lexicon.words("jam jm pukul pkl pkul pk pukua tabuh")
HALF_WORDS = lexicon.words("setengah stengah stgh stngah satengah satangah")
# "Jam set 9": safe only behind a word for the clock.
_HALF_IN_SHORT = HALF_WORDS | {"set"}
_PAST_WORDS = lexicon.words("lewat lebih lwt")
_SHORT_OF_WORDS = lexicon.words("kurang krg kurg")
_ZONES = lexicon.words("wib wita wit")
_UNTIL = lexicon.words("- – sampai sampe smp sd hingga")
# "Jam 10 lewat", "jam 12 kurang", "jam 9 pas": said without the minutes.
_NEARLY = _PAST_WORDS | _SHORT_OF_WORDS | lexicon.words("teng pas tepat")
# Hours as they are counted from Aceh to Papua; safe only behind a word for the clock.
_REGIONAL_HOURS = {
    word: hour
    for hour, row in enumerate(
        (
            "siji sijine hiji ciek satunggal setunggal sada asa settong seddi skek besik siki",
            "loro kalih kalihe duo duwo due dhuwa dadua",
            "telu telo tilu tigo tello tolu talu lhee",
            "papat sekawan opat ampek empa pat peuet ampa",
            "limo gangsal lemak lima limong",
            "enem nem genep onom ennem enneng nam anom",
            "pitu pitung petto pituq tujuah tujoh",
            "wolu walu kutus ballu baluq ualu arua lapan salapan",
            "sanga songo sangang sia siwaq asera sikureueng sambilan",
            "sedasa dasa sapuluh sapuluah sapolo sepulu sampulu siploh seppulo sepuloh",
            "sewelas welas sabelas sabaleh solas",
            "rolas roras duwelas duabelas duobaleh kalihwelas",
        ),
        start=1,
    )
    for word in row.split()
}
# Sundanese and Minang count "salapan" and "dalapan" differently.
_SUNDANESE_HOURS = {"salapan": 9, "dalapan": 8}
_NOT_AN_HOUR_AFTER = lexicon.DATE_WORDS | lexicon.words(
    "dosis ke usia umur rp rt rw harga bayar suhu tensi versi v"
)
_NOT_AN_HOUR_BEFORE = lexicon.words("rb ribu rbu jt juta persen % kg cm km ml derajat c tahun thn")
_NOT_A_HALF_BEFORE = _NOT_AN_HOUR_BEFORE | lexicon.UNITS.keys() | lexicon.words("jam dosis orang")
_FIRST_PLAIN_HOUR, _LAST_PLAIN_HOUR = 6, 21
_EARLIER_OR_LATER = lexicon.words("tadi td nanti nti ntar tar mengko mangke engke")
_AROUND = timedelta(minutes=30)


@dataclass(frozen=True)
class PartOfDay:
    """A part of the day, and the hours of a 12-hour clock that are p.m. in it."""

    words: frozenset[str]
    earliest: time
    latest: time
    afternoon_hours: range


# The hours in which Indonesians greet with each word.
PARTS_OF_DAY = (
    PartOfDay(lexicon.words("subuh shubuh sbuh"), time(4), time(6), range(0)),
    PartOfDay(lexicon.MORNING, time(6), time(11), range(0)),
    PartOfDay(lexicon.MIDDAY, time(11), time(15), range(1, 6)),
    PartOfDay(lexicon.AFTERNOON, time(15), time(18), range(1, 8)),
    PartOfDay(lexicon.EVENING, time(18), time(23, 59), range(5, 12)),
)


@dataclass(frozen=True)
class Window:
    """A moment or window of the day and the index of the token after it."""

    earliest: time
    latest: time
    end: int
    may_be_afternoon: bool = False


@dataclass(frozen=True)
class _Clock:
    hour: int
    minute: int
    end: int
    is_24_hours: bool = False
    """Whether it is written as on a 24-hour clock ("08.00"), which leaves no half of day open."""


def part_of_day(tokens: Tokens, index: int) -> PartOfDay | None:
    """The part of the day that a word names."""
    word = tokens.word(index)
    return next((part for part in PARTS_OF_DAY if lexicon.is_in(part.words, word)), None)


def match_clock(tokens: Tokens, index: int) -> Window | None:
    """The hour that begins at `index`, or the window between two hours."""
    said_first = part_of_day(tokens, index)
    if said_first:
        # "malam jam 7": the part may stand before, but only before a marked hour. With "nanti"
        # in front it is a day of its own.
        is_day = lexicon.is_tomorrow_before_hour(tokens.word(index), tokens.word(index + 1))
        if is_day or tokens.word(index - 1) in _EARLIER_OR_LATER:
            return None
        return _match_marked(tokens, index + 1, said_first)
    return _match_marked(tokens, index, None) or _match_unmarked(tokens, index)


def _match_marked(tokens: Tokens, index: int, part: PartOfDay | None) -> Window | None:
    if tokens.word(index) not in CLOCK_WORDS:
        return None
    at = index + 1
    at += tokens.word(at) == "."
    first = _match_hour(tokens, at) or _match_regional(tokens, at, tokens.word(index))
    return _window(tokens, first, part) if first else None


def _match_regional(tokens: Tokens, index: int, clock_word: str) -> _Clock | None:
    """ "jam sanga", "tabuh dalapan", "pukua sambilan", "jam setengah songo"."""
    is_half = tokens.word(index) in HALF_WORDS
    at = index + is_half
    word = tokens.word(at)
    is_sundanese = clock_word == "tabuh"
    hour = (_SUNDANESE_HOURS.get(word) if is_sundanese else None) or _REGIONAL_HOURS.get(word)
    if hour is None:
        return None
    return _Clock((hour - 1) or 12, 30, at + 1) if is_half else _Clock(hour, 0, at + 1)


def _match_unmarked(tokens: Tokens, index: int) -> Window | None:
    """An hour without "jam": only "9 pagi", "14:30" or "08.00 WIB" are hours by themselves."""
    first = _match_hour(tokens, index) if _may_begin(tokens, index) else None
    if first is None:
        return None
    last = _match_end_of_range(tokens, first)
    end = last.end if last else first.end
    has_colon = first.is_24_hours and tokens.word(first.end - 2) == ":"
    has_zone = first.is_24_hours and tokens.word(end) in _ZONES
    is_clear = has_colon or has_zone or part_of_day(tokens, end) is not None
    is_clear = is_clear or _is_plain_time(tokens, index, first)
    return _window(tokens, first, None) if is_clear else None


def _is_plain_time(tokens: Tokens, index: int, clock: _Clock) -> bool:
    """ "10.30", "di tiket 14.00": an hour of the day, in steps of five minutes, and no price."""
    if tokens.word(index) in HALF_WORDS and clock.end == index + 2:
        is_fraction = tokens.is_digits(index - 1) or is_number_word(tokens.word(index - 1))
        return not is_fraction and tokens.word(clock.end) not in _NOT_A_HALF_BEFORE
    is_written = clock.end == index + 3 and tokens.word(index + 1) == "."
    is_daytime = _FIRST_PLAIN_HOUR <= clock.hour <= _LAST_PLAIN_HOUR and clock.minute % 5 == 0
    after = tokens.word(clock.end)
    is_counted = after in _NOT_AN_HOUR_BEFORE or (after == "." and tokens.is_digits(clock.end + 1))
    return is_written and is_daytime and not is_counted


def _window(tokens: Tokens, first: _Clock, part: PartOfDay | None) -> Window | None:
    last = _match_end_of_range(tokens, first)
    end = last.end if last else first.end
    around_end = _around_end(tokens, end) if last is None else None
    if around_end:
        return _around(tokens, replace(first, end=around_end), part)
    said_after = part_of_day(tokens, end)
    part = part or said_after
    end += said_after is not None
    end += tokens.word(end) in _ZONES
    end += last is None and part is None and _is_nearly(tokens, end)
    earliest = _moment(first, part)
    is_open = part is None and not first.is_24_hours and 1 <= first.hour < 12
    if last is None:
        return Window(earliest, earliest, end, is_open)
    latest = _moment(last, part)
    if latest <= earliest and latest.hour < 12:
        latest = latest.replace(hour=latest.hour + 12)  # "jam 10-2" ends at 14.00.
    return Window(earliest, latest, end, is_open) if earliest < latest else None


def _around(tokens: Tokens, clock: _Clock, part: PartOfDay | None) -> Window:
    """ "9an" and "9an pagi" are around nine."""
    end = clock.end
    said_after = part_of_day(tokens, end)
    part = part or said_after
    moment = _moment(clock, part)
    centre = timedelta(hours=moment.hour, minutes=moment.minute)
    is_open = part is None and 1 <= clock.hour < 12
    return Window(
        _time_of(max(centre - _AROUND, timedelta())),
        _time_of(centre + _AROUND),
        end + (said_after is not None),
        is_open,
    )


def _is_nearly(tokens: Tokens, index: int) -> bool:
    """Whether "pas" and its like belong to the hour; "jam 7 pas saya sampai" tells of another."""
    is_when = tokens.word(index) == "pas" and tokens.word(index + 1) in OWNERS
    return tokens.word(index) in _NEARLY and not is_when


def _around_end(tokens: Tokens, index: int) -> int | None:
    """Where "an", "-an" or " an" behind an hour ends; "jam 9 an Joko" is in Joko's name."""
    if tokens.word(index) == "-" and tokens.word(index + 1) == "an" and tokens.is_glued(index + 1):
        return index + 2
    if tokens.word(index) != "an":
        return None
    following = tokens.word(index + 1)
    is_for_somebody = following in first_names() or following in {"ibu", "bapak", "pak", "bu", "."}
    if not following or tokens.is_glued(index):
        return index + 1
    is_capital = tokens.source[tokens.extent(index + 1, index + 2)[0]].isupper()
    return None if is_for_somebody or is_capital else index + 1


def _time_of(since_midnight: timedelta) -> time:
    minutes = since_midnight // timedelta(minutes=1)
    return time(minutes // 60, minutes % 60)


def _may_begin(tokens: Tokens, index: int) -> bool:
    """An hour without "jam" must not be the tail of a date or of another number."""
    before = tokens.word(index - 1)
    is_tail = tokens.is_glued(index) and (before.isalnum() or tokens.is_digits(index - 2))
    return before not in _NOT_AN_HOUR_AFTER and not is_tail


def _match_hour(tokens: Tokens, index: int) -> _Clock | None:
    return _match_half(tokens, index) or _match_digital(tokens, index) or _match_full(tokens, index)


def _match_half(tokens: Tokens, index: int) -> _Clock | None:
    """ "setengah tiga" is half an hour before three."""
    is_marked = tokens.word(index - 1) in CLOCK_WORDS
    known = _HALF_IN_SHORT if is_marked else HALF_WORDS
    hour = _hour(tokens, index + 1) if tokens.word(index) in known else None
    if hour is None or not 1 <= hour[0] <= 12:
        return None
    return _Clock((hour[0] - 1) or 12, 30, hour[1])


def _match_digital(tokens: Tokens, index: int) -> _Clock | None:
    """ "14.30", "08:00", "8.30"."""
    hour, minute = tokens.short_number(index), tokens.short_number(index + 2)
    is_written = tokens.word(index + 1) in {".", ":"} and len(tokens.word(index + 2)) == 2
    is_tight = tokens.is_glued(index + 1) and tokens.is_glued(index + 2)
    if hour is None or minute is None or not is_written or not is_tight:
        return None
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    is_24_hours = len(tokens.word(index)) == 2
    return _Clock(hour % 24, minute, index + 3, is_24_hours)


def _match_full(tokens: Tokens, index: int) -> _Clock | None:
    """ "9", "sembilan", "9 lewat 15", "9 kurang seperempat"."""
    hour = _hour(tokens, index)
    if hour is None or hour[0] > 24 or _has_fraction(tokens, hour[1]):
        return None
    clock = _Clock(hour[0] % 24, 0, hour[1], hour[0] > 12)
    sign = tokens.word(clock.end)
    minutes = _minutes(tokens, clock.end + 1)
    if minutes is None or sign not in _PAST_WORDS | _SHORT_OF_WORDS:
        return clock
    if sign in _PAST_WORDS:
        return replace(clock, minute=minutes[0], end=minutes[1])
    return replace(clock, hour=(clock.hour - 1) % 24, minute=60 - minutes[0], end=minutes[1])


def _has_fraction(tokens: Tokens, index: int) -> bool:
    """Whether ".75" is written on: then the whole is no hour."""
    is_tight = tokens.is_glued(index) and tokens.is_glued(index + 1)
    return tokens.word(index) in {".", ":", ","} and is_tight and tokens.is_digits(index + 1)


def _hour(tokens: Tokens, index: int) -> tuple[int, int] | None:
    hour = tokens.short_number(index)
    return match_words(tokens, index) if hour is None else (hour, index + 1)


def _minutes(tokens: Tokens, index: int) -> tuple[int, int] | None:
    if tokens.word(index) == "seperempat":
        return 15, index + 1
    minutes = _hour(tokens, index)
    return minutes if minutes and 0 < minutes[0] < 60 else None


def _match_end_of_range(tokens: Tokens, first: _Clock) -> _Clock | None:
    if [tokens.word(first.end + step) for step in range(3)] == ["s", "/", "d"]:
        return _match_hour(tokens, first.end + 3)
    if tokens.word(first.end) not in _UNTIL:
        return None
    at = first.end + 1
    return _match_hour(tokens, at + (tokens.word(at) in CLOCK_WORDS))


def _moment(clock: _Clock, part: PartOfDay | None) -> time:
    hour = clock.hour
    if part:
        is_midnight = hour == 12 and part.earliest >= time(18)
        hour = 0 if is_midnight else hour + 12 * (hour in part.afternoon_hours)
    return time(hour, clock.minute)
