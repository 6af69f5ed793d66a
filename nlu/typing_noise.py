"""Mistypes messages as thumbs on a small phone do, the same way for the same seed.

It serves to measure how much mistyping the model bears (``make test-nlu-noise``) and to show it
mistyped copies while it learns. It never makes a message out of nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiou")


def _neighbours() -> dict[str, str]:
    """The keys to the left, to the right, above and below each letter of a phone's keyboard."""
    near: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        others = [_ROWS[other] for other in (number - 1, number + 1) if 0 <= other < len(_ROWS)]
        for place, letter in enumerate(row):
            beside = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            near[letter] = beside + "".join(other[place : place + 1] for other in others)
    return near


_NEAR = _neighbours()


def mistyped(text: str, share: float, dice: Random) -> str:
    """The text with about `share` (0 to 1) of its letters and spaces hit by a slip of the thumb.

    Digits and signs stay: a mistyped number is another number, not the same one badly written.
    """
    letters = list(text)
    place = 0
    while place < len(letters):
        is_open = letters[place].isalpha() or letters[place] == " "
        if is_open and dice.random() < share:
            slip = dice.choices(_SLIPS, _WEIGHTS)[0]
            place += slip(letters, place, dice)
        place += 1
    return "".join(letters)


def _hit_neighbour(letters: list[str], place: int, dice: Random) -> int:
    near = _NEAR.get(letters[place].lower())
    if near:
        letters[place] = dice.choice(near)
    return 0


def _leave_out(letters: list[str], place: int, dice: Random) -> int:
    del letters[place]
    return -1


def _drop_vowel(letters: list[str], place: int, dice: Random) -> int:
    """Short writing: the next vowel inside the word goes."""
    for at in range(place, min(place + 4, len(letters) - 1)):
        if letters[at].lower() in _VOWELS and at > 0 and letters[at - 1].isalpha():
            return _leave_out(letters, at, dice)
    return 0


def _double(letters: list[str], place: int, dice: Random) -> int:
    letters.insert(place, letters[place])
    return 1


def _swap(letters: list[str], place: int, dice: Random) -> int:
    if place + 1 < len(letters):
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return 1


_SLIPS: tuple[Callable[[list[str], int, Random], int], ...] = (
    _hit_neighbour,
    _leave_out,
    _drop_vowel,
    _double,
    _swap,
)
_WEIGHTS = (3, 2, 3, 1, 2)
