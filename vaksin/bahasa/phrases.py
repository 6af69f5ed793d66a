"""Small phrases that several date phrases are made of."""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.bahasa import lexicon
from vaksin.bahasa.lexicon import When
from vaksin.bahasa.numbers import is_number_word, match_cardinal
from vaksin.bahasa.spans import Unit
from vaksin.bahasa.tokens import Tokens

_LONGEST_COUNT = 999
NUMBER_JOINTS = frozenset(",./-")
_WHEN = {
    word: when
    for when, words in (
        (When.THIS, lexicon.THIS_WORDS),
        (When.NEXT, lexicon.NEXT_WORDS),
        (When.COMING, lexicon.COMING_WORDS | lexicon.TOMORROW_WORDS),
        (When.LAST, lexicon.LAST_WORDS | lexicon.YESTERDAY_WORDS),
    )
    for word in words
}


@dataclass(frozen=True)
class Amount:
    """A number of calendar units and the index of the token after it."""

    value: int
    unit: Unit
    end: int


def match_amount(tokens: Tokens, index: int) -> Amount | None:
    """ "3 bulan", "2minggu", "dua hari", "seminggu"; not "1,5 tahun" nor "2021 bulan"."""
    word = tokens.word(index)
    unit = lexicon.meaning(lexicon.UNITS, word[2:]) if word.startswith("se") else None
    if unit is not None:
        return Amount(1, unit, index + 1)
    if is_tail_of_number(tokens, index):
        return None
    count = match_cardinal(tokens, index)
    if count is None or count[0] > _LONGEST_COUNT:
        return None
    unit = lexicon.meaning(lexicon.UNITS, tokens.word(count[1]))
    return None if unit is None else Amount(count[0], unit, count[1] + 1)


def match_when(tokens: Tokens, index: int) -> tuple[When, int] | None:
    """ "ini", "depan", "yang akan datang", "nanti", "yg lalu", "kemarin" after a day or period."""
    at = index + 1 if tokens.word(index) in lexicon.LINKS else index
    if tokens.word(at) == "akan" and tokens.word(at + 1) in {"datang", "dtg"}:
        return When.NEXT, at + 2
    when = lexicon.meaning(_WHEN, tokens.word(at))
    return None if when is None else (when, at + 1)


def is_tail_of_number(tokens: Tokens, index: int) -> bool:
    """Whether the number here only ends another: the 5 of "1,5", the "dua" of "tiga puluh dua"."""
    before = tokens.word(index - 1)
    if is_number_word(before) and is_number_word(tokens.word(index)):
        return True
    is_joined = tokens.is_glued(index) and tokens.is_glued(index - 1)
    return before in NUMBER_JOINTS and is_joined and tokens.is_digits(index - 2)
