"""Rewrites what citizens type into standard Indonesian words, for understanding only.

Never show or store a normalised text: names and codes lose their writing. Numbers stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

from vaksin.bahasa.word_lists import PROTECTED_WORDS, fold, word_lists, word_set

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ORDINAL = re.compile(r"ke?-?(\d{1,2})")
_ORDINAL_WITH_HYPHEN = re.compile(r"(?<!\w)ke?-(?=\d{1,2}(?!\d))")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)")
_DIGITS_THEN_LETTERS = re.compile(r"(\d+)([^\W\d_]+)")
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_WRITTEN_AS_A_WHOLE = re.compile(r"@|://|^www\.")

# A 2 behind these is a number ("dosis2", "bln2"); behind other words it doubles them ("anak2").
_COUNTED = word_set(
    "dosis vaksin vaksinasi suntik suntikan booster tanggal bulan tahun jam pukul umur usia nomor "
    "tahap gelombang kelas ktp nik rt rw az rs"
)
_JOINTS = ("/", "-", "&")
_SWAPS = str.maketrans("fv", "pp")
_SHORTEST_SWAP = 5
_SHORTEST_STEM = 4
_SHORTEST_STEM_BEFORE_X = 3
_MOST_RUNS = 5
_VOWELS = frozenset("aeiou")


def normalise(text: str) -> str:
    """The text in lower case with every known word in its standard form and single spaces.

    Mail and web addresses keep their words; so do abbreviations with points ("a.n.", "dr. Sri").
    """
    return " ".join(_normalise_chunk(chunk) for chunk in fold(text).split())


def normalise_word(word: str) -> str:
    """The standard form of one word, which may be several words ("dmn" is "di mana").

    An unknown word only loses letters repeated three times or more. Protected words ("kk", which
    is kakak or the family card, "nik", "min" ...) and numbers never change.
    """
    return _normalise_folded(fold(word))


def _normalise_chunk(chunk: str) -> str:
    if _WRITTEN_AS_A_WHOLE.search(chunk):
        return chunk
    return _WORD.sub(_normalise_match, _ORDINAL_WITH_HYPHEN.sub("ke ", chunk))


def _normalise_match(match: re.Match[str]) -> str:
    return match[0] if _is_abbreviation(match) else _normalise_folded(match[0])


def _is_abbreviation(match: re.Match[str]) -> bool:
    """Whether one or two letters belong to "a.n.", "s/d", "S.Pd." or are the title "dr."."""
    if len(match[0]) > 2:
        return False
    before, after = match.string[: match.start()], match.string[match.end() :]
    if match[0] == "dr" and after.startswith("."):
        return True
    if len(match[0]) == 1 and (before.endswith(_JOINTS) or after.startswith(_JOINTS)):
        return True
    return before.endswith(".") or re.match(r"\.\w", after) is not None


@lru_cache(maxsize=20_000)
def _normalise_folded(word: str) -> str:
    if any(character.isdigit() for character in word):
        return _with_digits(word)
    for spelling in _spellings(word):
        found = _known(spelling) or _with_ending(spelling)
        if found is not None:
            return found
    return _shortened(word)


def _known(word: str) -> str | None:
    lists = word_lists()
    if word in PROTECTED_WORDS or word in lists.standard:
        return word
    return lists.slang.get(word) or _swap_index().get(word.translate(_SWAPS))


@lru_cache(maxsize=1)
def _swap_index() -> dict[str, str]:
    """Standard words by their spelling with p for f and v; ambiguous spellings are left out."""
    index: dict[str, str] = {}
    clashes = set()
    for word in word_lists().standard:
        skeleton = word.translate(_SWAPS)
        if len(word) >= _SHORTEST_SWAP and index.setdefault(skeleton, word) != word:
            clashes.add(skeleton)
    return {skeleton: word for skeleton, word in index.items() if skeleton not in clashes}


def _is_stem(stem: str) -> bool:
    return len(stem) >= _SHORTEST_STEM


def _ends_in_vowel(stem: str) -> bool:
    return stem[-1:] in _VOWELS


# Spellings of the ending -nya and when they are safe to read so; "-ne" and "-e" are Javanese.
_ENDINGS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("nya", _is_stem),
    ("ny", _is_stem),
    ("ne", lambda stem: _is_stem(stem) and _ends_in_vowel(stem)),
    ("ya", lambda stem: _is_stem(stem) and stem.endswith("n")),
    ("e", lambda stem: _is_stem(stem) and not _ends_in_vowel(stem)),
    ("x", lambda stem: len(stem) >= _SHORTEST_STEM_BEFORE_X),
)


def _with_ending(word: str) -> str | None:
    for ending, is_safe in _ENDINGS:
        stem = word.removesuffix(ending)
        base = _known(stem) if stem != word and is_safe(stem) else None
        if base is not None and " " not in base:
            return f"{base}nya"
    return None


def _spellings(word: str) -> Iterator[str]:
    """The word itself, then every way to write its repeated letters twice or once."""
    yield word
    runs = list(_RUN.finditer(word))
    if not runs or len(runs) > _MOST_RUNS:
        yield _RUN.sub(r"\1", word)
        return
    # "dll" and "app" are words of their own; "vaksinn" is not.
    is_drawn_out = _LONG_RUN.search(word) is not None
    for lengths in product((2, 1), repeat=len(runs)):
        spelling = _with_run_lengths(word, lengths)
        if is_drawn_out or len(spelling) >= _SHORTEST_STEM:
            yield spelling


def _with_run_lengths(word: str, lengths: tuple[int, ...]) -> str:
    remaining = iter(lengths)
    return _RUN.sub(lambda run: run[1] * next(remaining), word)


def _shortened(word: str) -> str:
    if len(_RUN.findall(word)) > _MOST_RUNS:
        return _RUN.sub(r"\1", word)
    return _LONG_RUN.sub(r"\1", word)


def _with_digits(word: str) -> str:
    if word in word_lists().slang:
        return word_lists().slang[word]
    if ordinal := _ORDINAL.fullmatch(word):
        return f"ke {ordinal[1]}"
    if match := _LETTERS_THEN_DIGITS.fullmatch(word):
        return _letters_then_digits(match[1], match[2])
    if match := _DIGITS_THEN_LETTERS.fullmatch(word):
        return _digits_then_letters(match[1], match[2])
    return word


def _letters_then_digits(letters: str, digits: str) -> str:
    head = _normalise_folded(letters)
    if digits == "2" and head not in _COUNTED and len(letters) > 2:
        return f"{head}-{head.split()[-1]}"
    # An unknown word with a number may be a code: leave it whole.
    return f"{head} {digits}" if _known(letters) is not None else letters + digits


def _digits_then_letters(digits: str, letters: str) -> str:
    if letters == "x":
        return f"{digits} kali"
    known = _known(letters) if len(letters) > 1 else None
    return digits + letters if known is None else f"{digits} {known}"
