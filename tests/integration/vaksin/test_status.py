"""Specification of how far a person got, in one word, from registration to the last dose."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from tests.people import make_applicant
from vaksin.application import CourseStatus
from vaksin.application.site_desk import Injection
from vaksin.eligibility.doses import NextDose

SESSION = "JKT-TEBET-01-20270301-0800"
EIGHT = datetime(2027, 3, 1, 1, 0, tzinfo=timezone.utc)
ME = "kontak-1"


@pytest.fixture
def status(programme):
    """Return a function that reads the status of the only person of a number."""

    def read():
        (standing,) = programme.standings(ME)
        return standing.status

    return read


@pytest.fixture
def arrived(programme, clock):
    """Return the code of somebody who was checked in."""
    booking = programme.seats.register(ME, make_applicant(9001), SESSION)
    clock.moment = EIGHT
    programme.site_desk.check_in(booking.ticket_code)
    return booking.ticket_code


def inject(programme, code):
    return programme.site_desk.record_dose(code, Injection("indovac", "IV-01/A", EIGHT))


def test_who_has_no_seat_is_registered(programme, status):
    programme.seats.enrol(ME, make_applicant(9001))
    assert status() is CourseStatus.REGISTERED


def test_who_has_a_seat_is_booked(programme, status):
    programme.seats.register(ME, make_applicant(9001), SESSION)
    assert status() is CourseStatus.BOOKED


def test_who_was_checked_in_has_arrived_until_the_visit_is_ended(arrived, status, clock):
    assert status() is CourseStatus.ARRIVED
    clock.advance(timedelta(hours=5))
    assert status() is CourseStatus.ARRIVED


def test_who_had_a_dose_and_gets_another_one_has_attended(programme, arrived, status):
    inject(programme, arrived)
    assert status() is CourseStatus.ATTENDED


def test_who_was_postponed_is_so_until_the_day(programme, arrived, status, clock):
    programme.site_desk.postpone(arrived, date(2027, 3, 4))
    assert status() is CourseStatus.POSTPONED
    clock.moment = EIGHT + timedelta(days=3)
    assert status() is CourseStatus.REGISTERED


def test_who_did_not_want_the_vaccine_refused(programme, arrived, status):
    programme.site_desk.refuse(arrived)
    assert status() is CourseStatus.REFUSED


def test_who_gets_no_further_dose_by_the_rules_is_done(programme, arrived, status, clock):
    following = inject(programme, arrived).following
    while isinstance(following, NextDose):
        clock.moment = datetime.combine(
            following.earliest + timedelta(days=1), EIGHT.timetz(), timezone.utc
        )
        programme.prepare()
        session = programme.free_sessions("JKT-TEBET-01")[0]
        (standing,) = programme.standings(ME)
        person_id = standing.registration.person.id
        booking = programme.seats.register(ME, make_applicant(9001), session.id)
        assert booking.person_id == person_id
        clock.moment = session.starts_at
        programme.site_desk.check_in(booking.ticket_code)
        injection = Injection(session.vaccine_id, "IV-02/B", clock.moment)
        following = programme.site_desk.record_dose(booking.ticket_code, injection).following
    assert status() is CourseStatus.DONE
