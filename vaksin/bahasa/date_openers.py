"""Tells at once that nearly every word of a message begins no date, before any grammar is tried."""

from __future__ import annotations

from functools import lru_cache

from vaksin.bahasa import lexicon
from vaksin.bahasa.numbers import is_number_word
from vaksin.bahasa.relative_dates import OPENERS as RELATIVE_OPENERS
from vaksin.bahasa.weekdays import OPENERS as WEEKDAY_OPENERS

_OPENERS = (
    lexicon.DATE_WORDS
    | lexicon.MONTHS.keys()
    | lexicon.MONTH_WORDS
    | lexicon.YEAR_WORDS
    | lexicon.PARTS.keys()
    | lexicon.UNITS.keys()
    | lexicon.AFTER_OR_BEFORE
    | RELATIVE_OPENERS
    | WEEKDAY_OPENERS
    | {"pekan", "se", "weekend", "wiken", "wikend", "weeken"}
)


@lru_cache(maxsize=20_000)
def may_begin_date(word: str) -> bool:
    """Whether a date phrase can begin with a word (in lower case)."""
    if word[0].isdecimal() or lexicon.is_in(_OPENERS, word) or is_number_word(word):
        return True
    if word.startswith("se") and lexicon.meaning(lexicon.UNITS, word[2:]) is not None:
        return True
    return lexicon.month_number(word) is not None
