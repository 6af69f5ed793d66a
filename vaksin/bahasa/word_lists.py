"""The word lists in ``content/bahasa/`` that designers edit, read and checked.

``kata_gaul.tsv`` gives one standard form for each slang, shortened or regional word;
``kata_baku.txt`` lists standard words that must be recognised as such; ``nama_depan.txt`` lists
common first names, ``nama_marga.txt`` the clan and family names behind them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vaksin.content import CONTENT_FOLDER, ContentError

FOLDER = CONTENT_FOLDER / "bahasa"

# "kk" is kakak or Kartu Keluarga and "min" is admin, minggu or minus: only the dialogue can tell.
PROTECTED_WORDS = frozenset(["kk", "nik", "ktp", "az", "min", "mas", "rs", "bpjs", "mui"])

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_PHRASE = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")
_BETWEEN_WORDS = re.compile(r"[ -]")
_APOSTROPHES = str.maketrans(dict.fromkeys("`´ʼ‘’", "'"))


@dataclass(frozen=True)
class WordLists:
    """`slang` maps a word to its standard form; `standard` holds the words that stay as they are.

    Every word of a standard form is itself in `standard`, so reading a form again changes nothing.
    """

    slang: Mapping[str, str]
    standard: frozenset[str]


def fold(text: str) -> str:
    """Lower case, one kind of apostrophe, compatible characters (full-width, bold) made plain."""
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    return unicodedata.normalize("NFKC", plain.lower())


def word_set(words: str) -> frozenset[str]:
    """The words of a text that separates them by spaces."""
    return frozenset(words.split())


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """The project's own word lists.

    Raises:
        ContentError: if a file is missing or breaks a rule of `read_word_lists`.
    """
    return read_word_lists(FOLDER / "kata_gaul.tsv", FOLDER / "kata_baku.txt")


def read_word_lists(slang_file: Path, standard_file: Path) -> WordLists:
    """Read both files; `#` starts a comment line.

    Raises:
        ContentError: a file is missing; a line is not ``slang<TAB>standard`` in lower case; a slang
            word stands twice, is protected, is a standard word, or is part of any standard form
            (a chain or a cycle).
    """
    slang = dict(_slang_rows(slang_file))
    standard = read_words(standard_file) | _words_of(slang.values())
    both = sorted(standard & slang.keys())
    if both:
        raise ContentError(f"{slang_file.name}: {both[0]!r} is both slang and part of a standard")
    return WordLists(slang, standard)


def read_words(path: Path) -> frozenset[str]:
    """The words of a file that separates them by spaces or lines; `#` starts a comment line.

    Raises:
        ContentError: if the file is missing.
    """
    return frozenset(word for _, line in _lines(path) for word in line.split())


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Common first names in lower case; some are ordinary words too ("indah", "hari").

    Raises:
        ContentError: if the file is missing.
    """
    return read_words(FOLDER / "nama_depan.txt")


@lru_cache(maxsize=1)
def family_names() -> frozenset[str]:
    """Clan and family names in lower case, which follow a first name.

    Raises:
        ContentError: if the file is missing.
    """
    return read_words(FOLDER / "nama_marga.txt")


def _slang_rows(path: Path) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, line in _lines(path):
        where = f"{path.name}, row {number}"
        cells = line.split("\t")
        if len(cells) != 2 or not _WORD.fullmatch(cells[0]) or not _PHRASE.fullmatch(cells[1]):
            raise ContentError(f"{where}: must be a word, a tab and its standard form")
        if cells[0] in PROTECTED_WORDS:
            raise ContentError(f"{where}: {cells[0]!r} must never be changed")
        if cells[0] in seen:
            raise ContentError(f"{where}: {cells[0]!r} stands there twice")
        seen.add(cells[0])
        yield cells[0], cells[1]


def _words_of(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in phrases for word in _BETWEEN_WORDS.split(phrase)}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ContentError(f"{path.name}: the file is missing in {path.parent.name}/") from None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip()
