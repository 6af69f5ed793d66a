"""Finds a person's own name inside a longer message.

The assistant echoes what it found, so a name that is missed only costs one question, while a wrong
one looks careless: whatever is doubtful is no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from vaksin.bahasa.name_case import NAME_ABBREVIATIONS, tidy_case
from vaksin.bahasa.word_lists import (
    PROTECTED_WORDS,
    first_names,
    fold,
    word_lists,
    word_set,
)

_MOST_WORDS = 5
_FEWEST_LETTERS = 3


@dataclass(frozen=True)
class NameMention:
    """A tidied name and where it stands: `text[start:end]` is what the citizen typed."""

    name: str
    start: int
    end: int


_SELF = r"(?:saya|sy|sya|aku|gw|gue|gua|ane|kulo|ambo|awak)"
_IS = r"(?: (?:adalah|yaitu))?"
# After these a name is due, whatever it is.
_ANNOUNCEMENT = re.compile(
    rf"\bnama(?: lengkap)?(?:ku|q| {_SELF}){_IS}(?:\s*[:=]\s*|\s+)"
    rf"|\bnama(?: lengkap)?(?:nya)?\s*[:=]\s*"
    r"|\b(?:a\. ?n\.?|a/n|atas nama)\s*:?\s+"
    rf"|\b(?:perkenalkan|kenalkan|kenalin),?(?: nama)?(?: {_SELF})?\s*:?\s+",
    re.IGNORECASE,
)
# After these anything may come: only a common first name counts, and after "saya" only where
# nobody else is spoken of ("ibu saya Siti").
_HINT = re.compile(
    rf"\bnama(?:nya)?(?: lengkap)?{_IS}\s+"
    r"|(?:(?:^|[.,!?\n])\s*|\b(?:halo|hallo|hai|assalamualaikum|pagi|siang|sore|malam|permisi|maaf"
    r"|ini|kak|kk|min|admin|pak|bu|mas|mbak|mba|bang|dok)\s+)"
    rf"{_SELF},?\s+",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"(?:pak|bapak|bu|ibu|sdri?\.?|tn\.|ny\.|nn\.)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPACE = re.compile(r" +")
_SPACE_AFTER_POINT = re.compile(r"\. *")
# "tercetak", "menjadi", "diperbaiki": words that no list can hold, told by their shape.
_INFLECTED = re.compile(
    r"(?:ter|ber|mem|men|meng|mer|peng|pem)\w{4,}|di[^aeiou]\w{4,}|\w{4,}(?:kan|nya)"
)
_OTHER_WORDS = word_set(
    "beliau dr database sistem daftar list ketuker ketukar kebalik kebalek kepencet keganti alias"
    " bernama dari dgn di domisili email"
    " nama no hp wa ttl tgl tertera typo kosong asli pun "
    "panggilan seharusnya harusnya kurang lengkap beda agak sendiri penerima pribadi perusahaan "
    "instansi sekolah yayasan jakarta bandung depok bekasi tangerang bogor surabaya semarang "
    "yogyakarta medan makassar palembang malang solo denpasar balikpapan batam padang pekanbaru"
)


def find_name(text: str) -> NameMention | None:
    """The name that the citizen gives in a message that says more; None if in any doubt.

    It ends at a comma, a number or any word that is not part of a name ("nik", "umur", "mau").
    """
    for cue in _ANNOUNCEMENT.finditer(text):
        mention = _name_at(text, cue.end(), only_common=False)
        if mention is not None:
            return mention
    for cue in _HINT.finditer(text):
        mention = _name_at(text, cue.end(), only_common=True)
        if mention is not None:
            return mention
    return None


def _name_at(text: str, start: int, only_common: bool) -> NameMention | None:
    honorific = _HONORIFIC.match(text, start)
    words = _words_in_a_row(text, honorific.end() if honorific else start)
    given = next((word for word in words if not _is_abbreviation(word[0])), None)
    if given is None or not _may_begin_a_name(given[0], only_common):
        return None
    before = words[: words.index(given) + 1]
    after = takewhile(lambda word: _may_go_on(word[0]), words[len(before) :])
    name = [*before, *after][:_MOST_WORDS]
    first, last = name[0], name[-1]
    typed = text[first.start() : last.end()]
    if sum(char.isalpha() for char in typed) < _FEWEST_LETTERS:
        return None
    return NameMention(tidy_case(typed), first.start(), last.end())


def _words_in_a_row(text: str, start: int) -> list[re.Match[str]]:
    """The words from here on that only spaces part, or a point after an abbreviation."""
    words: list[re.Match[str]] = []
    while match := _WORD.match(text, start):
        words.append(match)
        point = _SPACE_AFTER_POINT.match(text, match.end()) if _is_abbreviation(match[0]) else None
        gap = point or _SPACE.match(text, match.end())
        if gap is None:
            break
        start = gap.end()
    return words


def _is_abbreviation(word: str) -> bool:
    return len(word) == 1 or word.lower() in NAME_ABBREVIATIONS


def _may_begin_a_name(word: str, only_common: bool) -> bool:
    plain = fold(word)
    if only_common:
        return plain in first_names() and not _is_ordinary(plain)
    return plain in first_names() or not _is_ordinary(plain)


def _may_go_on(word: str) -> bool:
    plain = fold(word)
    if not _is_ordinary(plain):
        return True
    # "Sri Indah" with its capital is a name, "siti hari ini" goes on to something else.
    return plain in first_names() and word[0].isupper() and not word.isupper()


def _is_ordinary(word: str) -> bool:
    lists = word_lists()
    if word in first_names() and word not in lists.standard and word not in lists.slang:
        return False
    listed = word in lists.standard or word in lists.slang or word in _OTHER_WORDS
    return listed or word in PROTECTED_WORDS or _INFLECTED.fullmatch(word) is not None
