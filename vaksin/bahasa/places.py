"""Places as citizens type them: in any message, and as the answer to "where do you live?"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from vaksin.bahasa.place_index import SHORTEST_FUZZY_NAME, PlaceIndex, place_index
from vaksin.bahasa.place_scan import (
    EXACT_SCORE,
    Hit,
    Trust,
    beside,
    misspelt,
    related,
    scan,
    trusted,
    unread,
)
from vaksin.bahasa.place_words import PLACE_CUES, Word, message_words, words_of
from vaksin.identity.regions import Level, Region, Regions

# As many as fit in one list message beside "something else".
MOST_CANDIDATES = 9

# Comparing with misspelt names is the slow part; longer messages are stories, not answers.
_MOST_COMPARISONS = 12
_SHORTEST_MISSPELT_ANSWER = 4


@dataclass(frozen=True)
class PlaceMention:
    """A place named in a message.

    Attributes:
        start: offset of the first character of the name, without "kota" or "kecamatan" before it.
        end: offset after its last character.
        candidates: what it may mean, most likely first; at least one.
        score: 100 if the name is written as in the lists, less if it is a near miss.
    """

    start: int
    end: int
    candidates: tuple[Region, ...]
    score: float


class HomeProblem(Enum):
    """Why an answer does not tell the district; each needs another question."""

    NOT_FOUND = "tidak_ditemukan"
    AMBIGUOUS = "lebih_dari_satu"
    ONLY_TOWN = "hanya_kota"
    ONLY_PROVINCE = "hanya_provinsi"


@dataclass(frozen=True)
class HomeReading:
    """What an answer says about the home.

    Attributes:
        district: the district, if the answer leaves one only.
        regency: its town; without a district the town that is certain nevertheless.
        candidates: what to offer, at most nine; empty if the choice would not fit.
        problem: why there is no district; ``None`` if there is one.
        certain: whether all names were written as in the lists and agree. If not, ask back.
    """

    district: Region | None = None
    regency: Region | None = None
    candidates: tuple[Region, ...] = ()
    problem: HomeProblem | None = None
    certain: bool = True


def find_places(text: str, regions: Regions) -> list[PlaceMention]:
    """Find the places named in a message, from left to right.

    An everyday word counts only after a place cue or beside its town; a misspelt name only after a
    place cue. A town beside a district, in either order, narrows what both may mean.
    """
    index = place_index(regions)
    words = message_words(text)
    every = scan(words, index)
    hits = trusted(every, words)
    hits = sorted(hits + _misspelt_after_cues(words, every, index), key=lambda hit: hit.first)
    return [_mention(_narrowed(hit, hits, words), words) for hit in hits]


def read_home(text: str, regions: Regions, near: Region | None = None) -> HomeReading:
    """Read the answer to "in which district and town do you live?".

    Args:
        text: the answer.
        regions: the regions to look in.
        near: a region that is known already, such as the town of an earlier answer. It decides
            between equal names; what the answer says itself goes before it.
    """
    index = place_index(regions)
    words = words_of(text)
    hits = _home_hits(words, index, near)
    return _Home(hits, regions, near).reading()


def _misspelt_after_cues(words: list[Word], every: list[Hit], index: PlaceIndex) -> list[Hit]:
    read = {position for hit in every for position in range(hit.first, hit.last)}
    found: list[Hit] = []
    cues = [i for i, word in enumerate(words[:-1]) if word.plain in PLACE_CUES]
    open_ends = [i + 1 for i in cues if i + 1 not in read and words[i + 1].plain not in PLACE_CUES]
    for position in open_ends[:_MOST_COMPARISONS]:
        free = _until_next_hit(words, position, every)
        hit = misspelt(free, position, index, SHORTEST_FUZZY_NAME)
        if hit and not any(hit.first < other.last for other in found):
            found.append(hit)
    return found


def _until_next_hit(words: list[Word], position: int, hits: Iterable[Hit]) -> list[Word]:
    return words[: min((hit.first for hit in hits if hit.first > position), default=len(words))]


def _narrowed(hit: Hit, hits: list[Hit], words: list[Word]) -> Hit:
    for other in hits:
        if beside(hit, other, words) and related(hit, other):
            fitting = (
                region for region in hit.regions if related(replace(hit, regions=(region,)), other)
            )
            return replace(hit, regions=tuple(fitting))
    return hit


def _mention(hit: Hit, words: list[Word]) -> PlaceMention:
    start, end = words[hit.first].start, words[hit.last - 1].end
    return PlaceMention(start, end, hit.regions, hit.score)


def _home_hits(words: list[Word], index: PlaceIndex, near: Region | None) -> list[Hit]:
    every = scan(words, index)
    hits = trusted(every, words, Trust.SPLIT) or _bare_answer(every, words, most_unread=0)
    if any(not hit.is_village for hit in hits):
        hits = [hit for hit in hits if not hit.is_village]
    if any(region.level is Level.DISTRICT for hit in hits for region in hit.regions):
        return hits
    hits = hits + _misspelt_answer(words, hits, index, near)
    return hits or _bare_answer(every, words, most_unread=1)


def _bare_answer(every: list[Hit], words: list[Word], most_unread: int) -> list[Hit]:
    """Return the everyday words of an answer that says hardly anything else: "batu"."""
    possible = trusted(every, words, Trust.NEEDS_CUE)
    return possible if len(unread(words, possible)) <= most_unread else []


def _misspelt_answer(
    words: list[Word], hits: list[Hit], index: PlaceIndex, near: Region | None
) -> list[Hit]:
    towns = [region for hit in hits for region in hit.regions]
    if towns:
        return _misspelt_in(words, hits, index, lambda r: any(t.contains(r) for t in towns))
    if near and (found := _misspelt_in(words, hits, index, near.contains)):
        return found
    return _misspelt_in(words, hits, index, lambda region: True)


def _misspelt_in(
    words: list[Word], hits: list[Hit], index: PlaceIndex, wanted: Callable[[Region], bool]
) -> list[Hit]:
    found: list[Hit] = []
    for position in unread(words, hits)[:_MOST_COMPARISONS]:
        if found and position < found[-1].last:
            continue
        free = _until_next_hit(words, position, hits)
        hit = misspelt(free, position, index, _SHORTEST_MISSPELT_ANSWER, wanted)
        if hit:
            found.append(hit)
    return found


class _Home:
    """Weighs the places named in one answer against each other."""

    def __init__(self, hits: list[Hit], regions: Regions, near: Region | None) -> None:
        self._hits = hits
        self._regions = regions
        self._near = near
        self._is_exact = all(hit.score == EXACT_SCORE for hit in hits)

    def reading(self) -> HomeReading:
        found = self._districts_of_named_town() or self._districts_near()
        if found:
            return self._one_of(found, agreed=True)
        districts, towns = self._in_named_province(self._meant(Level.DISTRICT)), self._towns()
        if districts and towns:
            # People name the big town for its surroundings: "lembang bandung".
            around = [d for d in districts if any(d.code[:2] == town.code[:2] for town in towns)]
            return self._one_of(around or districts + towns, agreed=False)
        if districts:
            return self._one_of(districts, agreed=True)
        return self._only_town(towns) if towns else self._only_province()

    def _districts_of_named_town(self) -> list[Region]:
        """Return the districts whose town is named by other words of the answer."""
        return _unique(
            region
            for hit in self._hits
            for region in hit.regions
            if region.level is Level.DISTRICT and self._town_is_named(region, hit)
        )

    def _town_is_named(self, district: Region, by_other_than: Hit) -> bool:
        others = [hit for hit in self._hits if hit is not by_other_than]
        towns = [r for hit in others for r in hit.regions if r.level is Level.REGENCY]
        return any(town.contains(district) for town in towns)

    def _districts_near(self) -> list[Region]:
        if self._near is None:
            return []
        inside = [r for hit in self._hits for r in hit.regions if self._near.contains(r)]
        return _unique(region for region in inside if region.level is Level.DISTRICT)

    def _towns(self) -> list[Region]:
        towns = self._in_named_province(self._meant(Level.REGENCY))
        near = self._near
        return [town for town in towns if near and (town == near or near.contains(town))] or towns

    def _meant(self, level: Level) -> list[Region]:
        """Return the regions of this level, of those names whose most likely meaning has it."""
        likely = [hit.regions for hit in self._hits if hit.regions[0].level is level]
        return _unique(region for meant in likely for region in meant if region.level is level)

    def _in_named_province(self, places: list[Region]) -> list[Region]:
        provinces = self._meant(Level.PROVINCE)
        return [place for place in places if any(p.contains(place) for p in provinces)] or places

    def _one_of(self, found: list[Region], agreed: bool) -> HomeReading:
        towns = _unique(self._town_of(region) for region in found)
        town = towns[0] if len(towns) == 1 else None
        if len(found) > 1:
            return self._ambiguous(found, town)
        return HomeReading(found[0], town, certain=agreed and self._is_exact)

    def _ambiguous(self, found: list[Region], town: Region | None) -> HomeReading:
        choice, problem = tuple(found[:MOST_CANDIDATES]), HomeProblem.AMBIGUOUS
        return HomeReading(None, town, choice, problem, self._is_exact)

    def _town_of(self, region: Region) -> Region:
        parent = self._regions.parent(region.code) if region.level is Level.DISTRICT else None
        return parent or region

    def _only_town(self, towns: list[Region]) -> HomeReading:
        if len(towns) > 1:
            return self._ambiguous(towns, None)
        problem, choice = HomeProblem.ONLY_TOWN, self._choice_in(towns[0])
        return HomeReading(None, towns[0], choice, problem, self._is_exact)

    def _only_province(self) -> HomeReading:
        provinces = self._meant(Level.PROVINCE)
        if not provinces:
            return HomeReading(problem=HomeProblem.NOT_FOUND)
        choice = self._choice_in(provinces[0]) if len(provinces) == 1 else tuple(provinces)
        return HomeReading(None, None, choice, HomeProblem.ONLY_PROVINCE, self._is_exact)

    def _choice_in(self, region: Region) -> tuple[Region, ...]:
        inner = self._regions.children(region.code)
        return inner if len(inner) <= MOST_CANDIDATES else ()


def _unique(regions: Iterable[Region]) -> list[Region]:
    return list(dict.fromkeys(regions))
