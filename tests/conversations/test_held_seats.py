"""The chosen seat is kept while the summary is read: how long, and what happens afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.conversations.journey import TEBET_SITE, WEDNESDAY_SESSION
from tests.people import nik_number
from vaksin.limits import LimitedAct
from vaksin.schema import vaccination_sessions

LATER_ON_WEDNESDAY = f"{TEBET_SITE}-20270303-1000"
HOLD = timedelta(minutes=10)


@pytest.fixture
def last_seat(programme):
    """Leave one seat on Wednesday morning."""
    session = vaccination_sessions.c
    with programme.engine.begin() as connection:
        connection.execute(
            update(vaccination_sessions)
            .where(session.id == WEDNESDAY_SESSION)
            .values(capacity=1, walk_in_seats=0)
        )


@pytest.fixture
def time_passes(programme, clock):
    """Return what lets time pass, with the upkeep that the worker does meanwhile."""

    def time_passes(by):
        clock.advance(by)
        programme.upkeep.run_once()

    return time_passes


async def test_given_a_chosen_session_then_the_summary_tells_until_when_the_seat_is_kept(
    at, records
):
    citizen = await at("sesi")

    said = await citizen.says("rabu jam 8")

    assert "Kursi kami simpan sampai pukul 08.10 WIB." in said.text
    assert records.seats_taken(WEDNESDAY_SESSION) == 1
    assert [booking.status for booking in records.bookings("held")] == ["held"]


async def test_given_a_held_seat_when_agreed_in_time_then_that_seat_becomes_the_ticket(at, records):
    citizen = await at("konfirmasi")
    (held,) = records.bookings("held")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert [booking.id for booking in records.bookings()] == [held.id]
    assert records.seats_taken(WEDNESDAY_SESSION) == 1


async def test_given_the_last_seat_held_when_somebody_else_chooses_then_it_is_not_offered(
    at, last_seat
):
    await at("konfirmasi")
    other = await at("faskes")

    said = await other.taps("Puskesmas Tebet")

    assert "Rab, 3 Mar 08.00" not in said.titles


async def test_given_the_last_seat_taken_in_between_when_its_row_is_tapped_then_others_follow(
    at, records
):
    citizen = await at("sesi")
    row = citizen.last.payload("Rab, 3 Mar 08.00")
    records.fill(WEDNESDAY_SESSION)

    said = await citizen.says(row)

    assert said.uttered == ["utter_kursi_terambil", "utter_ask_sesi"]
    assert "Rab, 3 Mar 08.00" not in said.titles
    assert (await citizen.slots())["nama"] == "Contoh Warga"


async def test_given_a_hold_when_its_time_is_over_then_the_summary_says_so(at, time_passes):
    citizen = await at("konfirmasi")
    time_passes(HOLD + timedelta(minutes=1))

    said = await citizen.says("vaksinnya halal ga?")

    assert said.question == "utter_ask_konfirmasi"
    assert "Waktu simpan kursi sudah habis" in said.text


async def test_given_a_hold_that_is_over_when_the_seat_is_free_then_the_yes_still_books_it(
    at, records, time_passes
):
    citizen = await at("konfirmasi")
    time_passes(HOLD + timedelta(minutes=1))
    assert records.seats_taken(WEDNESDAY_SESSION) == 0

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 1


async def test_given_a_hold_that_is_over_when_another_took_the_seat_then_the_next_ones_follow(
    at, records, time_passes
):
    citizen = await at("konfirmasi")
    time_passes(HOLD + timedelta(minutes=1))
    records.fill(WEDNESDAY_SESSION)

    said = await citizen.says("ya")

    assert said.uttered == ["utter_kursi_terambil", "utter_ask_sesi"]
    assert records.bookings() == []


async def test_given_a_held_seat_when_another_session_is_chosen_then_only_that_one_is_held(
    at, records
):
    citizen = await at("konfirmasi")

    said = await citizen.says("rabu jam 10")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert records.seats_taken(LATER_ON_WEDNESDAY) == 1


async def test_given_a_held_seat_when_stopped_then_it_is_given_back_at_once(at, records):
    citizen = await at("konfirmasi")

    await citizen.taps("Batal")

    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert records.bookings("held") == []


async def test_given_a_chosen_session_when_the_turn_is_run_twice_then_one_seat_is_held(at, records):
    citizen = await at("sesi")

    first, again = await citizen.says_in_a_turn_run_twice("rabu jam 8")

    assert again.shown == first.shown
    assert records.seats_taken(WEDNESDAY_SESSION) == 1


async def test_given_a_held_seat_when_the_summary_is_shown_again_then_it_is_held_no_longer(
    at, records, clock
):
    citizen = await at("konfirmasi")
    clock.advance(timedelta(minutes=5))

    said = await citizen.says("vaksinnya halal ga?")

    assert "sampai pukul 08.10 WIB" in said.text
    assert records.seats_taken(WEDNESDAY_SESSION) == 1


async def test_given_a_nik_of_another_number_when_a_seat_is_held_then_nobody_learns_it(
    at, new_citizen, book
):
    book(new_citizen(), 9001)
    citizen = await at("sesi")

    said = await citizen.says("rabu jam 8")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "Kursi kami simpan sampai pukul 08.10 WIB." in said.text


async def test_given_many_niks_in_a_day_when_one_more_is_tried_then_it_ends_until_tomorrow(
    at, programme, records
):
    citizen = await at("sesi")

    def note(act):
        act.contacts.ensure_contact(citizen.id)
        for serial in range(9500, 9500 + programme.service.limits.niks_per_day):
            act.limits.note(
                citizen.id,
                LimitedAct.GIVES_NIK,
                nik_number(serial),
                programme.service.limits.niks_per_day,
            )

    programme.transactions.writing(note)

    said = await citizen.says("rabu jam 8")

    assert said.uttered == ["utter_terlalu_banyak_nik"]
    assert records.nothing_registered()
