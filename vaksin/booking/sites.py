"""The vaccination sites and the hours at which people may arrive there.

Read from ``content/sites.csv`` and ``content/session_windows.yml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import Enum
from pathlib import Path

from vaksin.content import (
    CONTENT_FOLDER,
    ROW_TITLE_LIMIT,
    Entry,
    read_csv,
    read_yaml,
    require_unique,
)
from vaksin.identity.regions import (
    PROVINCE_CODE_LENGTH,
    REGENCY_CODE_LENGTH,
    Regions,
    load_regions,
)

SITES_FILE = "sites.csv"
WINDOWS_FILE = "session_windows.yml"
REGIONS_FOLDER = "wilayah"

_COLUMNS = (
    "id",
    "name",
    "short_name",
    "kind",
    "address",
    "district_code",
    "district",
    "city",
    "province",
    "timezone",
    "latitude",
    "longitude",
    "vaccines",
    "daily_capacity",
    "wheelchair",
    "sample",
)
_SITE_ID = re.compile(r"[A-Z0-9-]+")
_DISTRICT_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}")

# Bounding box of Indonesia in degrees: Rote to Sabang, Sabang to Merauke.
_LATITUDES = (-11.1, 6.2)
_LONGITUDES = (94.9, 141.1)


class SiteKind(Enum):
    """The kind of health facility; it decides the arrival windows."""

    PUSKESMAS = "puskesmas"
    HOSPITAL = "rumah_sakit"
    CLINIC = "klinik"
    CENTRE = "sentra"


@dataclass(frozen=True)
class SiteRecord:
    """One vaccination site.

    ``short_name`` is the title of the site's row in a list message and unique within its city.
    ``timezone`` is an IANA name, ``district_code`` the Kemendagri code PP.KK.CC of the kecamatan,
    ``vaccines`` are ids of ``content/vaccines.yml``. ``daily_capacity`` is the number of people a
    window with the full share takes on one day. ``sample`` marks invented sites.
    """

    id: str
    name: str
    short_name: str
    kind: SiteKind
    address: str
    district_code: str
    district: str
    city: str
    province: str
    timezone: str
    latitude: float
    longitude: float
    vaccines: tuple[str, ...]
    daily_capacity: int
    wheelchair: bool
    sample: bool


@dataclass(frozen=True)
class ArrivalWindow:
    """Hours, in the site's time, between which a person with an appointment may arrive.

    ``weekdays`` count from Monday, 0. ``share_percent`` is the part of a site's capacity that is
    given out in this window.
    """

    kind: SiteKind
    weekdays: frozenset[int]
    start: time
    end: time
    share_percent: int

    def places(self, daily_capacity: int) -> int:
        """Return how many people a site takes in this window; at least one."""
        return max(1, daily_capacity * self.share_percent // 100)


@dataclass(frozen=True)
class SessionWindows:
    """All arrival windows, with the version of the file they come from."""

    version: str
    source: str
    windows: tuple[ArrivalWindow, ...]

    def windows_on(self, kind: SiteKind, weekday: int) -> tuple[ArrivalWindow, ...]:
        """Return the windows of a kind of site on a weekday (Monday is 0), earliest first."""
        open_then = [w for w in self.windows if w.kind is kind and weekday in w.weekdays]
        return tuple(sorted(open_then, key=lambda window: window.start))


def load_sites(folder: Path = CONTENT_FOLDER) -> list[SiteRecord]:
    """Read the vaccination sites; names and time zones must agree with ``content/wilayah/``.

    Raises:
        ContentError: naming the row that is wrong.
    """
    rows = read_csv(folder / SITES_FILE, _COLUMNS)
    regions = load_regions(folder / REGIONS_FOLDER)
    sites = [_site(row, regions) for row in rows]
    paired = list(zip(rows, sites, strict=True))
    require_unique(((row, site.id) for row, site in paired), "id")
    # Two equal titles in one list message would be indistinguishable to the citizen.
    names = ((row, (site.city, site.short_name.casefold())) for row, site in paired)
    require_unique(names, "short_name within the city")
    return sites


def load_windows(folder: Path = CONTENT_FOLDER) -> SessionWindows:
    """Read the arrival windows.

    Raises:
        ContentError: if a window is wrong, two overlap, or a kind of site has none.
    """
    file = read_yaml(folder / WINDOWS_FILE)
    file.allow("version", "source", "windows")
    windows = [(entry, _window(entry)) for entry in file.entries("windows")]
    for number, (entry, window) in enumerate(windows):
        if any(_collide(window, earlier) for _, earlier in windows[:number]):
            raise entry.error("overlaps with another window of this kind on the same day")
    idle = [kind.value for kind in SiteKind if all(w.kind is not kind for _, w in windows)]
    if idle:
        raise file.error(f"windows has none for {', '.join(idle)}")
    return SessionWindows(
        file.text("version"), file.text("source"), tuple(window for _, window in windows)
    )


def _site(row: Entry, regions: Regions) -> SiteRecord:
    code = row.matching("district_code", _DISTRICT_CODE, "a Kemendagri code such as 31.74.01")
    return SiteRecord(
        id=row.matching("id", _SITE_ID, "capital letters, digits and hyphens"),
        name=row.text("name"),
        short_name=row.text("short_name", ROW_TITLE_LIMIT),
        kind=SiteKind(row.choice("kind", [kind.value for kind in SiteKind])),
        address=row.text("address"),
        district_code=code,
        district=_region_name(row, "district", code, regions),
        city=_region_name(row, "city", code[:REGENCY_CODE_LENGTH], regions),
        province=_region_name(row, "province", code[:PROVINCE_CODE_LENGTH], regions),
        timezone=row.choice("timezone", [regions.timezone_of(code)]),
        latitude=row.decimal("latitude", *_LATITUDES),
        longitude=row.decimal("longitude", *_LONGITUDES),
        vaccines=_vaccines(row),
        daily_capacity=row.integer("daily_capacity", 8, 60),
        wheelchair=row.truth("wheelchair"),
        sample=row.truth("sample"),
    )


def _region_name(row: Entry, column: str, code: str, regions: Regions) -> str:
    """Read the name of a region, which must be the one that belongs to the site's code."""
    region = regions.get(code)
    if region is None:
        raise row.error(f"district_code {code} is in no list of {REGIONS_FOLDER}/")
    return row.choice(column, [region.name])


def _vaccines(row: Entry) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in row.text("vaccines").split(";"))
    if not all(ids) or len(set(ids)) < len(ids):
        raise row.error("vaccines must be different ids with a semicolon between them")
    return ids


def _window(entry: Entry) -> ArrivalWindow:
    entry.allow("kind", "days", "from", "until", "share_percent")
    window = ArrivalWindow(
        kind=SiteKind(entry.choice("kind", [kind.value for kind in SiteKind])),
        weekdays=entry.weekdays("days"),
        start=entry.clock("from"),
        end=entry.clock("until"),
        share_percent=entry.integer("share_percent", 1, 100),
    )
    if window.end <= window.start:
        raise entry.error("until must be later than from")
    return window


def _collide(one: ArrivalWindow, other: ArrivalWindow) -> bool:
    same_day = one.kind is other.kind and one.weekdays & other.weekdays
    return bool(same_day) and one.start < other.end and other.start < one.end
