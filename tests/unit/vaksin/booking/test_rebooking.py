"""Specification of which other seat is found for whom when a session is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from vaksin.booking.model import (
    Booking,
    BookingStatus,
    Origin,
    Screening,
    Site,
    VaccinationSession,
)
from vaksin.booking.rebooking import Found, SeatPlan, sites_within

MONDAY = date(2027, 3, 1)
EAST_KM = 111.3  # one degree of longitude at the equator


def site(site_id, km_east=0.0, wheelchair=0):
    return Site(
        id=site_id,
        name=site_id,
        short_name=site_id,
        address="Jl. Contoh",
        district_code="31.74.01",
        district="Tebet",
        city="Kota Jakarta Selatan",
        timezone="Asia/Jakarta",
        latitude=0.0,
        longitude=106.8 + km_east / EAST_KM,
        wheelchair=wheelchair,
    )


HOME, NEAR, FAR = site("RUMAH"), site("DEKAT", 3), site("JAUH", 9)


def session(at=HOME, days=0, hour=8, seats=5, vaccine_id="indovac"):
    day = MONDAY + timedelta(days=days)
    starts_at = datetime(day.year, day.month, day.day, hour - 7, tzinfo=timezone.utc)
    return VaccinationSession(
        id=f"{at.id}-{days}-{hour}-{vaccine_id}",
        site=at,
        local_date=day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        vaccine_id=vaccine_id,
        seats_free=seats,
    )


CLOSED = session(hour=10, seats=0)


def booking(number=1, contact_id="kontak-1", closed=CLOSED):
    return Booking(
        id=f"b-{number}",
        person_id=f"orang-{number}",
        contact_id=contact_id,
        session=closed,
        dose=1,
        status=BookingStatus.BOOKED,
        held_until=None,
        earliest_on=None,
        origin=Origin.CITIZEN,
        moves=0,
        created_at=CLOSED.starts_at - timedelta(days=1),
        ticket_code="AAAA-AAAA-AAAA",
        screening=Screening(),
    )


def plan(*sessions, may_have=lambda booking, session: True, days=7, km=25):
    return SeatPlan(sessions, may_have, days, km)


@pytest.mark.parametrize(
    ("sessions", "chosen", "found"),
    [
        ([session(NEAR), session(days=1), session(hour=13)], "RUMAH-0-13", Found.SAME_DAY),
        ([session(hour=8), session(hour=15)], "RUMAH-0-8", Found.SAME_DAY),
        ([session(NEAR), session(days=2), session(days=1)], "RUMAH-1-8", Found.SAME_SITE),
        ([session(FAR), session(NEAR, days=3)], "DEKAT-3-8", Found.NEARBY),
        ([session(NEAR, days=1), session(NEAR, hour=13)], "DEKAT-0-13", Found.NEARBY),
        ([session(seats=0), session(days=1)], "RUMAH-1-8", Found.SAME_SITE),
    ],
    ids=["another hour first", "nearest hour", "then another day", "then the nearest site",
         "earliest day there", "full ones are passed over"],
)  # fmt: skip
def test_the_best_seat_is_found(sessions, chosen, found):
    (rebooking,) = plan(*sessions).place([booking()])
    assert rebooking.session.id.startswith(chosen)
    assert rebooking.found is found


@pytest.mark.parametrize(
    "sessions",
    [[session(days=8)], [session(site("LAIN", 26))], [session(days=-1)], []],
    ids=["too late", "too far", "earlier than planned", "none"],
)
def test_nobody_is_sent_too_far_away(sessions):
    (rebooking,) = plan(*sessions).place([booking()])
    assert (rebooking.found, rebooking.session) == (Found.NOWHERE, None)


def test_a_site_without_wheelchair_access_does_not_replace_one_with_it():
    closed = session(site("RODA", wheelchair=1), hour=10)
    with_access = session(site("RODA-2", 9, wheelchair=1))
    (rebooking,) = plan(session(NEAR), with_access).place([booking(closed=closed)])
    assert rebooking.session is with_access


def test_nobody_is_sent_where_the_rules_let_them_not_have_the_vaccine():
    other = session(hour=13, vaccine_id="inavac")
    right = session(days=1)
    seats = plan(other, right, may_have=lambda _, session: session.vaccine_id == "indovac")
    (rebooking,) = seats.place([booking()])
    assert rebooking.session is right


def test_a_family_stays_together_where_there_are_seats_for_all():
    few, enough = session(hour=8, seats=1), session(NEAR, seats=2)
    placed = plan(few, enough).place([booking(1), booking(2)])
    assert {rebooking.session for rebooking in placed} == {enough}


def test_a_family_is_parted_only_if_no_session_has_seats_for_all():
    one, other = session(hour=8, seats=1), session(NEAR, seats=1)
    placed = plan(one, other).place([booking(1), booking(2)])
    assert [rebooking.session for rebooking in placed] == [one, other]


def test_seats_that_were_given_to_one_family_are_not_given_to_the_next():
    seats = plan(session(hour=13, seats=1), session(days=1, seats=1))
    found = [seats.place([booking(number)])[0].found for number in (1, 2, 3)]
    assert found == [Found.SAME_DAY, Found.SAME_SITE, Found.QUEUE]


def test_who_finds_no_seat_waits_at_the_best_site_and_day_for_any_vaccine_they_may_have():
    sessions = (
        session(NEAR, seats=0),
        session(days=1, seats=0),
        session(days=1, seats=0, hour=13, vaccine_id="inavac"),
        session(days=1, seats=0, hour=15, vaccine_id="sinovac"),
    )
    seats = plan(*sessions, may_have=lambda _, session: session.vaccine_id != "sinovac")
    (rebooking,) = seats.place([booking()])
    assert (rebooking.found, rebooking.session) == (Found.QUEUE, sessions[1])
    assert rebooking.vaccine_ids == {"indovac", "inavac"}


def test_who_has_no_number_cannot_wait():
    (rebooking,) = plan(session(seats=0)).place([booking(contact_id=None)])
    assert rebooking.found is Found.NOWHERE


def test_sites_within_a_distance_include_the_site_itself():
    assert sites_within([HOME, NEAR, FAR], HOME, 5) == [HOME, NEAR]
