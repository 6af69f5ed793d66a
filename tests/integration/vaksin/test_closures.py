"""Specification of closing sessions and sites with people in them, on every database."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, update

from tests.people import make_applicant
from vaksin.application.closures import CallReason, ClosedWithItsSite, UnknownPlace
from vaksin.application.seats import NO_ANSWERS
from vaksin.booking.closing import Days
from vaksin.booking.model import BookingStatus, Origin, SessionOver, TooManyCancellations
from vaksin.booking.rebooking import Found
from vaksin.booking.waiting import WaitingStatus
from vaksin.notices import NoticeKind
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from vaksin.schema import vaccination_sessions

SITE, OTHER_SITE = "JKT-TEBET-01", "JKT-CILANDAK-01"
SESSION = "JKT-TEBET-01-20270302-0800"
SAME_DAY = "JKT-TEBET-01-20270302-1000"
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
WEEK = Days(TUESDAY, TUESDAY + timedelta(days=20))
NINE_ON_TUESDAY = datetime(2027, 3, 2, 2, 0, tzinfo=timezone.utc)
ME = "kontak-1"


@pytest.fixture
def closures(programme):
    """Return the service that closes."""
    return programme.closures


@pytest.fixture
def register(programme):
    """Return a function that books a seat for a new person."""

    def book(serial=9001, session_id=SESSION, contact_id=ME):
        return programme.seats.register(contact_id, make_applicant(serial), session_id)

    return book


@pytest.fixture
def booking_of(programme):
    """Return a function that reads a booking as it is now."""

    def read(booking):
        with programme.transactions.reading() as act:
            return act.desk.booking(booking.id)

    return read


@pytest.fixture
def set_capacity(engine):
    """Return a function that gives the sessions that meet a condition other seats."""

    def to(capacity, condition):
        with engine.begin() as connection:
            connection.execute(
                update(vaccination_sessions)
                .where(condition)
                .values(capacity=capacity, walk_in_seats=0)
            )

    return to


@pytest.fixture
def all_full(set_capacity):
    """Leave seats nowhere but in the session that is closed."""

    def fill():
        set_capacity(0, vaccination_sessions.c.id != SESSION)

    return fill


@pytest.fixture
def told(programme):
    """Return a function that reads what a citizen is to be told."""

    def read(kind, contact_id=ME):
        with programme.transactions.reading() as act:
            return [n.data for n in act.notices.untold(contact_id) if n.kind is kind]

    return read


def close_session(closures, session_id=SESSION, progress=lambda people: None):
    return closures.execute(closures.of_session(session_id), progress)


def test_given_a_session_with_people_when_it_is_closed_then_they_have_seats_the_same_day(
    closures, register, booking_of, told
):
    booking = register()
    (rebooking,) = close_session(closures)
    moved = booking_of(booking)
    assert (moved.session.id, moved.status) == (SAME_DAY, BookingStatus.BOOKED)
    assert (moved.origin, moved.moves) == (Origin.MOVED, 0)
    assert moved.ticket_code == booking.ticket_code
    assert rebooking.found is Found.SAME_DAY
    assert told(NoticeKind.MOVED) == [{"booking": booking.id, "session": SESSION}]


def test_a_plan_changes_nothing(closures, register, booking_of, told, programme):
    booking = register()
    plan = closures.plan(closures.of_session(SESSION))
    assert [one.session.id for one in plan.rebookings] == [SAME_DAY]
    assert booking_of(booking) == booking
    assert told(NoticeKind.MOVED) == []
    assert register(9002).session.id == SESSION


def test_nobody_books_a_closed_session(closures, register):
    close_session(closures)
    with pytest.raises(SessionOver):
        register()


def test_the_seats_of_the_closed_session_are_given_back(closures, register, engine):
    register()
    close_session(closures)
    with engine.begin() as connection:
        table = vaccination_sessions.c
        query = select(table.seats_taken).where(table.id == SESSION)
        assert connection.execute(query).scalar_one() == 0


def test_a_closed_site_sends_people_to_the_nearest_one(closures, register, booking_of):
    booking = register()
    closures.execute(closures.of_site(SITE, WEEK))
    assert booking_of(booking).session.site.id != SITE
    assert booking_of(booking).session.local_date >= TUESDAY


def test_sessions_before_and_after_the_closed_days_stay_open(closures, register, booking_of):
    before = register(9001, "JKT-TEBET-01-20270301-0800")
    after = register(9002, "JKT-TEBET-01-20270303-0800")
    closures.execute(closures.of_site(SITE, Days(TUESDAY, TUESDAY)))
    assert booking_of(before) == before
    assert booking_of(after) == after


def test_a_family_is_moved_together(closures, programme, register, set_capacity, booking_of):
    mother = register(9001)
    child = register(9002)
    set_capacity(1, vaccination_sessions.c.id == SAME_DAY)
    close_session(closures)
    sessions = {booking_of(booking).session.id for booking in (mother, child)}
    assert len(sessions) == 1
    assert SAME_DAY not in sessions


def test_who_fits_nowhere_waits_and_is_told_that_the_session_is_closed(
    closures, register, booking_of, told, all_full, programme
):
    booking = register()
    all_full()
    (rebooking,) = close_session(closures)
    assert rebooking.found is Found.QUEUE
    assert booking_of(booking).status is BookingStatus.CANCELLED
    (standing,) = programme.standings(ME)
    assert (standing.waiting.site_id, standing.waiting.local_date) == (SITE, TUESDAY)
    assert told(NoticeKind.CLOSED) == [
        {"booking": booking.id, "session": SESSION, "site": SITE, "day": "2027-03-02"}
    ]


def test_a_seat_lost_by_a_closure_does_not_count_as_given_back_by_the_citizen(
    closures, register, programme, engine, all_full
):
    for _ in range(4):
        programme.seats.cancel(ME, register().id)
    with pytest.raises(TooManyCancellations):
        register()
    register(9002)
    all_full()
    close_session(closures)
    closures.reopen_session(SESSION)
    programme.seats.stop_waiting(ME, person_id_of(programme, 9002))
    assert register(9002).status is BookingStatus.BOOKED


def person_id_of(programme, serial):
    nik = make_applicant(serial).nik
    (standing,) = [s for s in programme.standings(ME) if s.registration.person.nik == nik]
    return standing.registration.person.id


def test_a_seat_that_is_only_held_is_released_and_its_holder_told(
    closures, programme, booking_of, told
):
    held = programme.seats.hold_for_new(ME, make_applicant(9001), SESSION)
    close_session(closures)
    assert booking_of(held).status is BookingStatus.EXPIRED
    assert told(NoticeKind.CLOSED) == [{"booking": held.id, "session": SESSION}]


def test_who_was_offered_a_seat_there_waits_on(closures, programme, register, set_capacity):
    of_day = vaccination_sessions.c.local_date == TUESDAY
    set_capacity(0, of_day & (vaccination_sessions.c.site_id == SITE))
    set_capacity(1, vaccination_sessions.c.id == SESSION)
    booking = register(9001)
    waiting = programme.seats.enrol("kontak-2", make_applicant(9002))
    programme.seats.wait("kontak-2", SITE, TUESDAY, {waiting: NO_ANSWERS})
    programme.seats.cancel(ME, booking.id)
    (before,) = programme.standings("kontak-2")
    assert before.waiting.status is WaitingStatus.OFFERED
    close_session(closures)
    (after,) = programme.standings("kontak-2")
    assert (after.waiting.status, after.waiting.booking_id) == (WaitingStatus.WAITING, None)


def test_who_waits_for_a_day_that_is_closed_altogether_is_told(
    closures, programme, told, set_capacity
):
    set_capacity(0, vaccination_sessions.c.site_id == SITE)
    person_id = programme.seats.enrol(ME, make_applicant(9001))
    programme.seats.wait(ME, SITE, TUESDAY, {person_id: NO_ANSWERS})
    closures.execute(closures.of_site(SITE, Days(TUESDAY, TUESDAY)))
    (standing,) = programme.standings(ME)
    assert standing.waiting is None
    assert told(NoticeKind.CLOSED) == [{"site": SITE, "day": "2027-03-02"}]


def test_given_an_interruption_when_it_is_closed_again_then_it_goes_on(
    closures, register, booking_of
):
    bookings = [register(9001 + n, contact_id=f"kontak-{n}") for n in range(4)]

    def interrupt(people):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        close_session(closures, progress=interrupt)
    left = [b for b in bookings if booking_of(b).session.id == SESSION]
    assert len(left) == 3
    assert len(close_session(closures)) == 3
    assert {booking_of(b).session.id for b in bookings} == {SAME_DAY}
    assert close_session(closures) == []


def test_given_seats_that_go_to_others_meanwhile_then_they_are_looked_for_again(
    closures, register, booking_of, set_capacity
):
    bookings = [register(9001, contact_id="kontak-1"), register(9002, contact_id="kontak-2")]

    def fill_the_planned_session(people):
        set_capacity(1, vaccination_sessions.c.id == SAME_DAY)

    close_session(closures, progress=fill_the_planned_session)
    moved = [booking_of(booking) for booking in bookings]
    assert {booking.status for booking in moved} == {BookingStatus.BOOKED}
    sessions = {booking.session.id for booking in moved}
    assert len(sessions) == 2
    assert SAME_DAY in sessions
    assert SESSION not in sessions


def test_nobody_is_moved_to_a_session_that_begins_before_they_can_read_of_it(
    closures, register, booking_of, clock
):
    booking = register(9001, SAME_DAY)
    clock.moment = NINE_ON_TUESDAY
    close_session(closures, SAME_DAY)
    assert booking_of(booking).session.local_date > TUESDAY


def test_people_without_a_seat_or_a_number_and_those_of_today_need_a_call(
    closures, register, programme, engine, clock
):
    with engine.begin() as connection:
        contact_id = ContactBook(connection, programme.keys, clock).contact_for(
            Addresses(phone="6281200009001")
        )
    register(9001, contact_id=contact_id)
    register(9002, contact_id="kontak-2")
    programme.rights.stop_notifications("kontak-2")
    rebookings = close_session(closures)
    (silent,) = closures.calls(rebookings)
    assert silent.reasons == (CallReason.NOT_REACHED,)
    clock.moment = NINE_ON_TUESDAY - timedelta(hours=10)
    calls = closures.calls(rebookings)
    assert len(calls) == 2
    reached = next(call for call in calls if call.reasons == (CallReason.SOON,))
    assert (reached.name, reached.phone) == ("Contoh Warga", "+6281200009001")


def test_somebody_at_the_desk_already_stays(closures, programme, register, clock, booking_of):
    booking = register()
    clock.moment = NINE_ON_TUESDAY
    programme.site_desk.check_in(booking.ticket_code)
    assert closures.plan(closures.of_session(SESSION)).arrived == 1
    assert close_session(closures) == []
    assert booking_of(booking).status is BookingStatus.ARRIVED


def test_an_opened_session_can_be_booked_and_offers_its_seats_to_who_waits(closures, programme):
    close_session(closures)
    person_id = programme.seats.enrol(ME, make_applicant(9001))
    programme.seats.wait(ME, SITE, TUESDAY, {person_id: NO_ANSWERS})
    closures.reopen_session(SESSION)
    (standing,) = programme.standings(ME)
    assert standing.waiting.status is WaitingStatus.OFFERED


def test_sessions_written_for_closed_days_later_are_closed(closures, programme, engine, clock):
    closures.execute(closures.of_site(SITE, Days(TUESDAY, None)))
    clock.advance(timedelta(days=3))
    assert programme.prepare() > 0
    with programme.transactions.reading() as act:
        assert act.timetable.free_sessions([SITE]) == []
        assert act.timetable.free_sessions([OTHER_SITE]) != []


def test_an_opened_site_has_all_its_sessions_back_but_those_closed_by_themselves(
    closures, programme, register, clock
):
    close_session(closures)
    clock.advance(timedelta(minutes=1))
    closures.execute(closures.of_site(SITE, WEEK))
    with pytest.raises(ClosedWithItsSite):
        closures.reopen_session(SAME_DAY)
    assert closures.reopen_site(SITE) > 0
    assert register(9002, SAME_DAY).status is BookingStatus.BOOKED
    with pytest.raises(SessionOver):
        register(9001, SESSION)
    closures.reopen_session(SESSION)
    assert register(9001, SESSION).status is BookingStatus.BOOKED


def test_what_does_not_exist_cannot_be_closed(closures):
    with pytest.raises(UnknownPlace):
        closures.of_session("TIDAK-ADA")
    with pytest.raises(UnknownPlace):
        closures.of_site("TIDAK-ADA", WEEK)
