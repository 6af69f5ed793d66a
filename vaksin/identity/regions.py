"""Provinces, regencies and districts, with the codes of the Ministry of Home Affairs (Kemendagri).

Codes carry dots, ``31``, ``31.74``, ``31.74.01``; without the dots they begin every NIK. The lists
are dated data (see ``content/wilayah/README.md``): a code that is missing there is a doubt, not an
error of the citizen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from vaksin.content import Entry, read_csv, require_unique

TIMEZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")

PROVINCE_CODE_LENGTH = 2
REGENCY_CODE_LENGTH = 5
# Within a province kabupaten are numbered 01-69, kota 71-99.
FIRST_CITY_NUMBER = "7"


class Level(Enum):
    """Level of a region."""

    PROVINCE = "provinsi"
    REGENCY = "kabupaten/kota"
    DISTRICT = "kecamatan"


@dataclass(frozen=True)
class Region:
    """A province, a regency or city, or a district."""

    code: str
    name: str
    level: Level

    @property
    def is_city(self) -> bool:
        """Whether this is a city (kota), not a kabupaten."""
        return self.level is Level.REGENCY and self.code[3] >= FIRST_CITY_NUMBER

    def contains(self, other: Region) -> bool:
        """Whether the other region lies in this one; no region contains itself."""
        return other.code.startswith(f"{self.code}.")


class UnknownRegion(LookupError):
    """No region, present or retired, has this code."""


class Regions:
    """All regions of one edition, and the regency codes of earlier editions.

    Attributes:
        folder: where the lists lie; the names people use for these regions lie beside them.
    """

    def __init__(
        self,
        folder: Path,
        regions: Iterable[Region],
        timezones: Mapping[str, str],
        successors: Mapping[str, str],
    ) -> None:
        """Take the regions, the time zone of each province and the new code of each retired one."""
        self.folder = folder
        self._by_code = {region.code: region for region in regions}
        self._timezones = dict(timezones)
        self._successors = dict(successors)
        children: dict[str, list[Region]] = defaultdict(list)
        for region in self._by_code.values():
            children[region.code.rpartition(".")[0]].append(region)
        self._children = MappingProxyType({code: tuple(inner) for code, inner in children.items()})

    def __iter__(self) -> Iterator[Region]:
        """Go through all present regions, higher levels first."""
        return iter(self._by_code.values())

    def get(self, code: str) -> Region | None:
        """Return the region, for a retired regency code the one that followed it."""
        return self._by_code.get(self._successors.get(code, code))

    def province_known(self, code: str) -> bool:
        """Whether a province has this code, such as ``31``."""
        return self._known(code, Level.PROVINCE)

    def regency_known(self, code: str) -> bool:
        """Whether a regency or city has or had this code, such as ``31.74``."""
        return self._known(code, Level.REGENCY)

    def district_known(self, code: str) -> bool:
        """Whether a district has this code, such as ``31.74.01``, or may have had it.

        Of a retired regency the districts are not listed, so nothing speaks against any of them.
        """
        return self._known(code, Level.DISTRICT) or self._in_retired_regency(code)

    def parent(self, code: str) -> Region | None:
        """Return the region one level above; ``None`` for a province or an unknown code."""
        region = self.get(code)
        return self._by_code.get(region.code.rpartition(".")[0]) if region else None

    def children(self, code: str) -> tuple[Region, ...]:
        """Return the regions one level below, in the order of their codes."""
        region = self.get(code)
        return self._children.get(region.code, ()) if region else ()

    def timezone_of(self, code: str) -> str:
        """Return the time zone, such as ``Asia/Jakarta``, of a region of any level.

        Raises:
            UnknownRegion: if there is no such province.
        """
        try:
            return self._timezones[code[:PROVINCE_CODE_LENGTH]]
        except KeyError:
            raise UnknownRegion(code) from None

    def full_name(self, code: str) -> str:
        """Return a name that is clear by itself: of a district with its town.

        Raises:
            UnknownRegion: if there is no such region.
        """
        region = self.get(code)
        if region is None:
            raise UnknownRegion(code)
        if region.level is not Level.DISTRICT:
            return region.name
        return f"{region.name}, {self._by_code[region.code[:REGENCY_CODE_LENGTH]].name}"

    def _known(self, code: str, level: Level) -> bool:
        region = self.get(code)
        return region is not None and region.level is level

    def _in_retired_regency(self, code: str) -> bool:
        regency, dot, number = code.rpartition(".")
        return bool(dot) and regency in self._successors and len(number) == 2 and number.isdigit()


@lru_cache(maxsize=4)
def load_regions(folder: Path) -> Regions:
    """Read the lists of regions in a folder, once per process.

    Raises:
        ContentError: naming file and row, if a list is missing or contradicts itself.
    """
    provinces = read_csv(folder / "provinsi.csv", ("code", "name", "timezone"))
    regencies = read_csv(folder / "kabupaten.csv", ("code", "name"))
    districts = read_csv(folder / "kecamatan.csv", ("code", "name"))
    levels = ((Level.PROVINCE, provinces), (Level.REGENCY, regencies), (Level.DISTRICT, districts))
    entries = [entry for _, rows in levels for entry in rows]
    require_unique(((entry, entry.fields["code"]) for entry in entries), "code")
    _require_parents(entries)
    regions = [Region(e.text("code"), e.text("name"), lvl) for lvl, rows in levels for e in rows]
    timezones = {e.text("code"): e.choice("timezone", TIMEZONES) for e in provinces}
    successors = _read_successors(folder, {region.code for region in regions})
    return Regions(folder, regions, timezones, successors)


def _read_successors(folder: Path, codes: set[str]) -> dict[str, str]:
    rows = read_csv(folder / "kode_lama.csv", ("old_code", "new_code", "name"))
    require_unique(((row, row.fields["old_code"]) for row in rows), "old_code")
    for row in rows:
        if row.text("old_code") in codes:
            raise row.error("old_code is still in use")
        if row.text("new_code") not in codes:
            raise row.error("new_code is in no list")
    return {row.text("old_code"): row.text("new_code") for row in rows}


def _require_parents(entries: list[Entry]) -> None:
    codes = {entry.text("code") for entry in entries}
    for entry in entries:
        parent, dot, _ = entry.text("code").rpartition(".")
        if dot and parent not in codes:
            raise entry.error(f"{parent} is in no list")
