"""Cuts a message into words, numbers and marks that remember where they stood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "'`\u2019\u2018\u00b4"
_TOKEN = re.compile(rf"[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+)*|\d+|\S")
_DROP_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
# Python refuses to convert very long digit strings; no number that matters here is longer.
_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Token:
    """A word, a run of digits or one mark; `start` and `end` are offsets in the message."""

    text: str
    start: int
    end: int
    gap: str
    """The white space between the token before and this one."""


class Tokens:
    """The tokens of one message. Asking beyond either end gives an empty word, never an error.

    Digits and letters that are written together are cut apart ("2minggu", "tgl23juni"); a letter
    word keeps no apostrophe ("jum'at" is read as "jumat").
    """

    def __init__(self, text: str) -> None:
        self.source = text
        self._tokens = _cut(text)
        self._words = [token.text for token in self._tokens]

    def __len__(self) -> int:
        """How many tokens the message has."""
        return len(self._tokens)

    def word(self, index: int) -> str:
        """The token in lower case, or "" outside the message."""
        return self._words[index] if 0 <= index < len(self._words) else ""

    def number(self, index: int) -> int | None:
        """The value of a run of at most nine digits."""
        word = self.word(index)
        return int(word) if self.is_digits(index) and len(word) <= _LONGEST_NUMBER else None

    def short_number(self, index: int) -> int | None:
        """The value of one or two digits, as a day, a month, an hour or a short year has."""
        return self.number(index) if len(self.word(index)) <= 2 else None

    def is_digits(self, index: int) -> bool:
        """Whether the token is a run of digits."""
        return self.word(index).isdecimal()

    def is_glued(self, index: int) -> bool:
        """Whether the token touches the one before it, as "an" does in "9an"."""
        return 0 < index < len(self._tokens) and self._tokens[index].gap == ""

    def starts_line(self, index: int) -> bool:
        """Whether a line break stands before the token."""
        return 0 <= index < len(self._tokens) and "\n" in self._tokens[index].gap

    def extent(self, first: int, after: int) -> tuple[int, int]:
        """The offsets in the message of the tokens from `first` up to, not including, `after`."""
        return self._tokens[first].start, self._tokens[after - 1].end


@lru_cache(maxsize=4)
def tokens_of(text: str) -> Tokens:
    """The tokens of a message, cut once for all readers that look into it one after the other."""
    return Tokens(text)


def _cut(text: str) -> list[Token]:
    tokens = []
    end = 0
    for found in _TOKEN.finditer(text):
        # A mark that is itself an apostrophe must not vanish.
        word = found[0].lower().translate(_DROP_APOSTROPHES) or "'"
        tokens.append(Token(word, found.start(), found.end(), text[end : found.start()]))
        end = found.end()
    return tokens
