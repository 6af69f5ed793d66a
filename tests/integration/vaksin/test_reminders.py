"""Reminders follow the seat: booked, moved, given back, missed, handed over."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, false, select, true, update

from vaksin.booking.model import Wanted
from vaksin.notices import NoticeKind
from vaksin.schema import notices, sites, vaccination_sessions

KINDS = {NoticeKind.TOMORROW.value, NoticeKind.TODAY.value}
SITE = "JKT-TEBET-01"


@pytest.fixture
def booked(at_desk, add_session, add_person):
    """Return a booking in three days, at eight in the morning in Jakarta."""
    person_id, contact_id = add_person()
    session_id = add_session(in_hours=74)
    return at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))


@pytest.fixture
def planned(engine):
    """Return what is planned: for each reminder its kind, contact and moment."""

    def read():
        table = notices.c
        query = select(table.kind, table.contact_id, table.due_at).where(table.told_at.is_(None))
        with engine.begin() as connection:
            rows = connection.execute(query.order_by(table.due_at)).all()
        return [tuple(row) for row in rows if row.kind in KINDS]

    return read


def kinds(reminders):
    return [kind for kind, _, _ in reminders]


@pytest.fixture
def to_tell(programme):
    def find():
        with programme.transactions.reading() as act:
            return list(act.notices.contacts_to_tell(lambda _: true(), lambda _: false(), 10))

    return find


def move_on(clock, until):
    clock.advance(until - clock.now())


def test_given_a_booking_then_the_evening_before_and_its_morning_are_planned(booked, planned):
    day = booked.session.starts_at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    (tomorrow, today) = planned()
    assert tomorrow[:2] == ("pengingat_besok", booked.contact_id)
    local = [at.astimezone(ZoneInfo("Asia/Jakarta")) for _, _, at in (tomorrow, today)]
    assert [(at.date(), at.hour) for at in local] == [(day - timedelta(days=1), 17), (day, 7)]


def test_given_a_seat_that_is_only_held_then_nothing_is_planned(
    at_desk, add_session, add_person, planned
):
    person_id, contact_id = add_person()
    session_id = add_session(in_hours=74)
    (held,) = at_desk(lambda desk: desk.hold([Wanted(person_id)], contact_id, session_id))
    assert planned() == []
    at_desk(lambda desk: desk.confirm(held.id))
    assert len(planned()) == 2


def test_given_a_booking_for_today_then_nobody_is_told_of_tomorrow(
    at_desk, add_session, add_person, planned, clock
):
    move_on(clock, clock.now().replace(hour=18) + timedelta(days=1))  # 01.00 in Jakarta
    person_id, contact_id = add_person()
    session_id = add_session(in_hours=9)
    at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    assert kinds(planned()) == ["pengingat_hari_ini"]


def test_given_a_moved_booking_then_only_its_new_day_is_planned(
    at_desk, booked, add_session, planned
):
    before = planned()
    later = add_session(in_hours=122)
    at_desk(lambda desk: desk.reschedule(booked.id, later))
    moved = planned()
    assert kinds(moved) == kinds(before)
    assert [new[2] - old[2] for new, old in zip(moved, before, strict=True)] == [
        timedelta(days=2)
    ] * 2


@pytest.mark.parametrize("end", ["cancel", "end"])
def test_given_a_seat_that_is_given_back_then_nothing_is_planned(at_desk, booked, planned, end):
    at_desk(lambda desk: getattr(desk, end)(booked.id))
    assert planned() == []


def test_given_a_seat_handed_to_another_number_then_that_one_is_reminded(
    at_desk, booked, add_person, planned
):
    _, other = add_person()
    at_desk(lambda desk: desk.hand_over(booked.person_id, booked.contact_id, other))
    assert {contact_id for _, contact_id, _ in planned()} == {other}
    at_desk(lambda desk: desk.hand_over(booked.person_id, other, None))
    assert planned() == []


@pytest.fixture
def confirmed(engine):
    """Return to whom it is told that a seat is theirs now."""

    def read():
        query = select(notices.c.contact_id).where(notices.c.kind == NoticeKind.CONFIRMED.value)
        with engine.begin() as connection:
            return list(connection.execute(query).scalars())

    return read


def test_given_a_seat_handed_to_another_number_then_that_one_is_told(
    at_desk, booked, add_person, confirmed
):
    _, other = add_person()
    at_desk(lambda desk: desk.hand_over(booked.person_id, booked.contact_id, other))
    assert confirmed() == [other]


def test_given_a_seat_that_no_number_takes_over_then_nobody_is_told(at_desk, booked, confirmed):
    at_desk(lambda desk: desk.hand_over(booked.person_id, booked.contact_id, None))
    assert confirmed() == []


def test_given_a_seat_of_the_past_when_handed_over_then_nobody_is_told(
    at_desk, booked, add_person, confirmed, clock
):
    _, other = add_person()
    move_on(clock, booked.session.starts_at)
    at_desk(lambda desk: desk.hand_over(booked.person_id, booked.contact_id, other))
    assert confirmed() == []


def test_given_a_seat_that_was_given_back_when_handed_over_then_nobody_is_told(
    at_desk, booked, add_person, confirmed
):
    _, other = add_person()
    at_desk(lambda desk: desk.cancel(booked.id))
    at_desk(lambda desk: desk.hand_over(booked.person_id, booked.contact_id, other))
    assert confirmed() == []


def test_given_people_that_are_erased_then_their_reminders_are_gone(at_desk, booked, planned):
    at_desk(lambda desk: desk.erase_of([booked.person_id]))
    assert planned() == []


@pytest.mark.parametrize("zone", ["Asia/Makassar", "Asia/Jayapura"])
def test_given_a_site_in_the_east_then_its_clock_counts(
    engine, at_desk, add_session, add_person, planned, zone
):
    with engine.begin() as connection:
        connection.execute(update(sites).where(sites.c.id == SITE).values(timezone=zone))
    person_id, contact_id = add_person()
    session_id = add_session(in_hours=74)
    at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    assert [at.astimezone(ZoneInfo(zone)).hour for _, _, at in planned()] == [17, 7]


def test_a_reminder_is_told_at_its_time_once_and_not_after_its_use(
    programme, booked, planned, clock, to_tell
):
    (_, contact_id, eve), (_, _, morning) = planned()
    assert to_tell() == []
    for due_at in (eve, morning):
        move_on(clock, due_at)
        assert to_tell() == [contact_id]
        programme.transactions.writing(
            lambda act: act.notices.announce(contact_id, act.clock.now())
        )
        (news,) = programme.news.tell(contact_id)
        assert news.booking.id == booked.id
        assert to_tell() == []
    assert planned() == []


def test_given_nobody_wrote_then_an_old_reminder_is_not_told(planned, booked, clock, to_tell):
    move_on(clock, booked.session.starts_at)
    assert to_tell() == []
    assert len(planned()) == 2


def test_given_who_wants_no_messages_then_they_are_not_reminded(programme, booked, planned, clock):
    (_, contact_id, eve), _ = planned()
    programme.rights.stop_notifications(contact_id)
    wrote_at = clock.now()
    move_on(clock, eve)
    announced = programme.transactions.writing(
        lambda act: act.notices.announce(contact_id, wrote_at)
    )
    assert announced is None


def test_given_a_reminder_on_its_way_when_the_seat_is_given_back_then_it_is_not_told(
    programme, at_desk, booked, planned, clock
):
    (_, contact_id, eve), _ = planned()
    move_on(clock, eve)
    programme.transactions.writing(lambda act: act.notices.announce(contact_id, eve))
    at_desk(lambda desk: desk.cancel(booked.id))
    assert programme.news.tell(contact_id) == []


def test_given_bookings_without_reminders_then_the_upkeep_plans_them_once(
    programme, engine, booked, planned
):
    before = planned()
    with engine.begin() as connection:
        connection.execute(delete(notices))
    assert programme.upkeep.run_daily()["reminders_planned"] == 1
    assert planned() == before
    assert programme.upkeep.run_daily()["reminders_planned"] == 0


def test_given_a_session_that_nobody_came_to_then_nothing_is_planned(
    programme, booked, planned, clock, engine
):
    move_on(clock, booked.session.ends_at + timedelta(hours=3))
    programme.upkeep.run_once()
    assert planned() == []
    with engine.begin() as connection:
        ended = select(vaccination_sessions.c.seats_taken)
        ended = ended.where(vaccination_sessions.c.id == booked.session.id)
        assert connection.execute(ended).scalar_one() == 0
