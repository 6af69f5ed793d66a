"""Finds the times of day in a message: "pagi", "jam 2 siang", "setengah tiga", "abis dzuhur"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from vaksin.bahasa import lexicon
from vaksin.bahasa.clock import Window, match_clock, part_of_day
from vaksin.bahasa.tokens import Tokens

# About when the prayers are; they move with place and season, so the windows are wide.
_PRAYERS = (
    (lexicon.words("subuh shubuh sbuh"), time(2, 30), time(4, 30), time(6, 30)),
    (lexicon.words("dzuhur zuhur dhuhur duhur lohor luhur"), time(10), time(12), time(14)),
    (lexicon.words("jumatan"), time(9, 30), time(13), time(15)),
    (lexicon.words("asar ashar asyar"), time(13), time(15), time(17)),
    (lexicon.words("maghrib magrib mahgrib"), time(16), time(18), time(20)),
    (lexicon.words("isya isyak"), time(17), time(19), time(21)),
)
_AFTER_WORDS = lexicon.words("abis habis hbs bada bakda setelah stlh sesudah selesai")
_BEFORE_WORDS = lexicon.words("sebelum sblm")
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
    tokens = Tokens(text)
    mentions = []
    index = 0
    while index < len(tokens):
        window = (
            _match_prayer(tokens, index)
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


def _match_prayer(tokens: Tokens, index: int) -> Window | None:
    """ "abis dzuhur", "ba'da asar", "sebelum maghrib"."""
    sign, prayer = tokens.word(index), tokens.word(index + 1)
    for words, before, at, after in _PRAYERS:
        if prayer in words and sign in _AFTER_WORDS:
            return Window(at, after, index + 2)
        if prayer in words and sign in _BEFORE_WORDS:
            return Window(before, at, index + 2)
    return None


def _match_part_of_day(tokens: Tokens, index: int) -> Window | None:
    part = part_of_day(tokens, index)
    if part is None or _is_greeting(tokens, index):
        return None
    return Window(part.earliest, part.latest, index + 1)


def _is_greeting(tokens: Tokens, index: int) -> bool:
    """ "selamat pagi", and "pagi kak, mau daftar" where more follows the address.

    "pagi kak" alone is an answer, if the bot asked for a time.
    """
    is_opening = index == 0 and tokens.word(1) in _ADDRESS
    says_more = any(tokens.word(at).isalnum() for at in range(2, len(tokens)))
    return tokens.word(index - 1) in _GREETINGS or (is_opening and says_more)
