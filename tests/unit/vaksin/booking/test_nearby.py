"""Specification of which site is nearer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.booking.model import Site
from vaksin.booking.nearby import Place, Point, by_nearness, distance_km, kinship

TEBET = Site(
    id="TEBET",
    name="Puskesmas Tebet",
    short_name="Puskesmas Tebet",
    address="Jl. Contoh No. 1",
    district_code="31.74.01",
    district="Tebet",
    city="Kota Jakarta Selatan",
    timezone="Asia/Jakarta",
    latitude=-6.2287,
    longitude=106.8476,
    wheelchair=1,
)


def site(name: str, district_code: str, latitude: float, longitude: float) -> Site:
    return replace(
        TEBET, id=name, district_code=district_code, latitude=latitude, longitude=longitude
    )


CILANDAK = site("CILANDAK", "31.74.06", -6.2865, 106.7971)
JATINEGARA = site("JATINEGARA", "31.75.03", -6.2198, 106.8658)
GAMBIR = site("GAMBIR", "31.71.01", -6.1705, 106.8184)
BANDUNG = site("BANDUNG", "32.73.02", -6.8765, 107.6179)
DENPASAR = site("DENPASAR", "51.71.04", -8.6300, 115.2200)
SITES = [DENPASAR, BANDUNG, GAMBIR, JATINEGARA, CILANDAK, TEBET]

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def order(place: Place) -> list[str]:
    return [found.id for found in by_nearness(SITES, place)]


def test_the_own_district_comes_first_then_regency_province_and_the_rest_of_the_country():
    assert order(Place("31.74.01")) == [
        "TEBET",
        "CILANDAK",
        "JATINEGARA",
        "GAMBIR",
        "BANDUNG",
        "DENPASAR",
    ]


def test_kinship_counts_more_than_distance():
    # Jatinegara lies nearer to Tebet than Cilandak does, but in another town.
    near = distance_km(Point(-6.2287, 106.8476), Point(-6.2198, 106.8658))
    assert near < distance_km(Point(-6.2287, 106.8476), Point(-6.2865, 106.7971))
    assert order(Place("31.74.01")).index("CILANDAK") < order(Place("31.74.01")).index("JATINEGARA")


def test_given_a_shared_position_then_only_distance_counts():
    assert order(Place("51.71.04", Point(-6.2198, 106.8658)))[:3] == [
        "JATINEGARA",
        "TEBET",
        "GAMBIR",
    ]


def test_given_a_position_with_zeros_then_it_counts_as_a_position():
    assert order(Place("51.71.04", Point(0.0, 0.0)))[-1] == "DENPASAR"


def test_given_a_district_without_a_site_then_its_regency_decides():
    assert set(order(Place("31.74.09"))[:2]) == {"TEBET", "CILANDAK"}


def test_given_a_regency_without_a_site_then_its_province_decides():
    assert set(order(Place("31.01"))[:4]) == {"TEBET", "CILANDAK", "JATINEGARA", "GAMBIR"}


@pytest.mark.parametrize("code", [None, "", "96.71.01"])
def test_given_no_site_in_the_province_then_all_sites_are_still_there_in_a_fixed_order(code):
    assert order(Place(code)) == sorted(found.id for found in SITES)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("31.74.01", 3), ("31.74.06", 2), ("31.74", 2), ("31.71.01", 1), ("31", 1), ("32", 0)],
)
def test_kinship_is_the_number_of_shared_levels(code, expected):
    assert kinship(TEBET, code) == expected


def test_a_code_that_begins_alike_is_no_kin():
    assert kinship(TEBET, "3") == 0
    assert kinship(TEBET, "31.7") == 1


def test_the_distance_between_two_cities_is_the_known_one():
    jakarta, surabaya = Point(-6.2000, 106.8167), Point(-7.2575, 112.7521)
    assert distance_km(jakarta, surabaya) == pytest.approx(664, abs=5)


def test_half_the_earth_lies_between_antipodes():
    assert distance_km(Point(0, 0), Point(0, 180)) == pytest.approx(20015, abs=1)


@given(points, points)
def test_distance_is_symmetric_and_never_negative(one, other):
    there, back = distance_km(one, other), distance_km(other, one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016


@given(points)
def test_with_a_position_no_site_is_farther_than_the_next(here):
    distances = [
        distance_km(here, Point(found.latitude, found.longitude))
        for found in by_nearness(SITES, Place(point=here))
    ]
    assert distances == sorted(distances)


@given(st.none() | st.text(alphabet="0123456789.", max_size=9), st.none() | points)
def test_no_site_is_lost_whatever_the_place(code, point):
    assert sorted(order(Place(code, point))) == sorted(found.id for found in SITES)
