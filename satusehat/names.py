"""Compares the name that a citizen typed with the one in the register.

People write their name without its titles, in any case and order, shortened ("Muh.", "A.") or
shortened less than on their card. A register may mask what it shows ("S*** C******"); then only
what it shows can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto

from vaksin.bahasa.name_case import NAME_ABBREVIATIONS, SHORTENED_NAMES
from vaksin.bahasa.word_lists import word_set

MASK = "*"


class Agreement(Enum):
    """Whether what was claimed is what the register shows."""

    YES = auto()
    NO = auto()
    HIDDEN = auto()
    """The register shows nothing that could be compared."""


_TITLES = (NAME_ABBREVIATIONS - SHORTENED_NAMES) | word_set(
    "haji hajah hajjah kiai kyai ustaz ustad ustadz ustadzah dokter bapak ibu pak bu sdr sdri "
    "saudara saudari tn ny nn"
)
# Degrees that are written behind a name, mostly but not always after a comma; without points.
_DEGREES = word_set(
    "se sh sip st spd spdi ssi ssos sag skom skm skep sked sfarm sst sstp mm mh mt mpd msi mkes "
    "mkom mag amd amdkeb amdkep phd"
)
_LINKS = word_set("bin binti")
_MUHAMMAD = re.compile(r"m[uo](?:ch|kh|h)amm?[ae]d")
_SHORT_MUHAMMAD = word_set("muh moh moch much mohd muhd mhd")
_APOSTROPHES = re.compile("['`´ʼ‘’]")
_BETWEEN_WORDS = re.compile(r"[\s-]+")
_WORD = re.compile(r"(?:[^\W\d_]|\*)+\.?")


def compare_names(stated: str, registered: str) -> Agreement:
    """Tell whether two names may be those of one person; the registered one may be masked.

    Each word of one must have its word in the other. Spaces count for nothing ("Nur Hayati" is
    "Nurhayati"), nor do "bin" and "binti".
    """
    ours, theirs = _words(stated), _words(registered)
    if not any(char.isalpha() for word in theirs for char in word):
        return Agreement.HIDDEN
    agree = _letters(ours) == _letters(theirs) or _pair_up(ours, theirs)
    return Agreement.YES if agree else Agreement.NO


def _words(name: str) -> list[str]:
    """Return the words that make a name, in small letters; a point behind one is kept."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name.partition(",")[0])).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    chunks = [chunk for chunk in _BETWEEN_WORDS.split(letters) if chunk]
    while len(chunks) > 1 and chunks[-1].replace(".", "") in _DEGREES:
        chunks.pop()
    words = _WORD.findall(" ".join(chunks))
    while len(words) > 1 and words[0].rstrip(".") in _TITLES:
        words.pop(0)
    return [_usual(word) for word in words if word not in _LINKS]


def _usual(word: str) -> str:
    """Write the many spellings of Muhammad in one way."""
    if _MUHAMMAD.fullmatch(word):
        return "muhammad"
    return "muh." if word.rstrip(".") in _SHORT_MUHAMMAD else word


def _letters(words: list[str]) -> str:
    return "".join(words).replace(".", "")


def _pair_up(ours: list[str], theirs: list[str]) -> bool:
    """Tell whether the words can be paired, each with one that may be the same.

    A shortened word fits several others, so pairs are changed where that lets another word find
    its own (the augmenting paths of bipartite matching).
    """
    partner_of: dict[int, str] = {}

    def finds_partner(word: str, tried: set[int]) -> bool:
        for place, other in enumerate(theirs):
            if place in tried or not _may_be_same(word, other):
                continue
            tried.add(place)
            if place not in partner_of or finds_partner(partner_of[place], tried):
                partner_of[place] = word
                return True
        return False

    return len(ours) == len(theirs) and all(finds_partner(word, set()) for word in ours)


def _may_be_same(stated: str, registered: str) -> bool:
    ours, theirs = stated.rstrip("."), registered.rstrip(".")
    if MASK in theirs:
        return _fits_mask(ours, theirs, is_short=_is_short(stated))
    return (
        ours == theirs
        or (_is_short(stated) and _shortens(ours, theirs))
        or (_is_short(registered) and _shortens(theirs, ours))
    )


def _is_short(word: str) -> bool:
    return word.endswith(".") or len(word) == 1 or word in SHORTENED_NAMES


def _shortens(short: str, full: str) -> bool:
    """Tell whether the letters of one word stand in the other in their order, the first first."""
    rest = iter(full)
    return full[0] == short[0] and all(letter in rest for letter in short)


def _fits_mask(word: str, masked: str, is_short: bool) -> bool:
    if is_short:
        return masked[0] in (MASK, word[0])
    visible = (re.escape(part) for part in re.split(r"\*+", masked))
    return re.fullmatch(".*".join(visible), word) is not None
