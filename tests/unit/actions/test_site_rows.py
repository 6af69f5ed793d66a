"""Specification of how a site is told in a row of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.row_titles import ROW_DESCRIPTION_LENGTH, row_description
from actions.wording import distance_in_words, offer_description
from tests.unit.vaksin.booking.test_nearby import TEBET
from vaksin.booking.finder import SiteOffer
from vaksin.booking.model import VaccinationSession

SATURDAY = VaccinationSession(
    id="TEBET-1",
    site=TEBET,
    local_date=date(2021, 3, 6),
    starts_at=datetime(2021, 3, 6, 1, 0, tzinfo=timezone.utc),
    ends_at=datetime(2021, 3, 6, 3, 0, tzinfo=timezone.utc),
    vaccine_id="indovac",
    seats_free=12,
)
SUNDAY = replace(SATURDAY, id="TEBET-2", starts_at=SATURDAY.starts_at + timedelta(days=1))


def offer(distance: float | None = None, seats: int = 12, district: str = "Tebet") -> SiteOffer:
    first = replace(SATURDAY, seats_free=seats)
    return SiteOffer(replace(TEBET, district=district), (first,), distance)


@pytest.mark.parametrize(
    ("kilometres", "words"),
    [(0.04, "0,1 km"), (1.23, "1,2 km"), (9.94, "9,9 km"), (9.96, "10 km"), (664.4, "664 km")],
)
def test_a_distance_is_told_as_exactly_as_it_helps(kilometres, words):
    assert distance_in_words(kilometres) == words


def test_with_a_shared_position_the_distance_is_told():
    assert offer_description(offer(1.23)) == "1,2 km · mulai Sab, 6 Mar · 12 kursi"


def test_without_one_the_district_is_told():
    assert offer_description(offer()) == "Tebet · mulai Sab, 6 Mar · 12 kursi"


def test_the_seats_of_all_sessions_are_added_up():
    both = SiteOffer(TEBET, (replace(SATURDAY, seats_free=1_240), SUNDAY))
    assert offer_description(both) == "Tebet · mulai Sab, 6 Mar · 1.252 kursi"


def test_a_long_district_is_shortened_before_day_and_seats_are():
    told = offer_description(offer(district="Kecamatan " * 6))
    assert told == "Kecamatan Kecamatan Kecamatan Kecamatan… · mulai Sab, 6 Mar · 12 kursi"


@given(st.text(alphabet="ab ", max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_a_description_always_fits_its_row_and_keeps_its_end(first, others):
    told = row_description(first, *others)
    assert len(told) <= ROW_DESCRIPTION_LENGTH
    assert told.endswith("".join(f" · {part}" for part in others))
