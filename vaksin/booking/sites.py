"""The vaccination sites and the hours at which people may arrive there.

Read from ``content/sites.csv`` and ``content/session_windows.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from enum import Enum
from pathlib import Path
from typing import Any

from vaksin.content import (
    CONTENT_FOLDER,
    ROW_TITLE_LIMIT,
    Entry,
    Fault,
    FieldError,
    read_csv,
    read_fields,
    read_yaml,
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

# The id of a session holds that of its site, its day, hour and vaccine, and has 60 characters.
SITE_ID_LENGTH = 24
_SITE_ID = re.compile(rf"[A-Z0-9-]{{1,{SITE_ID_LENGTH}}}")
_SITE_ID_FORM = f"capital letters, digits and hyphens, at most {SITE_ID_LENGTH} of them"
_NAME_LENGTH = 100
_ADDRESS_LENGTH = 200
_DISTRICT_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}")

# Bounding box of Indonesia in degrees: Rote to Sabang, Sabang to Merauke.
_LATITUDES = (-11.1, 6.2)
_LONGITUDES = (94.9, 141.1)

_UNIQUE_COLUMNS = ("id", "city", "short_name")


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
    """All arrival windows, with the version of the file they come from.

    ``walk_in_percent`` is the part of every session's seats that is kept for people who come
    without an appointment.
    """

    version: str
    source: str
    walk_in_percent: int
    windows: tuple[ArrivalWindow, ...]

    def walk_in_seats(self, capacity: int) -> int:
        """Return how many seats of a session are kept for walk-ins; at least one can be booked."""
        return min(capacity * self.walk_in_percent // 100, capacity - 1)

    def windows_on(self, kind: SiteKind, weekday: int) -> tuple[ArrivalWindow, ...]:
        """Return the windows of a kind of site on a weekday (Monday is 0), earliest first."""
        open_then = [w for w in self.windows if w.kind is kind and weekday in w.weekdays]
        return tuple(sorted(open_then, key=lambda window: window.start))


_Reader = Callable[[Entry, Regions], Any]
_READERS: dict[str, _Reader] = {
    "id": lambda row, _: row.matching("id", _SITE_ID, _SITE_ID_FORM),
    "name": lambda row, _: row.text("name", _NAME_LENGTH),
    "short_name": lambda row, _: row.text("short_name", ROW_TITLE_LIMIT),
    "kind": lambda row, _: SiteKind(row.choice("kind", [kind.value for kind in SiteKind])),
    "address": lambda row, _: row.text("address", _ADDRESS_LENGTH),
    "district_code": lambda row, regions: _district_code(row, regions),
    "district": lambda row, regions: _region_name(row, regions, "district"),
    "city": lambda row, regions: _region_name(row, regions, "city", REGENCY_CODE_LENGTH),
    "province": lambda row, regions: _region_name(row, regions, "province", PROVINCE_CODE_LENGTH),
    "timezone": lambda row, regions: _timezone(row, regions),
    "latitude": lambda row, _: row.decimal("latitude", *_LATITUDES),
    "longitude": lambda row, _: row.decimal("longitude", *_LONGITUDES),
    "vaccines": lambda row, _: _vaccines(row),
    "daily_capacity": lambda row, _: row.integer("daily_capacity", 8, 60),
    "wheelchair": lambda row, _: row.truth("wheelchair"),
    "sample": lambda row, _: row.truth("sample"),
}
SITE_COLUMNS = tuple(_READERS)


def load_sites(folder: Path = CONTENT_FOLDER) -> list[SiteRecord]:
    """Read the vaccination sites; names and time zones must agree with ``content/wilayah/``.

    Raises:
        ContentError: naming the row that is wrong.
    """
    rows = read_csv(folder / SITES_FILE, SITE_COLUMNS)
    regions = load_regions(folder / REGIONS_FOLDER)
    sites = [read_site(row, regions) for row in rows]
    for error in repeated_sites(rows):
        raise error
    return sites


def read_site(row: Entry, regions: Regions) -> SiteRecord:
    """Read one row with the columns of ``SITE_COLUMNS``.

    Raises:
        RowError: naming every field that is wrong.
    """
    return SiteRecord(**read_fields(row, _READERS, regions))


def repeated_sites(rows: Iterable[Entry]) -> Iterator[FieldError]:
    """Find the rows that repeat the id, or the short name within the city, of a row above.

    ``expected`` of each error is the number of the row above.
    """
    first_with: dict[tuple[str, ...], Entry] = {}
    for row in rows:
        id_, city, name = (row.fields.get(column, "").strip() for column in _UNIQUE_COLUMNS)
        # Two equal titles in one list message would be indistinguishable to the citizen.
        for column, problem, key in (
            ("id", "is used twice", (id_,)),
            ("short_name", "within the city is used twice", (city, name.casefold())),
        ):
            first = first_with.setdefault(key, row)
            if all(key) and first is not row:
                yield row.field_error(column, Fault.USED_TWICE, problem, [first.number])


def load_windows(folder: Path = CONTENT_FOLDER) -> SessionWindows:
    """Read the arrival windows.

    Raises:
        ContentError: if a window is wrong, two overlap, or a kind of site has none.
    """
    file = read_yaml(folder / WINDOWS_FILE)
    file.allow("version", "source", "walk_in_percent", "windows")
    windows = [(entry, _window(entry)) for entry in file.entries("windows")]
    for number, (entry, window) in enumerate(windows):
        if any(_collide(window, earlier) for _, earlier in windows[:number]):
            raise entry.error("overlaps with another window of this kind on the same day")
    idle = [kind.value for kind in SiteKind if all(w.kind is not kind for _, w in windows)]
    if idle:
        raise file.error(f"windows has none for {', '.join(idle)}")
    return SessionWindows(
        version=file.text("version"),
        source=file.text("source"),
        walk_in_percent=file.integer("walk_in_percent", 0, 90),
        windows=tuple(window for _, window in windows),
    )


def _district_code(row: Entry, regions: Regions) -> str:
    form = "a Kemendagri code such as 31.74.01"
    code = row.matching("district_code", _DISTRICT_CODE, form)
    if regions.get(code) is None:
        problem = f"{code} is in no list of {REGIONS_FOLDER}/"
        raise row.field_error("district_code", Fault.UNKNOWN_CODE, problem)
    return code


def _region_name(row: Entry, regions: Regions, column: str, code_length: int | None = None) -> str:
    """Read the name of a region, which must be the one that belongs to the site's code."""
    region = regions.get(_district_code(row, regions)[:code_length])
    return row.choice(column, [region.name] if region else [])


def _timezone(row: Entry, regions: Regions) -> str:
    return row.choice("timezone", [regions.timezone_of(_district_code(row, regions))])


def _vaccines(row: Entry) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in row.text("vaccines").split(";"))
    if not all(ids) or len(set(ids)) < len(ids):
        problem = "must be different ids with a semicolon between them"
        raise row.field_error("vaccines", Fault.WRONG_FORM, problem)
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
