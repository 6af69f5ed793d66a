"""Specification of taking, moving and giving back seats."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from vaksin.booking.model import (
    AlreadyBooked,
    BookingStatus,
    NotLive,
    Screening,
    SessionFull,
    SessionOver,
    Wanted,
)
from vaksin.schema import sites, vaccination_sessions


@pytest.fixture
def book(at_desk, add_person):
    """Return a function that books a seat for a new person."""

    def make(session_id):
        person_id, contact_id = add_person()
        return at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))

    return make


def test_a_booking_takes_one_seat_and_says_where_and_when(at_desk, add_session, add_person, seats):
    session_id, (person_id, contact_id) = add_session(capacity=5), add_person()
    booking = at_desk(
        lambda d: d.book(
            Wanted(person_id, screening=Screening(("hamil", "demam"))), contact_id, session_id
        )
    )
    assert booking.status is BookingStatus.BOOKED
    assert booking.person_id == person_id
    assert booking.session.id == session_id
    assert booking.session.site.name == "Puskesmas Tebet"
    assert booking.session.seats_free == 4
    assert booking.dose == 1
    assert booking.screening.answers == ("demam", "hamil")
    assert seats(session_id) == (1, 1)


def test_a_booking_can_be_read_again(at_desk, add_session, book):
    booking = book(add_session())
    assert at_desk(lambda desk: desk.booking(booking.id)) == booking


def test_given_one_seat_when_two_people_book_then_the_second_hears_that_it_is_full(
    add_session, book, seats
):
    session_id = add_session(capacity=1)
    book(session_id)
    with pytest.raises(SessionFull):
        book(session_id)
    assert seats(session_id) == (1, 1)


def test_a_session_that_begins_now_is_over(add_session, book, clock):
    session_id = add_session(in_hours=3)
    clock.advance(timedelta(hours=3) - timedelta(seconds=1))
    book(session_id)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(SessionOver):
        book(session_id)


def test_a_full_session_that_has_begun_is_over(add_session, book, clock):
    session_id = add_session(capacity=1, in_hours=1)
    book(session_id)
    clock.advance(timedelta(hours=1))
    with pytest.raises(SessionOver):
        book(session_id)


def test_an_unknown_session_cannot_be_booked(programme, book):
    with pytest.raises(SessionOver):
        book("TIDAK-ADA")


def test_a_session_of_a_closed_site_cannot_be_booked(programme, add_session, book, seats):
    session_id = add_session()
    with programme.engine.begin() as connection:
        connection.execute(update(sites).values(is_open=0))
    with pytest.raises(SessionOver):
        book(session_id)
    assert seats(session_id) == (0, 0)


def test_given_a_live_booking_when_another_is_made_for_the_dose_then_it_is_refused(
    at_desk, add_session, add_person, seats
):
    first, second, (person_id, contact_id) = add_session(), add_session(), add_person()
    at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, first))
    with pytest.raises(AlreadyBooked):
        at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, second))
    assert seats(first) == (1, 1)
    assert seats(second) == (0, 0)


def test_booking_the_same_seat_again_returns_the_same_booking(
    at_desk, add_session, add_person, seats
):
    session_id, (person_id, contact_id) = add_session(capacity=1), add_person()
    first, again = (
        at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id)) for _ in range(2)
    )
    assert again == first
    assert seats(session_id) == (1, 1)


def test_a_refused_second_booking_leaves_the_transaction_usable(at_desk, add_session, add_person):
    first, second, (person_id, contact_id) = add_session(), add_session(), add_person()

    def twice(desk):
        booking = desk.book(Wanted(person_id), contact_id, first)
        with pytest.raises(AlreadyBooked):
            desk.hold([Wanted(person_id)], contact_id, second)
        return desk.live_of(person_id, 1) == booking

    assert at_desk(twice)


def test_another_dose_is_another_booking(at_desk, add_session, add_person, seats):
    session_id, (person_id, contact_id) = add_session(), add_person()
    at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    second = at_desk(lambda desk: desk.book(Wanted(person_id, 2), contact_id, session_id))
    assert seats(session_id) == (2, 2)
    assert at_desk(lambda desk: desk.live_of(person_id, 2)) == second


def test_a_booking_of_nobody_is_no_double_booking(at_desk, add_session, seats):
    session_id = add_session()
    with pytest.raises(IntegrityError):
        at_desk(lambda desk: desk.book(Wanted("tidak-ada"), "tidak-ada", session_id))
    assert seats(session_id) == (0, 0)


def test_a_cancelled_booking_gives_its_seat_back(at_desk, add_session, book, seats):
    session_id = add_session(capacity=1)
    booking = book(session_id)
    cancelled = at_desk(lambda desk: desk.cancel(booking.id))
    assert cancelled.status is BookingStatus.CANCELLED
    assert cancelled.ticket_code == booking.ticket_code
    assert seats(session_id) == (0, 0)
    book(session_id)


def test_a_booking_is_cancelled_only_once(at_desk, add_session, book, seats):
    session_id = add_session()
    booking = book(session_id)
    book(session_id)
    at_desk(lambda desk: desk.cancel(booking.id))
    with pytest.raises(NotLive):
        at_desk(lambda desk: desk.cancel(booking.id))
    assert seats(session_id) == (1, 1)


@pytest.mark.parametrize("change", ["cancel", "reschedule"])
def test_a_booking_whose_session_has_begun_stays(at_desk, add_session, book, clock, seats, change):
    session_id, later = add_session(in_hours=1), add_session(in_hours=72)
    booking = book(session_id)
    clock.advance(timedelta(hours=1))
    arguments = [booking.id] if change == "cancel" else [booking.id, later]
    with pytest.raises(SessionOver):
        at_desk(lambda desk: getattr(desk, change)(*arguments))
    assert seats(session_id) == (1, 1)


def test_a_moved_booking_keeps_its_ticket_and_changes_its_seat(at_desk, add_session, book, seats):
    first, second = add_session(), add_session()
    booking = book(first)
    moved = at_desk(lambda desk: desk.reschedule(booking.id, second))
    assert moved.session.id == second
    assert (moved.id, moved.ticket_code) == (booking.id, booking.ticket_code)
    assert (seats(first), seats(second)) == ((0, 0), (1, 1))


def test_moving_to_the_same_session_changes_nothing(at_desk, add_session, book, seats):
    session_id = add_session(capacity=1)
    booking = book(session_id)
    assert at_desk(lambda desk: desk.reschedule(booking.id, session_id)) == booking
    assert seats(session_id) == (1, 1)


def test_given_a_full_session_when_somebody_moves_there_then_they_keep_their_seat(
    at_desk, add_session, book, seats
):
    first, full = add_session(), add_session(capacity=1)
    booking = book(first)
    book(full)

    def move_then_look(desk):
        with pytest.raises(SessionFull):
            desk.reschedule(booking.id, full)
        return desk.booking(booking.id)

    assert at_desk(move_then_look).session.id == first
    assert (seats(first), seats(full)) == ((1, 1), (1, 1))


def test_nobody_moves_to_a_session_that_has_begun(at_desk, add_session, book, clock, seats):
    soon, later = add_session(in_hours=1), add_session()
    booking = book(later)
    clock.advance(timedelta(hours=1))
    with pytest.raises(SessionOver):
        at_desk(lambda desk: desk.reschedule(booking.id, soon))
    assert (seats(soon), seats(later)) == ((0, 0), (1, 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.booking("tidak-ada"),
        lambda desk: desk.cancel("tidak-ada"),
        lambda desk: desk.reschedule("tidak-ada", "tidak-ada"),
    ],
)
def test_a_booking_that_never_existed_is_not_live(programme, at_desk, change):
    with pytest.raises(NotLive):
        at_desk(change)


def test_the_bookings_of_a_person_come_newest_first(at_desk, add_session, add_person, clock):
    session_id, (person_id, contact_id) = add_session(), add_person()
    first = at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    at_desk(lambda desk: desk.cancel(first.id))
    clock.advance(timedelta(minutes=1))
    second = at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    found = at_desk(lambda desk: desk.of_person(person_id))
    assert [booking.id for booking in found] == [second.id, first.id]


def test_of_two_bookings_of_one_moment_the_live_one_comes_first(at_desk, add_session, add_person):
    session_id, (person_id, contact_id) = add_session(), add_person()
    for _ in range(4):
        booking = at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
        assert at_desk(lambda desk: desk.of_person(person_id))[0] == booking
        at_desk(lambda desk, booking=booking: desk.cancel(booking.id))


def test_erased_people_leave_no_booking_and_free_only_the_seats_they_still_held(
    at_desk, add_session, add_person, book, seats
):
    first, second = add_session(), add_session()
    people = [add_person(), add_person()]

    def book_for(person, session_id):
        person_id, contact_id = person
        return at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))

    cancelled, _ = (book_for(person, first) for person in people)
    at_desk(lambda desk: desk.cancel(cancelled.id))
    book_for(people[0], second)
    other = book(first)
    at_desk(lambda desk: desk.erase_of([person_id for person_id, _ in people]))
    assert [at_desk(lambda d, p=p: d.of_person(p[0])) for p in people] == [[], []]
    assert at_desk(lambda desk: desk.booking(other.id)).status is BookingStatus.BOOKED
    assert (seats(first), seats(second)) == ((1, 1), (0, 0))


def test_erasing_nobody_is_harmless(programme, at_desk):
    at_desk(lambda desk: desk.erase_of([]))


@pytest.mark.parametrize("seats_taken", [-1, 6])
def test_the_database_itself_forbids_more_seats_than_there_are_or_fewer_than_none(
    programme, add_session, seats_taken
):
    session_id = add_session(capacity=5)
    with pytest.raises(IntegrityError), programme.engine.begin() as connection:
        connection.execute(
            update(vaccination_sessions)
            .where(vaccination_sessions.c.id == session_id)
            .values(seats_taken=seats_taken)
        )


def test_representations_show_neither_ticket_nor_answers(at_desk, add_session, add_person):
    session_id, (person_id, contact_id) = add_session(), add_person()
    wanted = Wanted(person_id, screening=Screening(("hamil",)))
    booking = at_desk(lambda d: d.book(wanted, contact_id, session_id))
    assert "hamil" not in repr(wanted)
    assert booking.ticket_code not in repr(booking)
    assert "hamil" not in repr(booking)
