"""Ages in a message: "63 thn", "umur 63", "bayi 6 bulan", "60+", "70an", "lima puluh tiga tahun".

The same words measure time ("3 bulan lagi", "hamil 5 bulan"), so a number with its unit is an age
only if it is too large for that, or if somebody whose age it may be stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from vaksin.bahasa import age_words, lexicon
from vaksin.bahasa.numbers import match_words
from vaksin.bahasa.phrases import is_tail_of_number
from vaksin.bahasa.spans import Unit
from vaksin.bahasa.tokens import Tokens, tokens_of
from vaksin.bahasa.word_lists import family_names, first_names

_OLDEST = 120
_YOUNGEST_UNTOLD = 12
_ADULT = 17
_YOUNGEST_ELDER = 45
_OLDEST_IN_MONTHS = 72
_YOUNGEST_DECADE = 20
_NUMBER_HINTS = ("puluh", "belas", "tahun", "taun", "thn", "bulan", "umur", "usia", "yuswa", "plh")
_UNTIL = lexicon.words("- – sampai sampe smp sd hingga jalan mau")
_AND = lexicon.words("dan sama ama & , karo atau dengan sm")
_HALF = lexicon.words("setengah stengah stgh")
_ANSWERS = lexicon.words("iya ya iye yoi y oh oke ok")
_CHILD_REACH = 4
_BABY_REACH = 6


@dataclass(frozen=True)
class AgeMention:
    """An age, as ``63`` (years) or ``6 bulan``, and where the message names it."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class _Count:
    """A number that may be an age and the index of the token after it."""

    number: int
    end: int
    last: int | None = None
    unit: Unit | None = None
    is_open: bool = False
    """Whether "+" or "an" is written on: "60+", "70an"."""

    @property
    def value(self) -> str:
        numbers = f"{self.number}-{self.last}" if self.last else str(self.number)
        unit = age_words.UNIT_NAMES.get(self.unit) if self.unit else None
        return f"{numbers} {unit}" if unit else numbers


def find_ages(text: str) -> list[AgeMention]:
    """The ages that a message names, in its order; durations are none."""
    lower = text.lower()
    if not any(letter.isdigit() for letter in lower) and not any(h in lower for h in _NUMBER_HINTS):
        return []
    tokens = tokens_of(text)
    found: list[AgeMention] = []
    index, after_age = 0, -1
    while index < len(tokens):
        count = _match_count(tokens, index)
        if count is None:
            index += 1
            continue
        if _is_age(tokens, index, count, follows_age=index == after_age):
            start, end = tokens.extent(index, count.end)
            found.append(AgeMention(count.value, start, end))
            after_age = count.end + (tokens.word(count.end) in _AND)
        index = count.end
    return found


def _match_count(tokens: Tokens, index: int) -> _Count | None:
    first = _number(tokens, index)
    if first is None:
        return _match_one(tokens, index)
    number, end = first
    if tokens.word(end) == "+" and tokens.is_glued(end):
        return _with_unit(tokens, _Count(number, end + 1, is_open=True))
    if tokens.word(end) in {"an", "-an"} and tokens.is_glued(end):
        return _with_unit(tokens, _Count(number, end + 1, is_open=True))
    last = _match_last(tokens, end)
    if last and last[0] > number:
        return _with_unit(tokens, _Count(number, last[1], last=last[0]))
    if tokens.word(end) in {",", "."} and tokens.is_glued(end) and tokens.is_digits(end + 1):
        fraction = _with_unit(tokens, _Count(number, end + 2))
        is_one_digit = len(tokens.word(end + 1)) == 1 and tokens.is_glued(end + 1)
        return fraction if fraction.unit and is_one_digit else None
    return _with_unit(tokens, _Count(number, end))


def _match_one(tokens: Tokens, index: int) -> _Count | None:
    """ "setahun", "sebulan"."""
    word = tokens.word(index)
    unit = age_words.UNITS.get(word[2:]) if word.startswith("se") else None
    return _Count(1, index + 1, unit=unit) if unit else None


def _number(tokens: Tokens, index: int) -> tuple[int, int] | None:
    if tokens.is_digits(index):
        number = tokens.number(index)
        is_own = len(tokens.word(index)) <= 3 and not is_tail_of_number(tokens, index)
        before = tokens.word(index - 1)
        is_glued = tokens.is_glued(index) and before.isalpha() and not _is_cue(before)
        if number is None or not is_own or is_glued:
            return None
        return (number, index + 1) if 0 < number <= _OLDEST else None
    words = match_words(tokens, index)
    is_own = words is not None and not is_tail_of_number(tokens, index)
    return words if words and is_own and 0 < words[0] <= _OLDEST else None


def _match_last(tokens: Tokens, index: int) -> tuple[int, int] | None:
    if [tokens.word(index + step) for step in range(3)] == ["s", "/", "d"]:
        return _number(tokens, index + 3)
    if tokens.word(index) not in _UNTIL:
        return None
    if tokens.is_glued(index) and tokens.is_glued(index + 1) and tokens.is_digits(index + 1):
        value = tokens.short_number(index + 1)
        return (value, index + 2) if value else None
    return _number(tokens, index + 1)


def _with_unit(tokens: Tokens, count: _Count) -> _Count:
    at = count.end
    if tokens.word(at) in _HALF and tokens.word(at + 1) in age_words.UNITS:
        at += 1  # "dua setengah tahun"
    unit = age_words.UNITS.get(tokens.word(at))
    if unit is None:
        if tokens.word(at) == "lebih" and count.number >= _YOUNGEST_DECADE:
            return _Count(count.number, at + 1, count.last, None, is_open=True)
        return count
    end = at + 1
    if tokens.word(end) == "-" and tokens.word(end + 1) == "an" and tokens.is_glued(end + 1):
        end += 2
    elif tokens.word(end) == "an" and tokens.is_glued(end):
        end += 1
    if tokens.word(end) in _HALF and unit in (Unit.YEAR, Unit.MONTH):
        end += 1
    elif unit is Unit.YEAR and tokens.is_digits(end):
        months = age_words.UNITS.get(tokens.word(end + 1))
        is_written_on = months is Unit.MONTH and tokens.word(end + 2) not in lexicon.AGAIN_WORDS
        end += 2 if is_written_on else 0  # "2 tahun 3 bulan"
    return _Count(count.number, end, count.last, unit, count.is_open)


def _is_age(tokens: Tokens, index: int, count: _Count, follows_age: bool) -> bool:
    if _measures_time(tokens, index, count):
        return False
    if _is_announced(tokens, index) or follows_age:
        return count.unit is not None or tokens.word(count.end) not in age_words.COUNTED
    if count.unit is Unit.YEAR:
        return _is_told_in_years(tokens, index, count)
    if count.unit is not None:
        return _is_told_of_baby(tokens, index, count)
    return _is_told_barely(tokens, index, count)


def _measures_time(tokens: Tokens, index: int, count: _Count) -> bool:
    after = tokens.word(count.end)
    if count.unit and after in {"yang", "yg", "y"}:
        after = tokens.word(count.end + 1)
    if count.unit and after in age_words.NOT_AN_AGE_BEFORE:
        return True
    return any(tokens.word(at) in age_words.NOT_AN_AGE_AFTER for at in (index - 1, index - 2))


def _is_announced(tokens: Tokens, index: int) -> bool:
    """Whether "umur" stands before it, with nothing but small words between."""
    at = index - 1
    for _ in range(age_words.MOST_FILLERS):
        word = tokens.word(at)
        if _is_cue(word):
            return True
        if word not in age_words.FILLERS:
            return False
        at -= 1
    return False


@lru_cache(maxsize=20_000)
def _is_cue(word: str) -> bool:
    return age_words.CUE.fullmatch(word) is not None


def _is_told_in_years(tokens: Tokens, index: int, count: _Count) -> bool:
    if count.last or count.number >= _YOUNGEST_UNTOLD:
        return True
    if tokens.word(index - 1) in age_words.BOUNDS or _at_least(tokens, count.end):
        return True
    return _is_near(tokens, index, age_words.CHILDREN, _CHILD_REACH)


def _is_told_of_baby(tokens: Tokens, index: int, count: _Count) -> bool:
    if count.number > _OLDEST_IN_MONTHS or _is_near(tokens, index, age_words.NUMBERED, 1):
        return False
    if count.unit is Unit.MONTH and tokens.word(index - 1) in {"buat", "yg", "yang", "dari"}:
        every_word = (tokens.word(at) for at in range(len(tokens)))
        return any(word in age_words.BABY_TALK for word in every_word)
    return _is_near(tokens, index, age_words.CHILDREN, _CHILD_REACH)


def _is_told_barely(tokens: Tokens, index: int, count: _Count) -> bool:
    """ "60+", "nenek 93", "udah 67", "iya 29"; not "dosis 2" nor "jam 10"."""
    before, after = tokens.word(index - 1), tokens.word(count.end)
    if before == "," and _follows_name(tokens, index - 2) and after in {"", ",", "."}:
        return count.number >= _ADULT  # "Hendra Wijaya, 58"
    if before in age_words.NUMBERED or after in age_words.COUNTED:
        return False
    if _is_in_list_of_people(tokens, index, count.end):
        return count.number >= _YOUNGEST_UNTOLD
    if _at_least(tokens, count.end) or (count.is_open and tokens.word(count.end - 1) == "+"):
        return True
    at = index - 1 - (before in age_words.STATES)
    at -= tokens.word(at) in age_words.OWNERS
    if tokens.word(at) in age_words.PERSONS:
        return count.number >= _YOUNGEST_UNTOLD
    if before in age_words.STATES or count.is_open:
        return count.number >= _YOUNGEST_ELDER
    is_answer = index == 1 and before in _ANSWERS and count.end == len(tokens)
    return is_answer and count.number >= _YOUNGEST_UNTOLD


def _is_in_list_of_people(tokens: Tokens, index: int, end: int) -> bool:
    """ "Andi 20, Rini 22": a number behind a name, and the same beside it."""
    if not _follows_name(tokens, index - 1):
        return False
    is_first = _is_joint(tokens.word(end)) and _is_name_and_number(tokens, end + 1)
    return is_first or (
        _is_joint(tokens.word(index - 2))
        and tokens.is_digits(index - 3)
        and _follows_name(tokens, index - 4)
    )


def _is_joint(word: str) -> bool:
    return word in _AND


def _is_name_and_number(tokens: Tokens, index: int) -> bool:
    return tokens.is_digits(index + 1) and _follows_name(tokens, index)


def _follows_name(tokens: Tokens, index: int) -> bool:
    if index < 0:
        return False
    start, _ = tokens.extent(index, index + 1)
    word = tokens.word(index)
    is_name = word in first_names() or word in family_names()
    return is_name and tokens.source[start].isupper()


def _at_least(tokens: Tokens, index: int) -> bool:
    is_apart = tokens.word(index) == "ke" and tokens.word(index + 1) in {"atas", "bawah"}
    return is_apart or tokens.word(index) in age_words.AT_LEAST


def _is_near(tokens: Tokens, index: int, words: frozenset[str], reach: int) -> bool:
    return any(tokens.word(at) in words for at in range(index - reach, index))
