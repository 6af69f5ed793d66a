"""Finding regions by name: every official name, every name people use, and the near misses.

A name is looked up by its letters alone, so that "Gunung Kidul", "gunungkidul" and "Gn. Kidul" are
one. What people call a place comes from ``sebutan.csv``, words that are hardly ever meant as a
place from ``bukan_tempat.txt``; both lie beside the lists of regions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from vaksin.bahasa.place_words import Word, key_of, words_of
from vaksin.content import ContentError, read_csv
from vaksin.identity.regions import FIRST_CITY_NUMBER, Level, Region, Regions

# A score of 88 is one letter too many or too few in a short name, two in a long one.
FUZZY_SCORE = 88.0
SHORTEST_FUZZY_NAME = 5
LONGEST_NAME_IN_WORDS = 5

# The part of an official name that people leave out. "DI" too: "di Yogyakarta" is hardly ever the
# province's name but just "in Yogyakarta".
_KIND = {
    Level.PROVINCE: re.compile(r"^DI "),
    Level.REGENCY: re.compile(r"^(?:Kota|Kabupaten) "),
    Level.DISTRICT: re.compile(r"(?!)"),
}
_ISLAND_KIND = re.compile(r"^(?:Kepulauan|Pulau) ")
_LEVEL_ORDER = {Level.REGENCY: 0, Level.PROVINCE: 1, Level.DISTRICT: 2}


@dataclass(frozen=True)
class Name:
    """What a name may mean, most likely first, and in how many words it is written at most."""

    regions: tuple[Region, ...]
    words: int


_NO_PLACE = Name((), 0)


@dataclass(frozen=True)
class NearMiss:
    """The regions whose name comes closest to what was typed, and how close, out of 100."""

    regions: tuple[Region, ...]
    score: float


@dataclass(frozen=True)
class StopList:
    """Keys of everyday words: those that need a cue, and those that even a cue does not help."""

    need_cue: frozenset[str]
    hardly_ever: frozenset[str]

    def __contains__(self, key: str) -> bool:
        """Whether this is an everyday word."""
        return key in self.need_cue or key in self.hardly_ever


class PlaceIndex:
    """All names of all regions."""

    def __init__(self, names: dict[str, Name], stop_list: StopList) -> None:
        """Take the names by their keys, and the everyday words."""
        self._names = names
        self.stop_list = stop_list
        self._town_words = _town_words(names)
        self._by_first_letter: dict[str, list[str]] = defaultdict(list)
        for key in names:
            if len(key) >= SHORTEST_FUZZY_NAME:
                self._by_first_letter[key[0]].append(key)

    def find(self, words: list[Word]) -> Name | None:
        """Return what these words, all of them together, name.

        A phrase that only looks like a place ("nasi padang") gives a name without regions.
        """
        key = key_of(words)
        found = self._names.get(key)
        if found is None and key in self.stop_list:
            return _NO_PLACE
        if found is None and len(words) > 1 and any(w.plain in self._town_words for w in words):
            written_out = (self._town_words.get(word.plain, word.part) for word in words)
            return self._names.get("".join(written_out))
        return found

    def find_near(
        self, key: str, wanted: Callable[[Region], bool] = lambda region: True
    ) -> NearMiss | None:
        """Return the wanted regions with the nearest name; the first letter must agree."""
        scored = process.extract(
            key,
            self._by_first_letter.get(key[:1], ()),
            scorer=fuzz.ratio,
            score_cutoff=FUZZY_SCORE,
            limit=None,
        )
        hits = [(self._wanted(name, wanted), score) for name, score, _ in scored]
        best = max((score for regions, score in hits if regions), default=0.0)
        regions = [region for found, score in hits if score == best for region in found]
        return NearMiss(tuple(dict.fromkeys(regions)), best) if regions else None

    def _wanted(self, key: str, wanted: Callable[[Region], bool]) -> tuple[Region, ...]:
        return tuple(region for region in self._names[key].regions if wanted(region))


@lru_cache(maxsize=4)
def place_index(regions: Regions) -> PlaceIndex:
    """Build the index of these regions, once per process.

    Raises:
        ContentError: if a line of ``sebutan.csv`` or ``bukan_tempat.txt`` is wrong.
    """
    found: dict[str, list[Region]] = defaultdict(list)
    words: dict[str, int] = defaultdict(int)
    for name, region in (*_official_names(regions), *_nicknames(regions)):
        typed = words_of(name)
        key = key_of(typed)
        words[key] = max(words[key], len(typed))
        if region not in found[key]:
            found[key].append(region)
    names = {
        key: Name(tuple(sorted(meant, key=_likelihood)), words[key]) for key, meant in found.items()
    }
    return PlaceIndex(names, _read_stop_list(regions.folder / "bukan_tempat.txt"))


def _likelihood(region: Region) -> tuple[int, bool]:
    """Towns come first, a name alone is more often theirs; what is urban comes before the rest."""
    in_county = region.code[3:4] < FIRST_CITY_NUMBER
    return _LEVEL_ORDER[region.level], in_county


def _official_names(regions: Iterable[Region]) -> Iterator[tuple[str, Region]]:
    for region in regions:
        name = _KIND[region.level].sub("", region.name)
        # "Tiro/Truseb" and "Misool (Misool Utara)" are two names of one district.
        for spelling in filter(None, re.split(r"[/()]", name)):
            yield spelling, region
        if region.level is Level.REGENCY and _ISLAND_KIND.match(name):
            yield _ISLAND_KIND.sub("", name), region


def _nicknames(regions: Regions) -> Iterator[tuple[str, Region]]:
    for row in read_csv(regions.folder / "sebutan.csv", ("alias", "code")):
        region = regions.get(row.text("code"))
        if region is None:
            raise row.error(f"code {row.text('code')} is in no list")
        if not 1 <= len(words_of(row.text("alias"))) <= LONGEST_NAME_IN_WORDS:
            raise row.error(f"alias must have one to {LONGEST_NAME_IN_WORDS} words")
        yield row.text("alias"), region


def _town_words(names: dict[str, Name]) -> dict[str, str]:
    """Return short names of towns that are one word, for use inside longer names ("bdg barat")."""
    known = {key: name.regions[0] for key, name in names.items() if name.words == 1}
    official = {
        region.code: key
        for key, region in known.items()
        if region.level is Level.REGENCY
        and _KIND[Level.REGENCY].sub("", region.name).lower() == key
    }
    return {
        key: official[region.code]
        for key, region in known.items()
        if region.code in official and official[region.code] != key
    }


def _read_stop_list(path: Path) -> StopList:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (FileNotFoundError, UnicodeDecodeError):
        raise ContentError(f"{path.name}: the file is missing or not UTF-8") from None
    lines = [line for line in lines if line and not line.startswith("#")]
    hardly_ever = frozenset(key_of(words_of(line)) for line in lines if line.startswith("!"))
    need_cue = frozenset(key_of(words_of(line)) for line in lines if not line.startswith("!"))
    return StopList(need_cue - hardly_ever, hardly_ever)
