"""Ordering sites by how near they are to where a citizen lives or wants to go."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from statistics import fmean

from vaksin.booking.model import Site

EARTH_RADIUS_KM = 6371.0
REGENCY_LENGTH = len("31.74")
PROVINCE_LENGTH = len("31")


@dataclass(frozen=True)
class Point:
    """A position in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Place:
    """Where to look: a region code, and the exact position if it was shared."""

    region_code: str | None = None
    point: Point | None = None


def by_nearness(sites: list[Site], place: Place) -> list[Site]:
    """Return the sites, the nearest first.

    A shared position decides by distance. A region decides by kinship: same district, same regency,
    same province; among equals, and for the rest of the country, the distance to the middle of
    the known sites that are closest in kin.
    """
    if place.point:
        point = place.point
        return sorted(sites, key=lambda site: (distance_km(point, point_of(site)), site.id))
    code = place.region_code or ""
    middle = _middle_of_kin(sites, code)
    return sorted(
        sites,
        key=lambda site: (
            -kinship(site, code),
            distance_km(middle, point_of(site)) if middle else 0.0,
            site.id,
        ),
    )


def kinship(site: Site, region_code: str) -> int:
    """Return 3 for the same district, 2 for the same regency, 1 for the same province, else 0."""
    if not region_code:
        return 0
    lengths = (PROVINCE_LENGTH, REGENCY_LENGTH, len(site.district_code))
    return sum(
        len(region_code) >= length and site.district_code[:length] == region_code[:length]
        for length in lengths
    )


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance (haversine)."""
    half_latitude = radians(other.latitude - one.latitude) / 2
    half_longitude = radians(other.longitude - one.longitude) / 2
    chord = (
        sin(half_latitude) ** 2
        + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(half_longitude) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def point_of(site: Site) -> Point:
    """Return where a site lies."""
    return Point(site.latitude, site.longitude)


def _middle_of_kin(sites: list[Site], region_code: str) -> Point | None:
    closest = max((kinship(site, region_code) for site in sites), default=0)
    kin = [site for site in sites if closest and kinship(site, region_code) == closest]
    if not kin:
        return None
    return Point(fmean(s.latitude for s in kin), fmean(s.longitude for s in kin))
