"""Specification of what happens at the site, on every database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.people import make_applicant
from vaksin.application import NotDue
from vaksin.application.site_desk import (
    DeskNote,
    IdentityTaken,
    ImpossibleDay,
    ImpossibleMoment,
    Injection,
    NotABatch,
    TooLateToCorrect,
    WalkIn,
)
from vaksin.booking.attendance import AlreadyVaccinated, CheckIn, NotArrived, NotYet, UnknownTicket
from vaksin.booking.model import (
    AlreadyBooked,
    BookingStatus,
    Origin,
    SessionFull,
    SessionOver,
    TooEarly,
)
from vaksin.booking.tickets import TICKET_PREFIX
from vaksin.eligibility.doses import NextDose
from vaksin.notices import NoticeKind
from vaksin.schema import vaccination_sessions, vaccinations

SITE = "JKT-TEBET-01"
SESSION = "JKT-TEBET-01-20270301-0800"
LATER_SESSION = "JKT-TEBET-01-20270301-1000"
NEXT_DAY = "JKT-TEBET-01-20270302-0800"
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
EIGHT = datetime(2027, 3, 1, 1, 0, tzinfo=timezone.utc)  # 08.00 WIB
TEN = EIGHT + timedelta(hours=2)
ME = "kontak-1"
VACCINE, BATCH = "indovac", "IV-2701/A"


@pytest.fixture
def desk(programme):
    """Return the desk."""
    return programme.site_desk


@pytest.fixture
def ticket(programme):
    """Return a function that books a seat for a new citizen and returns the booking."""

    def book(serial=9001, session_id=SESSION, contact_id=ME):
        return programme.seats.register(contact_id, make_applicant(serial), session_id)

    return book


@pytest.fixture
def arrived(desk, ticket, clock):
    """Return the booking of somebody who was checked in when the session began."""
    booking = ticket()
    clock.moment = EIGHT
    return desk.check_in(booking.ticket_code).booking


@pytest.fixture
def seats(engine):
    """Return a function that tells how many seats of a session are taken."""

    def taken(session_id=SESSION):
        table = vaccination_sessions.c
        with engine.begin() as connection:
            query = select(table.seats_taken).where(table.id == session_id)
            return connection.execute(query).scalar_one()

    return taken


@pytest.fixture
def shrink(engine):
    """Return a function that leaves a session a few seats, some of them for walk-ins."""

    def to(capacity, walk_in_seats=0, session_id=SESSION):
        with engine.begin() as connection:
            connection.execute(
                vaccination_sessions.update()
                .where(vaccination_sessions.c.id == session_id)
                .values(capacity=capacity, walk_in_seats=walk_in_seats)
            )

    return to


@pytest.fixture
def told(programme):
    """Return a function that reads what a citizen is to be told."""

    def read(kind, contact_id=ME):
        with programme.transactions.reading() as act:
            return [n.data for n in act.notices.untold(contact_id) if n.kind is kind]

    return read


def injection(given_at=EIGHT, vaccine_id=VACCINE, batch=BATCH):
    return Injection(vaccine_id, batch, given_at)


def walk_in(serial=9050, **changes):
    return WalkIn(make_applicant(serial), **changes)


# The day after


def test_given_a_dose_then_the_day_after_it_is_asked_how_they_are_and_for_two_days_only(
    desk, arrived, clock, told
):
    desk.record_dose(arrived.ticket_code, injection())
    assert told(NoticeKind.AFTER_DOSE) == []
    # 1 p.m. of the day after, then the third day.
    clock.moment = EIGHT + timedelta(hours=29)
    given = EIGHT.astimezone(ZoneInfo("Asia/Jakarta")).date()
    assert told(NoticeKind.AFTER_DOSE) == [{"dose": "1", "given": given.isoformat()}]
    clock.advance(timedelta(days=2))
    assert told(NoticeKind.AFTER_DOSE) == []


# Check-in


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: TICKET_PREFIX + code,
    ],
)
def test_given_a_booking_when_its_ticket_is_shown_then_the_person_has_arrived(
    desk, ticket, clock, typed
):
    booking = ticket()
    clock.moment = EIGHT
    arrival = desk.check_in(typed(booking.ticket_code))
    assert (arrival.outcome, arrival.booking.status) == (CheckIn.ARRIVED, BookingStatus.ARRIVED)
    assert arrival.person.name == "Contoh Warga"
    assert arrival.booking.id == booking.id


def test_nobody_arrives_twice(desk, arrived, seats):
    before = seats()
    assert desk.check_in(arrived.ticket_code).outcome is CheckIn.ALREADY_ARRIVED
    assert seats() == before


@pytest.mark.parametrize("typed", ["AAAA-AAAA-AAAA", "hadir", ""])
def test_an_unknown_code_says_so_and_names_nobody(desk, typed):
    arrival = desk.check_in(typed)
    assert (arrival.outcome, arrival.booking, arrival.person) == (CheckIn.UNKNOWN_CODE, None, None)


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        (EIGHT - timedelta(minutes=61), CheckIn.TOO_EARLY),
        (EIGHT - timedelta(minutes=60), CheckIn.ARRIVED),
        (TEN + timedelta(minutes=119), CheckIn.ARRIVED),
        (TEN + timedelta(minutes=120), CheckIn.TOO_LATE),
        (EIGHT + timedelta(days=1), CheckIn.OTHER_DAY),
    ],
)
def test_the_doors_are_open_from_an_hour_before_to_two_hours_after(
    desk, ticket, clock, moment, outcome
):
    booking = ticket()
    clock.moment = moment
    assert desk.check_in(booking.ticket_code).outcome is outcome


def test_a_ticket_for_another_day_names_the_day(desk, ticket, clock):
    booking = ticket(session_id=NEXT_DAY)
    clock.moment = EIGHT
    arrival = desk.check_in(booking.ticket_code)
    assert (arrival.outcome, arrival.booking.session.local_date) == (CheckIn.OTHER_DAY, TUESDAY)
    assert arrival.booking.status is BookingStatus.BOOKED


def test_a_ticket_for_another_site_names_the_site(desk, ticket, clock):
    booking = ticket()
    clock.moment = EIGHT
    arrival = desk.check_in(booking.ticket_code, "JKT-CILANDAK-01")
    assert (arrival.outcome, arrival.booking.session.site.id) == (CheckIn.OTHER_SITE, SITE)
    assert desk.check_in(booking.ticket_code, SITE).outcome is CheckIn.ARRIVED


def test_a_cancelled_ticket_lets_nobody_in(desk, programme, ticket, clock):
    booking = ticket()
    programme.seats.cancel(ME, booking.id)
    clock.moment = EIGHT
    assert desk.check_in(booking.ticket_code).outcome is CheckIn.CANCELLED


def test_a_cancelled_ticket_of_somebody_who_booked_again_asks_for_the_newer_one(
    desk, programme, ticket, clock
):
    booking = ticket()
    programme.seats.cancel(ME, booking.id)
    ticket()
    clock.moment = EIGHT
    assert desk.check_in(booking.ticket_code).outcome is CheckIn.NEWER_TICKET


def test_a_seat_that_was_never_confirmed_lets_nobody_in(desk, programme, clock):
    clock.moment = EIGHT - timedelta(minutes=5)
    held = programme.seats.hold_for_new(ME, make_applicant(9001), SESSION)
    assert desk.check_in(held.ticket_code).outcome is CheckIn.NOT_CONFIRMED


def test_a_closed_session_lets_nobody_in(desk, programme, ticket, clock):
    booking = ticket()
    programme.transactions.writing(lambda act: act.closings.close_session(SESSION))
    clock.moment = EIGHT
    assert desk.check_in(booking.ticket_code).outcome is CheckIn.SESSION_CLOSED


def test_given_a_contested_nik_then_both_tickets_ask_for_the_ktp(desk, ticket, clock):
    first, second = ticket(), ticket(contact_id="kontak-2")
    clock.moment = EIGHT
    for booking in (first, second):
        arrival = desk.check_in(booking.ticket_code)
        assert arrival.outcome is CheckIn.ARRIVED
        assert DeskNote.COMPARE_KTP in arrival.notes


def test_somebody_whom_the_register_has_not_confirmed_yet_is_let_in_and_looked_at(
    desk, ticket, clock
):
    booking = ticket()
    clock.moment = EIGHT
    assert desk.check_in(booking.ticket_code).notes == (DeskNote.UNVERIFIED,)


def test_given_two_desks_that_scan_one_ticket_then_the_person_arrives_once(
    desk, ticket, clock, seats
):
    booking = ticket()
    clock.moment = EIGHT
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(desk.check_in, [booking.ticket_code] * 4))
    outcomes = sorted(arrival.outcome.value for arrival in found)
    assert outcomes == ["hadir", "sudah_hadir", "sudah_hadir", "sudah_hadir"]
    assert seats() == 1


# Absent people


def test_seats_of_absent_people_are_released_in_the_last_part_of_the_session(
    desk, ticket, arrived, clock, seats, told
):
    absent = ticket(9002, LATER_SESSION, "kontak-2")
    clock.moment = TEN + timedelta(minutes=90)
    assert [booking.id for booking in desk.release_absent(LATER_SESSION)] == [absent.id]
    assert seats(LATER_SESSION) == 0
    assert told(NoticeKind.MISSED, "kontak-2") == [{"booking": absent.id}]
    assert desk.release_absent(LATER_SESSION) == []


def test_seats_of_absent_people_are_still_theirs_before_that(desk, ticket, clock, seats):
    ticket()
    clock.moment = TEN - timedelta(minutes=31)
    with pytest.raises(NotYet):
        desk.release_absent(SESSION)
    assert seats() == 1


def test_who_is_there_keeps_their_seat_when_absent_ones_lose_theirs(desk, arrived, clock, seats):
    clock.moment = TEN
    assert desk.release_absent(SESSION) == []
    assert seats() == 1


def test_who_comes_after_their_seat_was_released_gets_one_that_is_free(desk, ticket, clock, seats):
    booking = ticket()
    clock.moment = TEN
    desk.release_absent(SESSION)
    assert desk.check_in(booking.ticket_code).outcome is CheckIn.ARRIVED
    assert seats() == 1


def test_who_comes_after_their_seat_went_to_somebody_else_hears_that_none_is_left(
    desk, ticket, clock, shrink
):
    shrink(1)
    booking = ticket()
    clock.moment = TEN
    desk.release_absent(SESSION)
    desk.walk_in(walk_in(), SESSION)
    assert desk.check_in(booking.ticket_code).outcome is CheckIn.SEAT_GONE


# Walk-ins


def test_a_walk_in_gets_a_seat_a_ticket_and_has_arrived(desk, clock, seats):
    clock.moment = EIGHT
    booking = desk.walk_in(walk_in(), SESSION)
    assert (booking.status, booking.origin) == (BookingStatus.ARRIVED, Origin.WALK_IN)
    assert booking.contact_id is None
    assert seats() == 1
    assert desk.check_in(booking.ticket_code).outcome is CheckIn.ALREADY_ARRIVED


def test_seats_kept_for_walk_ins_cannot_be_booked_but_be_given_out_at_the_desk(
    desk, programme, ticket, clock, shrink
):
    shrink(1, walk_in_seats=1)
    with pytest.raises(SessionFull):
        ticket()
    clock.moment = EIGHT
    desk.walk_in(walk_in(9050), SESSION)
    with pytest.raises(SessionFull):
        desk.walk_in(walk_in(9051), SESSION)


def test_given_one_seat_when_two_desks_give_it_out_then_one_walk_in_has_it(
    desk, clock, shrink, seats
):
    shrink(1)
    clock.moment = EIGHT

    def give(serial):
        try:
            return desk.walk_in(walk_in(serial), SESSION).status
        except SessionFull:
            return None

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(give, range(9050, 9054)))
    assert sorted(filter(None, given), key=str) == [BookingStatus.ARRIVED]
    assert seats() == 1


def test_nobody_walks_in_before_the_doors_open(desk, clock):
    clock.moment = EIGHT - timedelta(minutes=61)
    with pytest.raises(SessionOver):
        desk.walk_in(walk_in(), SESSION)


def test_somebody_who_lost_their_ticket_is_let_in_with_their_seat(desk, ticket, clock, seats):
    booking = ticket(9001)
    clock.moment = EIGHT
    assert desk.walk_in(walk_in(9001), SESSION).id == booking.id
    assert seats() == 1


def test_somebody_with_a_seat_on_another_day_must_give_it_up_to_walk_in(desk, ticket, clock, seats):
    ticket(9001, NEXT_DAY)
    clock.moment = EIGHT
    with pytest.raises(AlreadyBooked):
        desk.walk_in(walk_in(9001), SESSION)
    assert (seats(), seats(NEXT_DAY)) == (0, 1)
    desk.walk_in(walk_in(9001, gives_up_other_seat=True), SESSION)
    assert (seats(), seats(NEXT_DAY)) == (1, 0)


def test_a_person_with_another_birth_date_is_not_the_one_registered_with_that_nik(
    desk, programme, ticket, clock
):
    booking = ticket(9001)
    clock.moment = EIGHT
    other = replace(make_applicant(9001, "Contoh Lain"), birth_date=date(1990, 1, 2))
    walked_in = desk.walk_in(WalkIn(other), SESSION)
    assert walked_in.person_id != booking.person_id
    (standing,) = programme.standings(ME)
    assert standing.registration.person.name == "Contoh Warga"
    third = replace(other, birth_date=date(1991, 1, 2))
    with pytest.raises(IdentityTaken):
        desk.walk_in(WalkIn(third), SESSION)


# Doses


def test_given_somebody_at_the_desk_when_their_dose_is_recorded_then_it_is_in_their_history(
    desk, programme, arrived, engine, seats
):
    given = desk.record_dose(arrived.ticket_code, injection())
    assert given.booking.status is BookingStatus.ATTENDED
    assert seats() == 1
    with engine.begin() as connection:
        (row,) = connection.execute(select(vaccinations)).all()
    assert (row.number, row.vaccine_id, row.batch) == (1, VACCINE, BATCH)
    assert (row.given_on, row.given_at, row.site_id) == (MONDAY, EIGHT, SITE)
    (standing,) = programme.standings(ME)
    assert [dose.number for dose in standing.history] == [1]


def test_after_a_dose_the_citizen_is_told_when_the_next_one_is_due(desk, arrived, told):
    given = desk.record_dose(arrived.ticket_code, injection())
    assert isinstance(given.following, NextDose)
    assert given.following.number == 2
    assert told(NoticeKind.NEXT_DOSE) == [
        {
            "booking": arrived.id,
            "dose": "2",
            "earliest": given.following.earliest.isoformat(),
        }
    ]


def test_a_dose_is_recorded_once(desk, arrived):
    desk.record_dose(arrived.ticket_code, injection())
    with pytest.raises(AlreadyVaccinated):
        desk.record_dose(arrived.ticket_code, injection())
    assert desk.check_in(arrived.ticket_code).outcome is CheckIn.ALREADY_VACCINATED


def test_the_next_dose_cannot_be_had_on_the_same_day(desk, programme, arrived):
    desk.record_dose(arrived.ticket_code, injection())
    with pytest.raises(NotDue):
        desk.walk_in(walk_in(9001), LATER_SESSION)


def test_nobody_gets_a_dose_who_was_not_checked_in(desk, ticket, clock):
    booking = ticket()
    clock.moment = EIGHT
    with pytest.raises(NotArrived):
        desk.record_dose(booking.ticket_code, injection())
    with pytest.raises(UnknownTicket):
        desk.record_dose("AAAA-AAAA-AAAA", injection())


@pytest.mark.parametrize(
    "given_at", [EIGHT + timedelta(minutes=1), EIGHT - timedelta(days=1)], ids=["later", "earlier"]
)
def test_a_dose_is_given_on_the_day_of_arrival_and_not_in_the_future(desk, arrived, given_at):
    with pytest.raises(ImpossibleMoment):
        desk.record_dose(arrived.ticket_code, injection(given_at))


def test_a_vaccine_that_the_rules_do_not_give_is_not_recorded(desk, arrived, engine):
    with pytest.raises(NotDue) as refused:
        desk.record_dose(arrived.ticket_code, injection(vaccine_id="sinovac"))
    assert VACCINE in refused.value.next_dose.vaccine_ids
    with engine.begin() as connection:
        assert connection.execute(select(vaccinations)).all() == []


@pytest.mark.parametrize("batch", ["", "A", "=1+1", "batch\x00", "B" * 41])
def test_what_is_no_batch_number_is_not_recorded(desk, arrived, batch):
    with pytest.raises(NotABatch):
        desk.record_dose(arrived.ticket_code, injection(batch=batch))


def test_a_wrong_batch_is_corrected_on_the_same_day(desk, arrived, clock, engine):
    desk.record_dose(arrived.ticket_code, injection())
    clock.moment = datetime(2027, 3, 1, 16, 59, tzinfo=timezone.utc)  # 23.59 WIB
    desk.correct_batch(arrived.ticket_code, "iv-2702/b")
    with engine.begin() as connection:
        query = select(vaccinations.c.batch)
        assert connection.execute(query).scalar_one() == "IV-2702/B"
    clock.advance(timedelta(minutes=1))
    with pytest.raises(TooLateToCorrect):
        desk.correct_batch(arrived.ticket_code, "IV-2703/C")


def test_a_walk_in_whose_dose_is_recorded_is_told_at_the_desk_only(desk, clock, told):
    clock.moment = EIGHT
    booking = desk.walk_in(walk_in(), SESSION)
    desk.record_dose(booking.ticket_code, injection())
    assert told(NoticeKind.NEXT_DOSE) == []


# Sent home


def test_somebody_postponed_gives_their_seat_back_and_comes_again_on_a_later_day(
    desk, programme, arrived, seats, clock
):
    until = MONDAY + timedelta(days=5)
    assert desk.postpone(arrived.ticket_code, until).status is BookingStatus.POSTPONED
    assert seats() == 0
    (standing,) = programme.standings(ME)
    assert standing.decision.until == until
    with pytest.raises(TooEarly):
        desk.walk_in(walk_in(9001), LATER_SESSION)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_nobody_is_postponed_to_today_the_past_or_for_years(desk, arrived, days):
    with pytest.raises(ImpossibleDay):
        desk.postpone(arrived.ticket_code, MONDAY + timedelta(days=days))


def test_somebody_who_refuses_gives_their_seat_back_and_may_still_ask_again(
    desk, programme, arrived, seats, ticket
):
    assert desk.refuse(arrived.ticket_code).status is BookingStatus.REFUSED
    assert seats() == 0
    assert ticket(session_id=NEXT_DAY).status is BookingStatus.BOOKED


def test_who_was_postponed_is_let_in_again_only_when_the_officer_says_so(desk, arrived, seats):
    desk.postpone(arrived.ticket_code, TUESDAY)
    assert desk.check_in(arrived.ticket_code).outcome is CheckIn.POSTPONED
    assert desk.check_in(arrived.ticket_code, again=True).outcome is CheckIn.ARRIVED
    assert seats() == 1
    assert desk.record_dose(arrived.ticket_code, injection()).booking.dose == 1


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        (datetime(2027, 3, 1, 16, 59, tzinfo=timezone.utc), CheckIn.ARRIVED),
        (datetime(2027, 3, 1, 17, 0, tzinfo=timezone.utc), CheckIn.POSTPONED),
    ],
    ids=["23.59", "00.00"],
)
def test_a_postponement_can_become_a_dose_until_midnight(desk, arrived, clock, moment, outcome):
    desk.postpone(arrived.ticket_code, TUESDAY + timedelta(days=3))
    clock.moment = moment
    assert desk.check_in(arrived.ticket_code, again=True).outcome is outcome
