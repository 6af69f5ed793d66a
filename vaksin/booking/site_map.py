"""All open sites of the country in memory, so that the nearest ones are found without a search.

Only where the sites lie is kept, never a seat; so it may be a minute old. Whatever is shown of a
site is read anew from the database.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from statistics import fmean

from sqlalchemy.engine import Connection

from vaksin.booking.model import Site
from vaksin.booking.nearby import (
    PROVINCE_LENGTH,
    REGENCY_LENGTH,
    Place,
    Point,
    by_nearness,
    distance_km,
    point_of,
)
from vaksin.booking.timetable import Timetable
from vaksin.clock import Clock

KEPT_FOR = timedelta(minutes=1)
DISTRICT_LENGTH = len("31.74.01")
# More than the rounding of a distance between any two points of the earth.
_ROUNDING_KM = 0.001


@dataclass(frozen=True)
class _Circle:
    """A circle around all sites of a regency."""

    code: str
    sites: tuple[Site, ...]
    middle: Point
    radius_km: float

    def nearest_possible(self, point: Point) -> float:
        """Return a distance below which no site of the regency lies."""
        return distance_km(point, self.middle) - self.radius_km - _ROUNDING_KM


class SiteMap:
    """Gives sites one by one in the order of :func:`~vaksin.booking.nearby.by_nearness`.

    The work grows with the sites that are taken, not with those that there are.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        """Sort the sites into their provinces, regencies and districts."""
        self._by_id = sorted(sites, key=lambda site: site.id)
        self._of: dict[str, list[Site]] = defaultdict(list)
        for site in self._by_id:
            for length in (PROVINCE_LENGTH, REGENCY_LENGTH, DISTRICT_LENGTH):
                self._of[site.district_code[:length]].append(site)
        self._circles = [
            _circle(code, inner) for code, inner in self._of.items() if len(code) == REGENCY_LENGTH
        ]

    def nearest(self, place: Place) -> Iterator[Site]:
        """Return every site once, the nearest first."""
        if place.point:
            return self._around(place.point, self._circles)
        kin = self._kin(place.region_code or "")
        if not kin:
            return iter(self._by_id)
        middle = _middle(kin[0])
        province = (place.region_code or "")[:PROVINCE_LENGTH]
        elsewhere = (c for c in self._circles if not c.code.startswith(province))
        own = (by_nearness(group, Place(point=middle)) for group in _each_once(kin))
        return chain(chain.from_iterable(own), self._around(middle, elsewhere))

    def _kin(self, region_code: str) -> list[list[Site]]:
        """Return the sites of the district, of the regency and of the province, if any."""
        lengths = (DISTRICT_LENGTH, REGENCY_LENGTH, PROVINCE_LENGTH)
        codes = [region_code[:length] for length in lengths if len(region_code) >= length]
        return [self._of[code] for code in codes if code in self._of]

    def _around(self, point: Point, circles: Iterable[_Circle]) -> Iterator[Site]:
        """Open only those circles that may hold a site nearer than the next one."""
        # Circles come before sites at the same distance: one of theirs may have the smaller id.
        waiting: list[tuple[float, int, str, _Circle | Site]] = [
            (circle.nearest_possible(point), 0, circle.code, circle) for circle in circles
        ]
        heapq.heapify(waiting)
        while waiting:
            _, _, _, found = heapq.heappop(waiting)
            if isinstance(found, Site):
                yield found
                continue
            for site in found.sites:
                heapq.heappush(waiting, (distance_km(point, point_of(site)), 1, site.id, site))


@dataclass
class SharedSiteMap:
    """The map of a process: read when it is first needed, and again when it is a minute old."""

    _map: SiteMap | None = field(default=None, init=False)
    _read_at: datetime | None = field(default=None, init=False)

    def current(self, connection: Connection, clock: Clock) -> SiteMap:
        """Return the map, reading all sites if that was last done too long ago."""
        now = clock.now()
        is_young = self._read_at is not None and timedelta() <= now - self._read_at < KEPT_FOR
        if self._map is None or not is_young:
            self._map = SiteMap(Timetable(connection, clock).sites())
            self._read_at = now
        return self._map

    def forget(self) -> None:
        """Read the sites anew when they are next needed."""
        self._map = None


def _circle(code: str, sites: list[Site]) -> _Circle:
    middle = _middle(sites)
    radius = max(distance_km(middle, point_of(site)) for site in sites)
    return _Circle(code, tuple(sites), middle, radius)


def _middle(sites: list[Site]) -> Point:
    return Point(fmean(s.latitude for s in sites), fmean(s.longitude for s in sites))


def _each_once(groups: list[list[Site]]) -> Iterator[list[Site]]:
    """Leave out of each group what the smaller ones before it have."""
    given: set[str] = set()
    for group in groups:
        yield [site for site in group if site.id not in given]
        given.update(site.id for site in group)
