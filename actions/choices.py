"""Which of several things shown a citizen means who types instead of tapping."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from actions.conversation import Turn
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set

SURE_WORD = 85
SHORTEST_WORD = 3
# Words that say nothing about which thing is meant.
_SAYING_NOTHING = word_set(
    "saya kami yang dengan atau untuk dan ada apa ini itu kak pak dong deh aja saja lagi semua"
    " vaksin vaksinasi divaksin mau pilih nomor kelompok tempat umur tahun lebih sudah belum tidak"
    " punya pernah sedang puskesmas klinik rumah sakit badan salah keliru ubah ganti tolong"
)
_NUMBERS_ONLY = re.compile(
    r"(?:nomor |no )?(\d{1,2}(?:(?: ?[,.;&+/] ?| dan | sama | )\d{1,2})*)\.?"
)
_LETTERS = re.compile(r"[a-z]+")


def chosen_by_number(text: str, count: int) -> int | None:
    """Read "2" or "nomor 2" as the second of the rows shown; returns its index."""
    chosen = chosen_by_numbers(text, count)
    return chosen[0] if len(chosen) == 1 else None


def chosen_by_numbers(text: str, count: int) -> list[int]:
    """Read "2 dan 4" as rows of those shown; none if a number is too high or words stand beside."""
    listed = _NUMBERS_ONLY.fullmatch(normalise(text))
    if listed is None:
        return []
    chosen = [int(number) - 1 for number in re.findall(r"\d+", listed.group(1))]
    return chosen if all(0 <= index < count for index in chosen) else []


def chosen_by_words(turn: Turn, labels: Sequence[str]) -> list[int]:
    """Return the indexes of the labels that a message names best, by number or by their words.

    At least half of its telling words must occur in the label, and all of them if the message
    would surely be a question of its own. Several indexes mean that the words do not decide.
    """
    number = chosen_by_number(turn.text, len(labels))
    if number is not None:
        return [number]
    if any(normalise(turn.text) == normalise(label) for label in labels):
        return [i for i, label in enumerate(labels) if normalise(turn.text) == normalise(label)]
    typed = _telling_words(turn.text)
    least = len(typed) if turn.is_surely_about_something_else else (len(typed) + 1) // 2
    scores = [_shared_words(typed, _telling_words(label)) for label in labels]
    best = max(scores, default=0)
    if best == 0 or best < least:
        return []
    return [index for index, score in enumerate(scores) if score == best]


def _telling_words(text: str) -> list[str]:
    found = _LETTERS.findall(normalise(text))
    return [word for word in found if len(word) >= SHORTEST_WORD and word not in _SAYING_NOTHING]


def _shared_words(typed: Sequence[str], known: Sequence[str]) -> int:
    return sum(any(fuzz.ratio(word, other) >= SURE_WORD for other in known) for word in typed)
