"""Capital letters in Indonesian names, whose owners type them in any case."""

from __future__ import annotations

import re

from vaksin.bahasa.word_lists import word_set

# Religious, noble and academic titles as they are written before a name.
_TITLES = {
    "h": "H.",
    "hj": "Hj.",
    "kh": "KH.",
    "dr": "dr.",
    "drg": "drg.",
    "drs": "Drs.",
    "dra": "Dra.",
    "ir": "Ir.",
    "prof": "Prof.",
    "tgk": "Tgk.",
}
# Shortened given names that keep their point.
SHORTENED_NAMES = word_set("muh moh mhd md st rr rd m a i r")
NAME_ABBREVIATIONS = SHORTENED_NAMES | _TITLES.keys()
_LINKS = word_set("bin binti van von der de da dos")
_JOINTS = re.compile(r"([-'.])")
_LONGEST_INITIALS = 3


def tidy_case(name: str) -> str:
    """Write a name as people print it: "H. Abdul Ma'ruf", "I Gusti Ayu", "Siti binti Ahmad".

    A word in mixed case stays as it was typed; so do short initials ("AA Gede") unless the whole
    name is in capitals. Titles at the front get their usual form ("hj" is "Hj.").
    """
    words = name.split()
    titles = _count_titles(words)
    # Words of single letters ("A.", "a.a.") look alike in both cases and tell nothing.
    telling = (word for word in words[titles:] if _capitalised(word) != word.upper())
    shouted = all(word == word.upper() for word in telling)
    return " ".join(
        [_title(word) for word in words[:titles]]
        + [_word(word, shouted, first=not index) for index, word in enumerate(words[titles:])]
    )


def _count_titles(words: list[str]) -> int:
    """How many words at the front are titles; the last word never is one."""
    for index, word in enumerate(words[:-1]):
        if word.rstrip(".").lower() not in _TITLES:
            return index
    return max(len(words) - 1, 0)


def _title(word: str) -> str:
    typed = word.rstrip(".")
    if typed == "Dr":  # a doctorate, while "dr." is a physician
        return "Dr."
    return _TITLES[typed.lower()]


def _word(word: str, shouted: bool, first: bool) -> str:
    typed_with_care = word not in (word.lower(), word.upper())
    initials = word == word.upper() and len(word) <= _LONGEST_INITIALS and not shouted
    if typed_with_care or initials:
        return word
    if word.lower() in _LINKS and not first:
        return word.lower()
    return _capitalised(word)


def _capitalised(word: str) -> str:
    """Capitals after each joint, but after an apostrophe only behind one letter ("D'Souza")."""
    pieces = _JOINTS.split(word.lower())
    for index, piece in enumerate(pieces):
        follows_apostrophe = index > 1 and pieces[index - 1] == "'"
        if not follows_apostrophe or len(pieces[index - 2]) == 1:
            pieces[index] = piece[:1].upper() + piece[1:]
    return "".join(pieces)
