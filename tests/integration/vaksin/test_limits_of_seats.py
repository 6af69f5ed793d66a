"""Specification of what a family gets only as a whole, and of how often a seat may change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import make_applicant
from vaksin.booking.model import Screening, SessionFull, TooManyCancellations, TooManyMoves

ME = "kontak-1"
# content/service.yml says that cancellations count for a month.
A_MONTH = timedelta(days=30)


@pytest.fixture
def family(programme):
    """Register two people of one number without a seat; return what goes with each seat."""
    own = programme.seats.enrol(ME, make_applicant(9001))
    mother = programme.seats.enrol(ME, make_applicant(9002, "Siti Contoh", "ibu"))
    return {own: Screening(), mother: Screening()}


def live(programme):
    return [standing.live_booking for standing in programme.standings(ME)]


@pytest.mark.parametrize("step", ["hold", "book"])
def test_given_one_seat_when_two_want_it_together_then_neither_has_it(
    programme, add_session, seats, family, step
):
    session_id = add_session(capacity=1)

    with pytest.raises(SessionFull):
        getattr(programme.seats, step)(ME, session_id, family)

    assert live(programme) == [None, None]
    assert seats(session_id) == (0, 0)


def test_given_two_seats_when_two_hold_them_together_then_one_yes_books_both(
    programme, add_session, seats, family
):
    session_id = add_session(capacity=2)
    programme.seats.hold(ME, session_id, family)
    assert seats(session_id) == (2, 0)

    programme.seats.book(ME, session_id, family)

    assert seats(session_id) == (2, 2)


def test_a_booking_is_moved_as_often_as_the_limit_says_and_then_stays(programme, add_session):
    first, second = add_session(), add_session(in_hours=72)
    booking = programme.seats.register(ME, make_applicant(9001), first)
    for number in range(programme.service.seats.moves):
        booking = programme.seats.reschedule(ME, booking.id, (second, first)[number % 2])
    kept = booking.session.id

    with pytest.raises(TooManyMoves):
        programme.seats.reschedule(ME, booking.id, first if kept == second else second)

    assert [booking.session.id for booking in live(programme)] == [kept]


def test_given_as_many_cancellations_as_the_limit_says_then_a_seat_comes_after_a_month_only(
    programme, add_session, clock
):
    def register():
        return programme.seats.register(ME, make_applicant(9001), add_session())

    for _ in range(programme.service.seats.cancellations):
        programme.seats.cancel(ME, register().id)
    with pytest.raises(TooManyCancellations):
        register()
    assert live(programme) == [None]

    clock.advance(A_MONTH + timedelta(minutes=1))

    assert register().session.id
