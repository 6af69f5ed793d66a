"""Specification of requests that are repeated under their id because no answer came through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.integration.vaksin.conftest import SITE
from tests.integration.vaksin.test_concurrency import at_once, kinds
from tests.people import make_applicant
from vaksin.application import NeedsOfficer
from vaksin.booking.model import BookingStatus, NotLive, SessionFull
from vaksin.officer_requests import RequestKind
from vaksin.once import Operation
from vaksin.privacy.keeping import DataKind
from vaksin.schema import (
    consents,
    message_choices,
    officer_requests,
    performed_requests,
    persons,
)

HERE, THERE, ELSEWHERE = "kontak-1", "kontak-2", "kontak-3"
FIRST = f"{SITE}-20270302-0800"
SECOND = f"{SITE}-20270302-1000"


@pytest.fixture
def register(programme):
    """Return a function that registers the person with a serial and books a seat."""

    def run(request_id, contact_id=HERE, serial=9001, session_id=FIRST):
        applicant = make_applicant(serial)
        return programme.seats.register(contact_id, applicant, session_id, request_id=request_id)

    return run


def rows_of(programme, table):
    with programme.engine.begin() as connection:
        return connection.execute(select(table)).all()


def test_a_repeated_registration_that_took_the_last_seat_returns_its_booking(
    register, add_session, seats
):
    session_id = add_session(capacity=1)
    booking = register("p-1", session_id=session_id)
    assert register("p-1", session_id=session_id) == booking
    assert seats(session_id) == (1, 1)


def test_a_registration_repeated_after_its_booking_was_moved_takes_no_second_seat(
    programme, register, seats
):
    booking = register("p-1")
    programme.seats.reschedule(HERE, booking.id, SECOND, request_id="p-2")
    assert register("p-1").id == booking.id
    assert (seats(FIRST), seats(SECOND)) == ((0, 0), (1, 1))


def test_a_repeated_cancellation_returns_the_cancelled_booking(programme, register, seats):
    booking = register("p-1")
    for _ in range(2):
        cancelled = programme.seats.cancel(HERE, booking.id, request_id="p-2")
        assert (cancelled.id, cancelled.status) == (booking.id, BookingStatus.CANCELLED)
    assert seats(FIRST) == (0, 0)
    with pytest.raises(NotLive):
        programme.seats.cancel(HERE, booking.id, request_id="p-3")


def test_a_move_repeated_after_the_new_session_filled_up_returns_the_moved_booking(
    programme, register, add_session, seats
):
    last = add_session(capacity=1)
    booking = register("p-1")
    moved = programme.seats.reschedule(HERE, booking.id, last, request_id="p-2")
    assert programme.seats.reschedule(HERE, booking.id, last, request_id="p-2") == moved
    assert (seats(FIRST), seats(last)) == ((0, 0), (1, 1))


def test_a_repeated_request_for_an_officer_has_the_same_reference(programme):
    def ask(request_id):
        return programme.officers.ask(HERE, RequestKind.KIPI, "Keluhan", request_id=request_id)

    assert ask("p-1") == ask("p-1") != ask("p-2")
    assert len(rows_of(programme, officer_requests)) == 2


def test_a_repeated_registration_that_an_officer_must_settle_has_the_same_reference(
    programme, register
):
    register("p-1", HERE)
    register("p-2", THERE)
    references = []
    for _ in range(2):
        with pytest.raises(NeedsOfficer) as caught:
            register("p-3", ELSEWHERE)
        references.append(caught.value.reference)
    assert references[0] == references[1]
    # The other request is about the second number, whose person is contested.
    assert len(rows_of(programme, officer_requests)) == 2


def test_a_refusal_is_not_remembered(programme, register, add_session):
    session_id = add_session(capacity=1)
    other = register("p-1", THERE, serial=9002, session_id=session_id)
    with pytest.raises(SessionFull):
        register("p-2", session_id=session_id)
    programme.seats.cancel(THERE, other.id)
    assert register("p-2", session_id=session_id).status is BookingStatus.BOOKED


def test_a_repeated_consent_is_recorded_once(programme):
    for request_id in ("p-1", "p-1", "p-2"):
        programme.record_consent(HERE, "ibu", request_id=request_id)
    assert len(rows_of(programme, consents)) == 2


def test_a_repeated_end_to_notifications_keeps_its_moment(programme, clock):
    programme.rights.stop_notifications(HERE, request_id="p-1")
    stopped = clock.now()
    clock.advance(timedelta(minutes=1))
    programme.rights.stop_notifications(HERE, request_id="p-1")
    assert {row.at for row in rows_of(programme, message_choices)} == {stopped}


def test_an_erasure_forgets_what_the_requests_of_that_contact_came_to(programme, register, clock):
    register("p-1")
    programme.officers.ask(HERE, RequestKind.QUESTION, "Tanya", request_id="p-2")
    register("p-3", THERE, serial=9002)
    clock.moment = programme.rights.ask_erasure(HERE, request_id="p-4").due_at
    assert programme.rights.erase_due(limit=9) == 1
    assert [row.contact_id for row in rows_of(programme, performed_requests)] == [THERE]


def test_one_message_may_ask_for_several_things(programme, register):
    register("p-1")
    programme.record_consent(HERE, "ibu", request_id="p-1")
    assert programme.was_done("p-1", Operation.CONSENT)
    assert programme.was_done("p-1", Operation.REGISTER)
    assert not programme.was_done("p-1", Operation.CANCEL)
    assert not programme.was_done(None, Operation.CONSENT)


def test_the_id_of_a_request_is_not_kept_in_the_clear(programme, register):
    register("wamid.NomorContoh")
    (row,) = rows_of(programme, performed_requests)
    assert "NomorContoh" not in str(tuple(row))


def test_old_requests_are_forgotten_and_newer_ones_are_not(programme, clock):
    programme.record_consent(HERE, "ibu", request_id="p-1")
    clock.advance(timedelta(days=programme.retention.retention.days[DataKind.PERFORMED_REQUEST]))
    programme.record_consent(HERE, "ibu", request_id="p-2")
    clock.advance(timedelta(seconds=1))
    list(programme.retention.forget_old())
    assert not programme.was_done("p-1", Operation.CONSENT)
    assert programme.was_done("p-2", Operation.CONSENT)


def test_requests_repeated_at_the_same_moment_have_one_effect(
    programme, register, add_session, seats
):
    session_id = add_session(capacity=1)
    registered = at_once([lambda: register("p-1", session_id=session_id)] * 10)
    assert kinds(registered) == {"Booking": 10}
    booking = registered[0]
    cancelled = at_once([lambda: programme.seats.cancel(HERE, booking.id, request_id="p-2")] * 10)
    assert kinds(cancelled) == {"Booking": 10}
    asked = at_once(
        [lambda: programme.officers.ask(HERE, RequestKind.KIPI, "Keluhan", request_id="p-3")] * 10
    )
    assert len(set(asked)) == 1
    assert seats(session_id) == (0, 0)
    assert len(rows_of(programme, persons)) == len(rows_of(programme, officer_requests)) == 1
