"""Landmarks near which a site is looked for: "dekat stasiun tebet", "seputaran alun2 bandung".

Which there are, and the district of each, is in ``patokan.csv`` beside the lists of regions. A
landmark tells where somebody wants to go, never where they live.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from vaksin.bahasa.place_index import PlaceIndex, place_index
from vaksin.bahasa.place_scan import EXACT_SCORE, in_street, reach
from vaksin.bahasa.place_words import FILLERS, NEAR_WORDS, PLACE_CUES, Word, message_words, words_of
from vaksin.bahasa.word_lists import word_set
from vaksin.content import Entry, read_csv
from vaksin.identity.regions import Level, Region, Regions

LANDMARKS_FILE = "patokan.csv"
LONGEST_LANDMARK_IN_WORDS = 5
# One letter too many or too few in a name of ten.
_FUZZY_SCORE = 90.0
_SHORTEST_MISSPELT = 8
_MOST_COMPARISONS = 12
_SHORT_FORMS = {
    **dict.fromkeys(("rsu", "rsud", "rsup", "rsupn"), "rs"),
    "bndara": "bandara",
    "dr": "",
    "mal": "mall",
    "mol": "mall",
    "stsiun": "stasiun",
    "trminal": "terminal",
    "univ": "universitas",
}
# What may stand between "dekat" and the landmark: "deket sama kampus ugm", "dekat exit tol merak".
_BETWEEN = word_set("sama dgn dengan dari area kawasan kampus gedung gerbang pintu exit kompleks")


@dataclass(frozen=True)
class LandmarkMention:
    """A landmark named in a message.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        districts: the districts in which it may lie; at least one.
        score: 100 if the name is written as in the list, less if it is a near miss.
        is_near: whether something near it is meant ("dekat"), not the place itself.
    """

    start: int
    end: int
    districts: tuple[Region, ...]
    score: float
    is_near: bool


def find_landmarks(text: str, regions: Regions) -> list[LandmarkMention]:
    """Find the landmarks named in a message, from left to right.

    A misspelt name counts only after a place cue. A town behind the name tells which one of
    several is meant.
    """
    words, index = message_words(text), _landmark_index(regions)
    places = place_index(regions)
    found, position, compared = [], 0, 0
    while position < len(words):
        hit = _exact(words, position, index, places)
        if hit is None and compared < _MOST_COMPARISONS and _has_cue(words, position):
            compared += 1
            hit = _misspelt(words, position, index, places)
        if hit is None or in_street(words, position):
            position += 1
            continue
        found.append(_mention(words, position, hit, places))
        position += hit.length
    return found


@dataclass(frozen=True)
class _Hit:
    length: int
    districts: tuple[Region, ...]
    score: float = EXACT_SCORE


@dataclass(frozen=True)
class _LandmarkIndex:
    districts: dict[str, tuple[Region, ...]]
    by_first_letter: dict[str, list[str]]
    # Of every name its first letter, its first two and so on: most words begin none.
    beginnings: frozenset[str]


@lru_cache(maxsize=4)
def _landmark_index(regions: Regions) -> _LandmarkIndex:
    """Read the landmarks, once per process.

    Raises:
        ContentError: naming the row of ``patokan.csv`` that is wrong.
    """
    found: dict[str, list[Region]] = defaultdict(list)
    for row in read_csv(regions.folder / LANDMARKS_FILE, ("name", "code", "district")):
        words, region = words_of(row.text("name")), _district(row, regions)
        if not 1 <= len(words) <= LONGEST_LANDMARK_IN_WORDS:
            raise row.error(f"name must have one to {LONGEST_LANDMARK_IN_WORDS} words")
        if region in found[_key(words)]:
            raise row.error("name stands for this district already")
        found[_key(words)].append(region)
    by_first_letter: dict[str, list[str]] = defaultdict(list)
    for key in found:
        by_first_letter[key[:1]].append(key)
    districts = {key: tuple(meant) for key, meant in found.items()}
    beginnings = frozenset(key[:end] for key in found for end in range(1, len(key) + 1))
    return _LandmarkIndex(districts, dict(by_first_letter), beginnings)


def _district(row: Entry, regions: Regions) -> Region:
    region = regions.get(row.text("code"))
    if region is None or region.level is not Level.DISTRICT:
        raise row.error(f"code {row.text('code')} is no district's")
    row.choice("district", [region.name])
    return region


def _exact(
    words: list[Word], position: int, index: _LandmarkIndex, places: PlaceIndex
) -> _Hit | None:
    if _part(words[position]) not in index.beginnings:
        return None
    longest: _Hit | None = None
    for length, key in _windows(words, position, LONGEST_LANDMARK_IN_WORDS):
        if key not in index.beginnings:
            break
        districts = index.districts.get(key)
        if districts and not (key in places.stop_list and not _has_cue(words, position)):
            longest = _Hit(length, districts)
    return longest


def _misspelt(
    words: list[Word], position: int, index: _LandmarkIndex, places: PlaceIndex
) -> _Hit | None:
    best: _Hit | None = None
    for length, key in _windows(words, position, LONGEST_LANDMARK_IN_WORDS - 1):
        last = position + length - 1
        if length > 1 and (words[last].plain in FILLERS or _exact(words, last, index, places)):
            break
        near = process.extractOne(
            key,
            index.by_first_letter.get(key[:1], ()) if len(key) >= _SHORTEST_MISSPELT else (),
            scorer=fuzz.ratio,
            score_cutoff=max(_FUZZY_SCORE, best.score if best else 0.0),
        )
        # "Alun alun batam" is no misspelt "alun alun batu".
        if near and _keeps_places(words[position : position + length], near[0], places):
            best = _Hit(length, index.districts[near[0]], near[1])
    return best


def _keeps_places(phrase: list[Word], key: str, places: PlaceIndex) -> bool:
    """Whether each word that is a place's name as it stands is a part of the landmark's name."""
    named = (word.part for word in phrase if (name := places.find([word])) and name.regions)
    return all(part in key for part in named)


def _windows(words: list[Word], position: int, longest: int) -> Iterator[tuple[int, str]]:
    """Return each number of words from a position on with their key; no name ends with "dr"."""
    key = ""
    for length in range(1, reach(words, position, longest) + 1):
        part = _part(words[position + length - 1])
        if not key and not part:
            return
        key += part
        if part:
            yield length, key


def _key(words: list[Word]) -> str:
    return "".join(map(_part, words))


def _part(word: Word) -> str:
    """Return a word as a part of a name: "alun2" is "alun alun", "rsud" as good as "rs"."""
    plain = word.plain
    if plain[-1:] == "2" and plain[:-1].isalpha():
        return plain[:-1] * 2
    return _SHORT_FORMS.get(plain, word.part)


def _has_cue(words: list[Word], position: int) -> bool:
    """Whether what stands before a position says that a place follows."""
    return position > 0 and (words[position - 1].plain in PLACE_CUES or _is_near(words, position))


def _is_near(words: list[Word], position: int) -> bool:
    """Whether a word of nearness stands before a position, perhaps with small words between."""
    before = position - 1
    while before > 0 and words[before].plain in _BETWEEN:
        before -= 1
    return before >= 0 and words[before].plain in NEAR_WORDS


def _mention(words: list[Word], first: int, hit: _Hit, places: PlaceIndex) -> LandmarkMention:
    last = first + hit.length
    districts = _in_town_behind(words, last, hit.districts, places)
    near = _is_near(words, first)
    return LandmarkMention(words[first].start, words[last - 1].end, districts, hit.score, near)


def _in_town_behind(
    words: list[Word], last: int, districts: tuple[Region, ...], places: PlaceIndex
) -> tuple[Region, ...]:
    """Keep the districts of the town that follows: "alun alun kidul solo"."""
    if len(districts) == 1 or last >= len(words):
        return districts
    for length in range(reach(words, last, 2), 0, -1):
        town = places.find(words[last : last + length])
        inside = [d for d in districts if town and any(r.contains(d) for r in town.regions)]
        if inside:
            return tuple(inside)
    return districts
