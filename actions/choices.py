"""Which of several things shown a citizen means who types instead of tapping."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from actions.conversation import Turn
from vaksin.bahasa.lexicon import words
from vaksin.bahasa.normalise import normalise

SURE_WORD = 85
SHORTEST_WORD = 4
# Words that say nothing about which thing is meant.
_SAYING_NOTHING = words(
    "saya kami yang dengan atau untuk vaksin vaksinasi divaksin mau pilih nomor kelompok tempat"
    " umur tahun lebih sudah belum tidak punya pernah sedang puskesmas klinik rumah sakit"
)
_WORD = 85
SHORTEST_WORD = 4
# Words that say nothing about which thing is meant.
_EMPTY = frozenset(
    [
        "saya",
        "kami",
        "yang",
        "dengan",
        "atau",
        "untuk",
        "vaksin",
        "vaksinasi",
        "divaksin",
        "mau",
        "pilih",
        "nomor",
        "kelompok",
        "tempat",
        "umur",
        "tahun",
        "lebih",
        "sudah",
        "belum",
        "tidak",
        "punya",
        "pernah",
        "sedang",
        "puskesmas",
        "klinik",
        "rumah",
        "sakit",
    ]
)
_LETTERS = re.compile(r"[a-z]+")


def chosen_by_number(text: str, count: int) -> int | None:
    """Read "2" or "nomor 2" as the second of the rows shown; returns its index."""
    typed = normalise(text).replace(".", " ").split()
    numbers = [int(word) for word in typed if word.isdecimal()]
    only_number = len(typed) <= 2 and len(numbers) == 1
    return numbers[0] - 1 if only_number and 1 <= numbers[0] <= count else None


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
