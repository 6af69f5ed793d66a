"""Indonesian numbers in words ("dua puluh lima", "seribu", "kedua") and in digits ("50rb")."""

from __future__ import annotations

from collections.abc import Callable

from vaksin.bahasa.tokens import Tokens

_UNITS = {
    "nol": 0, "kosong": 0,
    "satu": 1, "satoe": 1, "atu": 1,
    "dua": 2, "duwa": 2,
    "tiga": 3, "tga": 3,
    "empat": 4, "ampat": 4, "mpat": 4,
    "lima": 5, "limo": 5,
    "enam": 6, "anam": 6, "nam": 6,
    "tujuh": 7, "tuju": 7, "tjh": 7,
    "delapan": 8, "dlapan": 8, "lapan": 8,
    "sembilan": 9, "smbilan": 9, "sembiln": 9,
}  # fmt: skip
_SCALES = {
    "belas": 10, "blas": 10,
    "puluh": 10, "puluhan": 10, "plh": 10,
    "ratus": 100, "rts": 100,
    "ribu": 1000, "rb": 1000, "rbu": 1000,
    "juta": 1_000_000, "jt": 1_000_000,
}  # fmt: skip
_TEENS = {"belas", "blas"}
_TENS = {word for word, value in _SCALES.items() if value == 10} - _TEENS
_HUNDREDS = {word for word, value in _SCALES.items() if value == 100}
_THOUSANDS = {word for word, value in _SCALES.items() if value == 1000}
_MILLIONS = {word for word, value in _SCALES.items() if value == 1_000_000}
_JOINED_ONE = {f"se{word}" for word in _SCALES}
_NUMBER_WORDS = _UNITS.keys() | _SCALES.keys() | _JOINED_ONE
NUMBER_OPENERS = frozenset(_UNITS.keys() | _JOINED_ONE | {"se"})

Reading = tuple[int, int]
"""A value and the index of the token after it."""
_Matcher = Callable[[Tokens, int], "Reading | None"]


def read_number(words: str) -> int | None:
    """The whole number that `words` is, or None when it is anything else.

    Reads nol to hundreds of millions, "se-" (sebelas, seratus, "se ratus"), ordinals ("kedua",
    "ke-2", "pertama"), digits with thousands dots ("1.500") and the scales "rb" and "jt".
    Fractions are not whole numbers: "1,5 juta" gives None.
    """
    tokens = Tokens(words)
    if tokens.word(0) == "pertama" and len(tokens) == 1:
        return 1
    found = _digits_with_scale(tokens, _after_ordinal_prefix(tokens)) or match_words(tokens, 0)
    found = found or _ordinal_in_words(words)
    return found[0] if found and found[1] == len(tokens) else None


def match_words(tokens: Tokens, index: int) -> Reading | None:
    """The number in words at `index`; None where none stands or it runs into another number."""
    if tokens.word(index) not in NUMBER_OPENERS:
        return None  # Nearly every word of a message: not worth the grammar.
    found = _scaled(tokens, index, _MILLIONS, 1_000_000, _below_million)
    if found is None or is_number_word(tokens.word(found[1])):
        return None
    return found


def match_cardinal(tokens: Tokens, index: int) -> Reading | None:
    """The number at `index`, in plain digits or in words."""
    value = tokens.number(index)
    return match_words(tokens, index) if value is None else (value, index + 1)


def is_number_word(word: str) -> bool:
    """Whether a word is part of a number in words ("lima", "belas", "seratus")."""
    return word in _NUMBER_WORDS


def _after_ordinal_prefix(tokens: Tokens) -> int:
    if tokens.word(0) not in {"ke", "k"}:
        return 0
    return 2 if tokens.word(1) == "-" else 1


def _ordinal_in_words(words: str) -> Reading | None:
    """Ordinals are written as one word with the prefix ke-: "kedua", "kedua puluh", "ke-dua"."""
    stripped = words.strip().lower()
    if not stripped.startswith("ke"):
        return None
    rest = Tokens(stripped[2:].lstrip("- "))
    found = match_words(rest, 0)
    if found is None or found[1] != len(rest):
        return None
    return found[0], len(Tokens(words))


def _digits_with_scale(tokens: Tokens, index: int) -> Reading | None:
    value = tokens.number(index)
    if value is None:
        return None
    index += 1
    while _is_thousands_group(tokens, index):
        value = value * 1000 + int(tokens.word(index + 1))
        index += 2
    for words, factor in ((_THOUSANDS, 1000), (_MILLIONS, 1_000_000)):
        if tokens.word(index) in words:
            return value * factor, index + 1
    return value, index


def _is_thousands_group(tokens: Tokens, index: int) -> bool:
    is_group = tokens.is_digits(index + 1) and len(tokens.word(index + 1)) == 3
    return tokens.word(index) == "." and is_group and tokens.is_glued(index + 1)


def _below_million(tokens: Tokens, index: int) -> Reading | None:
    return _scaled(tokens, index, _THOUSANDS, 1000, _below_thousand)


def _below_thousand(tokens: Tokens, index: int) -> Reading | None:
    return _scaled(tokens, index, _HUNDREDS, 100, _below_hundred)


def _below_hundred(tokens: Tokens, index: int) -> Reading | None:
    unit = _unit(tokens, index)
    if unit is not None and tokens.word(unit[1]) in _TEENS:
        return unit[0] + 10, unit[1] + 1
    return _one_joined(tokens, index, _TEENS, 11) or _scaled(tokens, index, _TENS, 10, _unit)


def _scaled(
    tokens: Tokens, index: int, scale: set[str], factor: int, smaller: _Matcher
) -> Reading | None:
    """`<smaller> <scale> [<smaller>]`, or just `<smaller>`: "dua ribu lima", "lima"."""
    head = _one_joined(tokens, index, scale, factor)
    if head is None:
        found = smaller(tokens, index)
        if found is None or tokens.word(found[1]) not in scale:
            return found
        head = found[0] * factor, found[1] + 1
    rest = smaller(tokens, head[1])
    return head if rest is None else (head[0] + rest[0], rest[1])


def _one_joined(tokens: Tokens, index: int, scale: set[str], value: int) -> Reading | None:
    """The prefix se- with a scale: "seratus", "se ratus", "se-ratus"."""
    word = tokens.word(index)
    if word.startswith("se") and word[2:] in scale:
        return value, index + 1
    after = index + (2 if tokens.word(index + 1) == "-" else 1)
    return (value, after + 1) if word == "se" and tokens.word(after) in scale else None


def _unit(tokens: Tokens, index: int) -> Reading | None:
    value = _UNITS.get(tokens.word(index))
    return None if value is None else (value, index + 1)
