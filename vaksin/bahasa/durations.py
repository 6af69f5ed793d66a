"""Bare durations: intervals and ages ("3 bulan", "14 hari", "33 minggu"), which are not dates."""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.bahasa import lexicon
from vaksin.bahasa.date_fields import digits_year
from vaksin.bahasa.lexicon import When
from vaksin.bahasa.phrases import Amount, match_amount, match_when
from vaksin.bahasa.spans import Unit
from vaksin.bahasa.tokens import Tokens


@dataclass(frozen=True)
class Duration:
    """A number of days, weeks, months or years, and where the message names it."""

    value: int
    unit: Unit
    start: int
    end: int


def find_durations(text: str) -> list[Duration]:
    """The durations in `text`, in its order; "3 hari lagi" and "tgl 5 bulan depan" are dates."""
    tokens = Tokens(text)
    durations = []
    index = 0
    while index < len(tokens):
        amount = match_amount(tokens, index)
        if amount and not _is_part_of_date(tokens, index, amount):
            start, end = tokens.extent(index, amount.end)
            durations.append(Duration(amount.value, amount.unit, start, end))
        index = amount.end if amount else index + 1
    return durations


def _is_part_of_date(tokens: Tokens, index: int, amount: Amount) -> bool:
    if tokens.word(index - 1) in lexicon.DATE_WORDS | {"ke", "k"}:
        return True
    if lexicon.is_in(lexicon.AGAIN_WORDS, tokens.word(amount.end)):
        return True
    when = match_when(tokens, amount.end)
    if when and when[0] is not When.THIS:
        return True
    year = digits_year(tokens, amount.end) if amount.unit is Unit.YEAR else None
    is_everyday = tokens.word(amount.end) == "-" and tokens.word(amount.end + 1) == "hari"
    return is_everyday or (year is not None and not year.is_short)
