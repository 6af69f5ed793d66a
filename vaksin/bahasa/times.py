"""Finds the times of day in a message: "pagi", "jam 2 siang", "setengah tiga", "abis dzuhur"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache

from vaksin.bahasa import lexicon
from vaksin.bahasa.clock import (
    CLOCK_WORDS,
    HALF_WORDS,
    PARTS_OF_DAY,
    Window,
    match_clock,
    part_of_day,
)
from vaksin.bahasa.numbers import NUMBER_OPENERS
from vaksin.bahasa.tokens import Tokens, tokens_of

# About when the prayers are; they move with place and season, so the windows are wide.
_PRAYERS = (
    (lexicon.words("subuh shubuh sbuh shubuhan subuhan"), time(2, 30), time(4, 30), time(6, 30)),
    (
        lexicon.words("dzuhur zuhur dhuhur duhur dhuhr dzuhuran lohor luhur dzhuhur duhor"),
        time(10),
        time(12),
        time(14),
    ),
    (lexicon.words("jumatan jumuatan"), time(9, 30), time(13), time(15)),
    (lexicon.words("asar ashar asyar asharan asaran ngasar asr"), time(13), time(15), time(17)),
    (
        lexicon.words("maghrib magrib mahgrib magriban maghriban mgrib"),
        time(16),
        time(18),
        time(20),
    ),
    (lexicon.words("isya isyak isyaan "), time(17), time(19), time(21)),
    (lexicon.words("gereja misa"), time(6), time(10), time(13)),
)
_ONLY_BESIDE = lexicon.words("gereja misa")
# "Antrian habis jam 6" has run out at six.
_AFTER_AN_HOUR = lexicon.words("setelah stlh sesudah selepas sawise seusai")
_HOURS_BESIDE = 4
_FIRST_DAYTIME_HOUR = 7
_PRAYER_NAMES = {
    name: (before, moment, after) for names, before, moment, after in _PRAYERS for name in names
}
_AFTER_WORDS = lexicon.words(
    "abis habis hbs bada bakda bakdo setelah stlh sesudah selesai sehabis seusai usai bar"
    " sawise saenggeus saparantos parantos rampung ubar bubar lewat"
)
_BEFORE_WORDS = lexicon.words("sebelum sblm seblum sakdurunge sateuacan jelang menjelang")
_PRAYING = lexicon.words("sholat solat shalat salat")
_OPENERS = (
    CLOCK_WORDS
    | HALF_WORDS
    | _AFTER_WORDS
    | _BEFORE_WORDS
    | frozenset(word for part in PARTS_OF_DAY for word in part.words)
    | NUMBER_OPENERS
    | {"tengah"}
)
_GREETINGS = lexicon.words("selamat slmt slamat met selmt")
_ADDRESS = lexicon.words("min admin kak ka kk mas mbak mba pak bu dok dokter gan bang sis")


@dataclass(frozen=True)
class TimeMention:
    """A phrase in a message that names a moment or a window of the day.

    `earliest` and `latest` are equal for a moment. `may_be_afternoon` says that the hour fits both
    halves of the day ("jam 2" is written for 02.00 and for 14.00); the earlier one is given.
    """

    start: int
    end: int
    text: str
    earliest: time
    latest: time
    may_be_afternoon: bool = False


def find_times(text: str) -> list[TimeMention]:
    """The times of day that `text` names, in its order; greetings ("selamat pagi") name none."""
    tokens = tokens_of(text)
    mentions = []
    index = 0
    while index < len(tokens):
        if not _may_begin(tokens.word(index)):
            index += 1
            continue
        window = (
            _match_prayer(tokens, index)
            or _match_side_of_hour(tokens, index)
            or _match_noon(tokens, index)
            or match_clock(tokens, index)
            or _match_part_of_day(tokens, index)
        )
        if window:
            mentions.append(_mention(tokens, index, window))
        index = window.end if window else index + 1
    return mentions


def _mention(tokens: Tokens, index: int, window: Window) -> TimeMention:
    start, end = tokens.extent(index, window.end)
    text = tokens.source[start:end]
    return TimeMention(start, end, text, window.earliest, window.latest, window.may_be_afternoon)


@lru_cache(maxsize=20_000)
def _may_begin(word: str) -> bool:
    """Whether a time can begin with a word: with most words of a message none does."""
    return word[0].isdecimal() or word in _PRAYER_NAMES or lexicon.is_in(_OPENERS, word)


def _match_prayer(tokens: Tokens, index: int) -> Window | None:
    """ "abis dzuhur", "ba'da asar", "sebelum sholat maghrib", "dzuhur"."""
    sign = tokens.word(index)
    at = index + (sign in _AFTER_WORDS or sign in _BEFORE_WORDS)
    name_at = at + (tokens.word(at) in _PRAYING)
    known = _PRAYER_NAMES.get(tokens.word(name_at))
    if known is None or (name_at > at and at == index):
        return None
    before, moment, after = known
    if sign in _AFTER_WORDS:
        return Window(moment, after, name_at + 1)
    if sign in _BEFORE_WORDS:
        return Window(before, moment, name_at + 1)
    if tokens.word(index) in _ONLY_BESIDE:
        return None
    # Dawn is a part of the day as well, which is read below.
    is_dawn = tokens.word(index) in PARTS_OF_DAY[0].words
    return None if is_dawn else Window(moment, after, index + 1)


def _match_side_of_hour(tokens: Tokens, index: int) -> Window | None:
    """ "sebelum jam 9", "sesudah pukul 10": the hours on that side of it."""
    sign = tokens.word(index)
    is_after = sign in _AFTER_AN_HOUR
    if not is_after and sign not in _BEFORE_WORDS:
        return None
    if tokens.word(index + 1) not in CLOCK_WORDS:
        return None
    clock = match_clock(tokens, index + 1)
    if clock is None:
        return None
    hour = clock.earliest.hour
    hour += 12 if clock.may_be_afternoon and hour < _FIRST_DAYTIME_HOUR else 0
    moment = clock.earliest.replace(hour=hour)
    if is_after:
        later = hour + _HOURS_BESIDE
        return Window(moment, moment.replace(hour=later) if later < 24 else time(23, 59), clock.end)
    return Window(moment.replace(hour=max(0, hour - _HOURS_BESIDE)), moment, clock.end)


def _match_noon(tokens: Tokens, index: int) -> Window | None:
    is_noon = tokens.word(index) == "tengah" and tokens.word(index + 1) == "hari"
    return Window(time(11), time(13), index + 2) if is_noon else None


def _match_part_of_day(tokens: Tokens, index: int) -> Window | None:
    part = part_of_day(tokens, index)
    if part is None or _is_greeting(tokens, index):
        return None
    is_doubled = tokens.is_glued(index + 1) and tokens.word(index + 1) == "2"  # "sore2"
    if is_doubled and tokens.word(index + 2) in {"amat", "banget", "bgt", "buta"}:
        return None
    return Window(part.earliest, part.latest, index + 1 + is_doubled)


def _is_greeting(tokens: Tokens, index: int) -> bool:
    """ "selamat pagi", and "pagi kak, mau daftar" where more follows the address.

    "pagi kak" alone is an answer, if the bot asked for a time.
    """
    is_opening = index == 0 and tokens.word(1) in _ADDRESS
    says_more = any(tokens.word(at).isalnum() for at in range(2, len(tokens)))
    return tokens.word(index - 1) in _GREETINGS or (is_opening and says_more)
