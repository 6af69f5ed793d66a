"""Going through the words of a message and noting where a place is named.

Many names of districts are everyday words. What decides whether such a word is meant as a place is
what stands beside it: a cue ("di", "puskesmas"), the word "kecamatan" or "kota", or its own town.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from vaksin.bahasa.place_index import LONGEST_NAME_IN_WORDS, Name, NearMiss, PlaceIndex
from vaksin.bahasa.place_words import (
    CITY_WORDS,
    COUNTY_WORDS,
    DISTRICT_WORDS,
    FILLERS,
    LEVEL_WORDS,
    PLACE_CUES,
    STREET_WORDS,
    VILLAGE_WORDS,
    Word,
    key_of,
    named_level,
)
from vaksin.identity.regions import Region

EXACT_SCORE = 100.0
_LONGEST_MISSPELT_NAME_IN_WORDS = 4
_NO_GAP_WORDS = LEVEL_WORDS | {"di"}


class Trust(IntEnum):
    """How sure it is that a name is meant as a place."""

    HARDLY_EVER = 0
    NEEDS_CUE = 1
    # One name typed as two words may be just two words: "suka jadi" or Sukajadi.
    SPLIT = 2
    SURE = 3


@dataclass(frozen=True)
class Hit:
    """Words from ``first`` up to, not including, ``last`` that name a place."""

    first: int
    last: int
    regions: tuple[Region, ...]
    trust: Trust
    score: float = EXACT_SCORE
    is_village: bool = False


def related(one: Hit, other: Hit) -> bool:
    """Whether a meaning of one lies in a meaning of the other."""
    return any(a.contains(b) or b.contains(a) for a in one.regions for b in other.regions)


def beside(one: Hit, other: Hit, words: list[Word]) -> bool:
    """Whether nothing stands between two hits but "kota", "kabupaten" and the like."""
    first, second = sorted((one, other), key=lambda hit: hit.first)
    between = words[first.last : second.first]
    return first is not second and all(word.plain in _NO_GAP_WORDS for word in between)


def scan(words: list[Word], index: PlaceIndex) -> list[Hit]:
    """Return everything that is spelt like a place, from left to right, longest name first."""
    hits = []
    position = 0
    while position < len(words):
        length, name = _longest_name(words, position, index)
        is_place = bool(name and name.regions) and not _is_level_word(words, position, length)
        if name and is_place and not in_street(words, position):
            hits.append(_hit(words, position, position + length, name, index))
        position += length
    return [_with_level_after(hit, words, hits) for hit in hits]


def trusted(hits: list[Hit], words: list[Word], least: Trust = Trust.SURE) -> list[Hit]:
    """Return the hits that are sure enough, and those beside a sure hit that they belong to."""
    sure = [hit for hit in hits if hit.trust >= least]
    rescued = [
        hit
        for hit in hits
        if hit not in sure
        and any(beside(hit, other, words) and related(hit, other) for other in sure)
    ]
    return sorted(sure + rescued, key=lambda hit: hit.first)


def misspelt(
    words: list[Word],
    position: int,
    index: PlaceIndex,
    shortest: int,
    wanted: Callable[[Region], bool] = lambda region: True,
) -> Hit | None:
    """Return the place which the words from a position on come closest to, if one is close.

    Args:
        words: the words, of which none from the position on has been read as a place already.
        position: where the name must begin.
        index: the names.
        shortest: the fewest letters that are compared at all.
        wanted: which regions to compare with.
    """
    if in_street(words, position):
        return None
    best: tuple[int, NearMiss] | None = None
    for length, key in _windows(words, position, index):
        near = index.find_near(key, wanted) if len(key) >= shortest else None
        if near and (best is None or near.score > best[1].score):
            best = (length, near)
    if best is None:
        return None
    length, near = best
    return Hit(position, position + length, near.regions, Trust.SURE, near.score)


def unread(words: list[Word], hits: list[Hit]) -> list[int]:
    """Return the positions of words that are neither a place nor a filler."""
    read = {position for hit in hits for position in range(hit.first, hit.last)}
    return [i for i, word in enumerate(words) if i not in read and word.plain not in FILLERS]


def reach(words: list[Word], position: int, most: int) -> int:
    """Return how many words from a position on may be one name."""
    following = words[position + 1 : position + most]
    breaks = (count for count, word in enumerate(following, start=1) if word.after_break)
    return next(breaks, len(following) + 1)


def in_street(words: list[Word], position: int) -> bool:
    """Whether the word at a position names a street: "jl raya bogor"."""
    before = position - 2 if _plain(words, position - 1) == "raya" else position - 1
    return _plain(words, before) in STREET_WORDS


def _longest_name(words: list[Word], position: int, index: PlaceIndex) -> tuple[int, Name | None]:
    for length in range(reach(words, position, LONGEST_NAME_IN_WORDS), 0, -1):
        phrase = words[position : position + length]
        name = index.find(phrase)
        is_district = _plain(words, position - 1) in DISTRICT_WORDS
        if name and (is_district or not _is_city(phrase, index)):
            return length, name
    return 1, None


def _is_city(phrase: list[Word], index: PlaceIndex) -> bool:
    """Whether this is the city of Padang, as against the district Kota Padang elsewhere."""
    kind, *rest = phrase
    name = index.find(rest) if kind.plain in CITY_WORDS else None
    return bool(name and named_level(name.regions, kind.plain))


def _is_level_word(words: list[Word], position: int, length: int) -> bool:
    """Whether this is "kota" as in "kota Kediri", not the district Kota."""
    is_level = length == 1 and words[position].plain in LEVEL_WORDS
    return is_level and _plain(words, position - 1) not in DISTRICT_WORDS


def _hit(words: list[Word], first: int, last: int, name: Name, index: PlaceIndex) -> Hit:
    before = _plain(words, first - 1)
    of_level = named_level(name.regions, before)
    is_village = before in VILLAGE_WORDS
    has_cue = before in PLACE_CUES or is_village
    trust = _trust(key_of(words[first:last]), last - first > name.words, index)
    if of_level or (has_cue and trust is not Trust.HARDLY_EVER):
        trust = Trust.SURE
    return Hit(first, last, of_level or name.regions, trust, is_village=is_village)


def _trust(key: str, is_split: bool, index: PlaceIndex) -> Trust:
    if key in index.stop_list.hardly_ever:
        return Trust.HARDLY_EVER
    if key in index.stop_list.need_cue:
        return Trust.NEEDS_CUE
    return Trust.SPLIT if is_split else Trust.SURE


def _with_level_after(hit: Hit, words: list[Word], hits: list[Hit]) -> Hit:
    """Narrow "malang kota" to the city, unless the word belongs to a name that follows it."""
    after = _plain(words, hit.last)
    if after not in CITY_WORDS | COUNTY_WORDS or any(h.first == hit.last + 1 for h in hits):
        return hit
    of_level = named_level(hit.regions, after)
    return replace(hit, regions=of_level, trust=Trust.SURE) if of_level else hit


def _windows(words: list[Word], position: int, index: PlaceIndex) -> Iterator[tuple[int, str]]:
    for length in range(1, reach(words, position, _LONGEST_MISSPELT_NAME_IN_WORDS) + 1):
        phrase = words[position : position + length]
        if phrase[-1].plain in FILLERS:
            return
        if length > 1 or phrase[0].part not in index.stop_list:
            yield length, key_of(phrase)


def _plain(words: list[Word], position: int) -> str:
    return words[position].plain if 0 <= position < len(words) else ""
