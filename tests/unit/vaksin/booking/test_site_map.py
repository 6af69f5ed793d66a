"""Specification of the map that gives sites one by one, the nearest first."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.vaksin.booking.test_nearby import SITES, TEBET
from vaksin.booking import site_map
from vaksin.booking.nearby import Place, Point, by_nearness, distance_km
from vaksin.booking.site_map import SiteMap

# Few provinces, regencies and positions, so that kin and equal distances are common.
codes = st.builds(
    "{}.{}.{}".format,
    st.sampled_from(["31", "32", "96"]),
    st.sampled_from(["01", "71", "72"]),
    st.sampled_from(["01", "02"]),
)
latitudes = st.sampled_from([-90.0, -6.2, 0.0, 89.0]) | st.floats(-90, 90)
longitudes = st.sampled_from([-180.0, 106.8, 180.0]) | st.floats(-180, 180)
points = st.builds(Point, latitudes, longitudes)
positions = st.tuples(codes, latitudes, longitudes)
wanted_codes = (
    st.none()
    | codes
    | st.sampled_from(["", "3", "31", "31.7", "31.71", "99.99.99", "31.71.01.1001"])
)
places = st.builds(Place, wanted_codes, st.none() | points)


@st.composite
def sites(draw, most=40):
    """Sites with ids in no order."""
    drawn = draw(st.lists(positions, max_size=most))
    ids = draw(st.permutations(range(len(drawn))))
    return [
        replace(TEBET, id=f"S-{number}", district_code=code, latitude=lat, longitude=lon)
        for number, (code, lat, lon) in zip(ids, drawn, strict=True)
    ]


@given(sites(), places)
def test_sites_come_in_the_order_of_nearness_none_twice_and_none_lost(some, place):
    assert list(SiteMap(some).nearest(place)) == by_nearness(some, place)


@given(places)
def test_the_order_does_not_depend_on_the_order_in_which_sites_are_read(place):
    there = list(SiteMap(SITES).nearest(place))
    assert there == list(SiteMap(SITES[::-1]).nearest(place))


def test_a_map_without_sites_gives_none():
    assert list(SiteMap([]).nearest(Place("31.74.01", None))) == []


@pytest.mark.parametrize("place", [Place(point=Point(-6.2, 106.8)), Place("31.74.01")])
def test_the_nearest_of_a_whole_country_are_found_without_measuring_to_every_site(
    place, monkeypatch
):
    measured = 0

    def counted(one, other):
        nonlocal measured
        measured += 1
        return distance_km(one, other)

    country = [
        replace(
            TEBET,
            id=f"S-{number:05}",
            district_code=f"{11 + number % 30}.{1 + number % 17:02}.{1 + number % 19:02}",
            latitude=-6.2 + number % 30 * 0.3 + number % 17 * 0.01,
            longitude=106.8 + number % 30 * 0.9 + number % 19 * 0.001,
        )
        for number in range(10_000)
    ]
    country.append(TEBET)
    mapped = SiteMap(country)
    monkeypatch.setattr(site_map, "distance_km", counted)
    nearest = list(islice(mapped.nearest(place), 10))

    assert nearest == by_nearness(country, place)[:10]
    # There are 30 provinces with 17 regencies each; a regency has about twenty sites.
    assert measured < 30 * 17 + 15 * 20
