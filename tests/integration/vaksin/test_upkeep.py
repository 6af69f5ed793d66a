"""What happens by itself, on every database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.integration.vaksin.keeping import SITE, Town
from vaksin.booking.model import BookingStatus, Screening
from vaksin.clock import WIB
from vaksin.eligibility.doses import NextDose
from vaksin.people.decisions import DecidedBy
from vaksin.schema import (
    bookings,
    notices,
    persons,
    vaccination_sessions,
)

ANI, BUDI, CICI = "kontak-ani", "kontak-budi", "kontak-cici"


@pytest.fixture
def town(programme, clock):
    return Town(programme, clock.advance)


def statuses(programme):
    with programme.engine.connect() as connection:
        return sorted(connection.execute(select(bookings.c.status)).scalars())


def seats_taken(programme, session_id):
    table = vaccination_sessions.c
    with programme.engine.connect() as connection:
        query = select(table.seats_taken).where(table.id == session_id)
        return connection.execute(query).scalar_one()


def hold_for_new(programme, applicant, contact_id, session_id, serial=9001):
    return programme.seats.hold_for_new(contact_id, applicant(serial, "Sari Contoh"), session_id)


def day_in(clock, days):
    return (clock.now() + timedelta(days=days)).astimezone(WIB).date()


def test_given_a_held_seat_when_its_time_is_over_then_it_is_free_and_the_citizen_hears_of_it(
    town, programme, applicant
):
    session = town.session("UJI-1")
    person_id = town.enrol(ANI, 9001)
    programme.seats.hold(ANI, session, {person_id: Screening()})
    town.advance(timedelta(minutes=11))

    assert programme.upkeep.run_once()["seats_expired"] == 1

    assert statuses(programme) == ["expired"]
    assert seats_taken(programme, session) == 0
    assert town.kinds(ANI) == ["kursi_lepas"]


def test_given_a_held_seat_when_its_time_runs_then_it_stays(town, programme):
    session = town.session("UJI-1")
    programme.seats.hold(ANI, session, {town.enrol(ANI, 9001): Screening()})
    town.advance(timedelta(minutes=9))

    assert programme.upkeep.run_once()["seats_expired"] == 0
    assert statuses(programme) == ["held"]


def test_given_somebody_not_registered_to_the_end_when_their_seat_expires_then_they_are_forgotten(
    town, programme, applicant
):
    hold_for_new(programme, applicant, ANI, town.session("UJI-1"))
    town.advance(timedelta(minutes=11))

    programme.upkeep.run_once()

    assert town.count(persons) == town.count(bookings) == 0
    (notice,) = town.news(ANI)
    assert (notice.person_id, notice.data["nama"]) == (None, "Sari Contoh")
    assert notice.data["session"] == "UJI-1"


def test_given_somebody_not_registered_to_the_end_when_the_citizen_gives_up_then_they_are_forgotten(
    town, programme, applicant
):
    hold_for_new(programme, applicant, ANI, town.session("UJI-1"))

    programme.seats.release(ANI)

    assert town.count(persons) == town.count(bookings) == 0
    assert seats_taken(programme, "UJI-1") == 0


def test_given_somebody_registered_when_a_held_seat_expires_then_they_stay(town, programme):
    person_id = town.enrol(ANI, 9001)
    programme.seats.hold(ANI, town.session("UJI-1"), {person_id: Screening()})
    town.advance(timedelta(minutes=11))

    programme.upkeep.run_once()
    programme.upkeep.run_daily()

    assert town.count(persons) == 1


def test_given_a_person_whom_a_desk_saw_when_no_number_has_them_then_they_are_not_forgotten(
    town, programme
):
    booking = town.register(ANI, 9001, town.session("UJI-1"))
    programme.transactions.writing(lambda act: act.people.unlink(ANI, booking.person_id))

    assert programme.upkeep.run_daily()["people_forgotten"] == 0
    assert town.count(persons) == 1


def test_given_a_seat_given_up_by_a_process_that_was_cut_off_when_a_day_begins_then_it_is_tidied(
    town, programme, applicant
):
    hold_for_new(programme, applicant, ANI, town.session("UJI-1"))
    with programme.engine.begin() as connection:
        expired = {"status": "expired", "held_until": None}
        connection.execute(update(bookings).values(**expired))
        connection.execute(update(vaccination_sessions).values(seats_taken=0))

    assert programme.upkeep.run_daily()["people_forgotten"] == 1
    assert town.count(persons) == 0


def test_given_nobody_came_when_the_doors_are_closed_then_it_is_missed_and_told(town, programme):
    town.register(ANI, 9001, town.session("UJI-1", in_hours=1))
    town.advance(timedelta(hours=3, minutes=30))
    assert programme.upkeep.run_once()["sessions_missed"] == 0

    town.advance(timedelta(hours=2))
    assert programme.upkeep.run_once()["sessions_missed"] == 1

    assert statuses(programme) == ["missed"]
    assert town.kinds(ANI) == ["terlewat"]


def test_given_a_person_of_two_numbers_when_a_day_is_missed_then_both_hear_of_it(town, programme):
    booking = town.register(ANI, 9001, town.session("UJI-1", in_hours=1))
    programme.transactions.writing(lambda act: act.contacts.ensure_contact(BUDI))
    programme.transactions.writing(lambda act: act.people.link(BUDI, booking.person_id, "ibu"))
    town.advance(timedelta(hours=6))

    programme.upkeep.run_once()

    assert town.kinds(ANI) == town.kinds(BUDI) == ["terlewat"]


def test_given_a_queue_when_a_seat_appears_then_it_is_offered_to_the_first(town, programme, clock):
    session = town.session("UJI-1", capacity=0)
    with programme.engine.begin() as connection:
        others = vaccination_sessions.c.id != session
        connection.execute(update(vaccination_sessions).where(others).values(seats_taken=0))
        connection.execute(
            update(vaccination_sessions)
            .where(others)
            .values(seats_taken=vaccination_sessions.c.capacity)
        )
    first, second = town.enrol(ANI, 9001), town.enrol(BUDI, 9002)
    town.wait(ANI, first, day_in(clock, 2))
    town.advance(timedelta(minutes=1))
    town.wait(BUDI, second, day_in(clock, 2))
    with programme.engine.begin() as connection:
        here = vaccination_sessions.c.id == session
        connection.execute(update(vaccination_sessions).where(here).values(capacity=1))

    assert programme.upkeep.run_once()["seats_offered"] == 1

    assert (town.kinds(ANI), town.kinds(BUDI)) == (["tawaran"], [])
    assert seats_taken(programme, session) == 1


def test_given_an_offer_nobody_takes_when_it_passes_then_the_next_one_gets_it(
    town, programme, clock
):
    test_given_a_queue_when_a_seat_appears_then_it_is_offered_to_the_first(town, programme, clock)
    town.advance(timedelta(hours=4))

    programme.upkeep.run_once()

    assert town.kinds(ANI) == ["tawaran_lewat"]
    assert town.kinds(BUDI) == ["tawaran"]


def test_given_a_queue_when_its_day_is_over_then_it_ends_and_is_told(town, programme, clock):
    with programme.engine.begin() as connection:
        full = {"seats_taken": vaccination_sessions.c.capacity}
        connection.execute(update(vaccination_sessions).values(**full))
    town.wait(ANI, town.enrol(ANI, 9001), day_in(clock, 2))
    town.advance(timedelta(days=3))

    assert programme.upkeep.run_once()["queues_ended"] == 1

    (notice,) = town.news(ANI)
    assert (notice.kind.value, notice.data["site"]) == ("antrean_lewat", SITE)
    assert programme.standings(ANI)[0].waiting is None


def test_given_a_postponement_when_its_day_can_be_booked_then_a_seat_is_named_once(
    town, programme, clock
):
    person_id = town.enrol(ANI, 9001)
    until = day_in(clock, 20)
    programme.transactions.writing(
        lambda act: act.decisions.postpone(person_id, until, DecidedBy.OFFICER)
    )
    programme.upkeep.run_once()
    assert town.news(ANI) == []

    town.advance(timedelta(days=7))
    programme.upkeep.run_daily()
    programme.upkeep.run_once()
    programme.upkeep.run_once()

    (notice,) = town.news(ANI)
    assert (notice.kind.value, notice.data["until"]) == ("sudah_boleh", until.isoformat())
    session = programme.session(notice.data["session"])
    assert session.local_date >= until
    assert session.site.district_code == "31.74.01"
    assert statuses(programme) == []


def test_given_a_postponement_when_no_seat_is_near_then_it_is_told_without_one(
    town, programme, clock
):
    person_id = town.enrol(ANI, 9001)
    until = day_in(clock, 3)
    programme.transactions.writing(
        lambda act: act.decisions.postpone(person_id, until, DecidedBy.OFFICER)
    )
    with programme.engine.begin() as connection:
        full = {"seats_taken": vaccination_sessions.c.capacity}
        connection.execute(update(vaccination_sessions).values(**full))

    programme.upkeep.run_once()

    (notice,) = town.news(ANI)
    assert "session" not in notice.data


def given_first_dose(town, programme, clock):
    booking = town.register(ANI, 9001, town.session("UJI-1", in_hours=1))
    town.advance(timedelta(hours=2))
    town.give_dose(booking, clock.now().astimezone(WIB).date())
    with programme.engine.begin() as connection:
        connection.execute(update(bookings).values(status=BookingStatus.ATTENDED.value))
    return programme.standings(ANI)[0].next_dose


def test_given_a_dose_when_the_next_one_is_near_then_it_is_told_once(town, programme, clock):
    due = given_first_dose(town, programme, clock)
    assert isinstance(due, NextDose)
    wait = due.earliest - clock.now().astimezone(WIB).date()
    town.advance(wait - timedelta(days=15))
    programme.upkeep.run_once()
    assert town.news(ANI) == []

    for _ in range(3):
        town.advance(timedelta(days=1))
        programme.upkeep.run_daily()
        programme.upkeep.run_once()

    (notice,) = town.news(ANI)
    assert (notice.kind.value, notice.data["dose"]) == ("dosis_dekat", "2")
    assert notice.data["earliest"] == due.earliest.isoformat()
    assert programme.session(notice.data["session"]).local_date >= due.earliest


def test_given_a_dose_and_a_seat_for_the_next_when_it_is_near_then_nothing_is_told(
    town, programme, clock
):
    due = given_first_dose(town, programme, clock)
    town.advance(due.earliest - clock.now().astimezone(WIB).date() - timedelta(days=1))
    session = town.session("UJI-2", in_hours=72)
    person_id = programme.standings(ANI)[0].registration.person.id
    programme.seats.book(ANI, session, {person_id: Screening()})

    programme.upkeep.run_once()

    assert town.news(ANI) == []


def test_given_a_new_day_when_it_begins_then_its_sessions_are_added(programme, clock):
    assert programme.upkeep.run_daily()["sessions_added"] == 0
    clock.advance(timedelta(days=1))

    assert programme.upkeep.run_daily()["sessions_added"] > 0
    assert programme.upkeep.run_daily()["sessions_added"] == 0


def test_given_four_workers_when_they_work_at_once_then_everything_is_done_once(
    town, programme, applicant
):
    session = town.session("UJI-1", capacity=60)
    for number in range(40):
        contact = f"kontak-{number}"
        hold_for_new(programme, applicant, contact, session, 9001 + number)
    town.advance(timedelta(minutes=11))

    with ThreadPoolExecutor(4) as threads:
        rounds = list(threads.map(lambda _: programme.upkeep.run_once(), range(4)))
        days = list(threads.map(lambda _: programme.upkeep.run_daily(), range(4)))

    assert sum(done["seats_expired"] for done in rounds) == 40
    assert seats_taken(programme, session) == 0
    assert town.count(persons) == town.count(bookings) == 0
    assert town.count(notices) == 40
    assert sum(done["sessions_added"] for done in days) == 0
