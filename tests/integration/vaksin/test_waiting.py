"""Specification of the waiting list: who is offered a seat that frees, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.integration.vaksin.conftest import SITE
from tests.people import make_applicant
from vaksin.booking.model import BookingStatus, NotLive, Origin, Screening, TooEarly
from vaksin.booking.waiting import WaitingStatus
from vaksin.eligibility.course import GivenDose
from vaksin.notices import NoticeKind
from vaksin.schema import waiting_entries

ME, OTHER, THIRD = "kontak-1", "kontak-2", "kontak-3"
ELSEWHERE = f"{SITE}-20270302-0800"


@pytest.fixture
def enrolled(programme):
    """Return a function that registers the person with a serial and tells their id."""
    return lambda contact_id, serial: programme.seats.enrol(contact_id, make_applicant(serial))


@pytest.fixture
def full(programme, add_session):
    """Return the booking of somebody who has the only seat of a far session."""
    session_id = add_session(capacity=1, in_hours=24 * 20)
    return programme.seats.register(OTHER, make_applicant(9100), session_id)


@pytest.fixture
def waits(programme, full):
    """Return a function that puts a person into the queue of that session's day."""

    def join(contact_id, person_id):
        day = full.session.local_date
        (entry,) = programme.seats.wait(contact_id, SITE, day, {person_id: Screening()})
        return entry

    return join


@pytest.fixture
def status_of(engine):
    """Return a function that tells how it stands with a place in the queue."""

    def read(entry):
        query = select(waiting_entries.c.status).where(waiting_entries.c.id == entry.id)
        with engine.begin() as connection:
            return WaitingStatus(connection.execute(query).scalar_one())

    return read


@pytest.fixture
def held(programme):
    """Return a function that tells which seat a person registered from a number holds."""

    def read(contact_id):
        (standing,) = programme.standings(contact_id)
        return standing.held_seat

    return read


def test_given_a_queue_when_a_seat_frees_then_it_is_held_for_who_waited_longest(
    programme, enrolled, full, waits, held, status_of, clock
):
    first = waits(ME, enrolled(ME, 9001))
    clock.advance(timedelta(minutes=1))
    second = waits(THIRD, enrolled(THIRD, 9002))
    programme.seats.cancel(OTHER, full.id)
    assert (held(ME).session.id, held(ME).origin) == (full.session.id, Origin.WAITING)
    assert (held(THIRD), status_of(first), status_of(second)) == (
        None,
        WaitingStatus.OFFERED,
        WaitingStatus.WAITING,
    )
    with programme.transactions.reading() as act:
        assert [notice.kind for notice in act.notices.untold(ME)] == [NoticeKind.OFFER]


def test_an_offer_that_is_taken_is_a_booking_and_ends_the_waiting(
    programme, enrolled, full, waits, held, status_of
):
    entry = waits(ME, enrolled(ME, 9001))
    programme.seats.cancel(OTHER, full.id)
    assert programme.seats.take_offer(ME, held(ME).id).status is BookingStatus.BOOKED
    assert status_of(entry) is WaitingStatus.TAKEN


@pytest.mark.parametrize("how", ["declined", "expired"])
def test_an_offer_that_is_not_taken_goes_to_the_next_one(
    programme, enrolled, full, waits, held, status_of, clock, how
):
    first = waits(ME, enrolled(ME, 9001))
    clock.advance(timedelta(minutes=1))
    waits(THIRD, enrolled(THIRD, 9002))
    programme.seats.cancel(OTHER, full.id)
    if how == "declined":
        programme.seats.decline_offer(ME, held(ME).id)
    else:
        clock.moment = held(ME).held_until
        programme.transactions.writing(lambda act: act.desk.expire())
    expected = WaitingStatus.DECLINED if how == "declined" else WaitingStatus.PASSED
    assert (held(ME), status_of(first)) == (None, expected)
    assert held(THIRD).session.id == full.session.id


def test_whoever_thinks_about_another_seat_is_passed_over_but_keeps_their_place(
    programme, enrolled, full, waits, held, status_of
):
    person_id = enrolled(ME, 9001)
    entry = waits(ME, person_id)
    programme.seats.hold(ME, ELSEWHERE, {person_id: Screening()})
    programme.seats.cancel(OTHER, full.id)
    assert held(ME).session.id == ELSEWHERE
    assert status_of(entry) is WaitingStatus.WAITING


@pytest.mark.parametrize("how", ["released", "expired"])
def test_given_they_let_the_other_seat_go_then_the_free_one_is_offered_to_them(
    programme, enrolled, full, waits, held, clock, how
):
    person_id = enrolled(ME, 9001)
    waits(ME, person_id)
    programme.seats.hold(ME, ELSEWHERE, {person_id: Screening()})
    programme.seats.cancel(OTHER, full.id)
    if how == "released":
        programme.seats.release(ME)
    else:
        clock.moment = held(ME).held_until
        programme.transactions.writing(lambda act: act.desk.expire())
    assert held(ME).session.id == full.session.id


def test_given_they_book_the_other_seat_then_they_wait_no_more(
    programme, enrolled, full, waits, status_of
):
    person_id = enrolled(ME, 9001)
    entry = waits(ME, person_id)
    programme.seats.book(ME, ELSEWHERE, {person_id: Screening()})
    assert status_of(entry) is WaitingStatus.LEFT


def test_nobody_waits_for_a_day_on_which_their_dose_may_not_be_given(programme, full):
    # 28 days after the first dose is after the day of the session.
    given = GivenDose(1, "indovac", programme.today - timedelta(days=1))
    told = make_applicant(9001)
    applicant = replace(told, history=(given,))
    with pytest.raises(TooEarly):
        programme.seats.wait(
            ME,
            SITE,
            full.session.local_date,
            {programme.seats.enrol(ME, applicant): Screening()},
        )


def test_a_seat_that_is_only_held_cannot_be_moved(programme, enrolled, full, waits, held):
    waits(ME, enrolled(ME, 9001))
    programme.seats.cancel(OTHER, full.id)
    with pytest.raises(NotLive):
        programme.seats.reschedule(ME, held(ME).id, ELSEWHERE)
    assert held(ME).session.id == full.session.id
