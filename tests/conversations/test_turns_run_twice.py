"""A turn that broke off after its work was done is run again: same answer, no second effect."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.conversations.journey import TEBET_SITE, WEDNESDAY_SESSION
from vaksin.schema import vaccination_sessions

THURSDAY_SESSION = f"{TEBET_SITE}-20270304-0800"


@pytest.fixture
def last_seat(programme):
    """Return what leaves one seat in a session."""

    def leave(session_id):
        session = vaccination_sessions.c
        with programme.engine.begin() as connection:
            connection.execute(
                update(vaccination_sessions)
                .where(session.id == session_id)
                .values(capacity=1, walk_in_seats=0)
            )

    return leave


def yes(citizen):
    return next(b["payload"] for b in citizen.last.buttons if b["title"].startswith("Ya"))


@pytest.mark.parametrize("tapped", [True, False])
async def test_given_the_summary_when_confirmed_twice_then_one_booking_and_the_same_ticket(
    at, records, last_seat, tapped
):
    citizen = await at("konfirmasi")
    last_seat(WEDNESDAY_SESSION)

    first, again = await citizen.says_in_a_turn_run_twice(yes(citizen) if tapped else "ya")

    assert first.uttered == ["utter_tiket"]
    assert again.shown == first.shown
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


async def test_given_the_nik_of_another_number_when_confirmed_twice_then_one_ticket_and_one_check(
    at, new_citizen, book, records
):
    book(new_citizen(), 9001)
    citizen = await at("konfirmasi")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.uttered == ["utter_tiket"]
    assert again.shown == first.shown
    assert len(records.requests()) == 1


async def test_given_the_question_for_consent_when_agreed_twice_then_it_is_recorded_once(
    at, records
):
    citizen = await at("persetujuan")

    first, again = await citizen.says_in_a_turn_run_twice("#persetujuan=ya")

    assert again.shown == first.shown
    assert len(records.consents()) == 1


@pytest.mark.parametrize("tapped", [True, False])
async def test_given_a_booking_when_cancelled_twice_then_it_is_said_twice_and_done_once(
    citizen, book, records, tapped
):
    book(citizen)
    await citizen.says("batal jadwal")

    text = yes(citizen) if tapped else "ya batalkan"
    first, again = await citizen.says_in_a_turn_run_twice(text)

    assert first.uttered == ["utter_jadwal_dibatalkan"]
    assert again.shown == first.shown
    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert len(records.bookings("cancelled")) == 1


@pytest.mark.parametrize("tapped", [True, False])
async def test_given_a_booking_when_moved_twice_then_it_is_said_twice_and_done_once(
    citizen, book, records, last_seat, tapped
):
    book(citizen)
    last_seat(THURSDAY_SESSION)
    await citizen.says("ubah jadwal")
    await citizen.says(f"#sesi={THURSDAY_SESSION}")
    assert citizen.last.question == "utter_ask_pindah"

    text = yes(citizen) if tapped else "ya pindahkan"
    first, again = await citizen.says_in_a_turn_run_twice(text)

    assert first.uttered == ["utter_jadwal_dipindah", "utter_tiket"]
    assert again.shown == first.shown
    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert records.seats_taken(THURSDAY_SESSION) == 1


async def test_given_a_family_when_one_booking_is_cancelled_twice_then_the_other_stays(
    family, records
):
    await family.says("batal jadwal")
    await family.taps("Siti Contoh")

    first, again = await family.says_in_a_turn_run_twice(yes(family))

    assert first.uttered == ["utter_jadwal_dibatalkan"]
    assert again.shown == first.shown
    assert len(records.bookings()) == 1


async def test_given_a_wish_for_an_officer_when_told_twice_then_one_reference(citizen, records):
    first, again = await citizen.says_in_a_turn_run_twice("mau ngomong sama petugas")

    assert first.uttered == ["utter_petugas_bertugas"]
    assert again.shown == first.shown
    assert len(records.requests()) == 1


async def test_given_the_question_for_symptoms_when_told_twice_then_one_report(citizen, records):
    await citizen.says("habis vaksin kemarin badan saya demam tinggi")

    first, again = await citizen.says_in_a_turn_run_twice(
        "pusing sejak tadi pagi, disuntik kemarin"
    )

    assert first.uttered == ["utter_kipi_tersimpan"]
    assert again.shown == first.shown
    assert len(records.requests()) == 1


async def test_given_an_open_form_when_symptoms_are_told_twice_then_one_report(at, records):
    citizen = await at("alamat")

    text = "saya demam habis disuntik vaksin kemarin"
    first, again = await citizen.says_in_a_turn_run_twice(text)

    assert again.shown == first.shown
    assert len(records.requests()) == 1


async def test_given_the_question_whether_to_erase_when_agreed_twice_then_the_same_is_said(
    citizen, book, records
):
    book(citizen)
    await citizen.says("hapus data saya")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.uttered == ["utter_hapus_dicatat"]
    assert again.shown == first.shown
    assert len(records.erasures()) == 1


async def test_given_reminders_when_stopped_twice_then_the_same_is_said(citizen):
    first, again = await citizen.says_in_a_turn_run_twice("jangan kirim pesan lagi")

    assert first.uttered == ["utter_notifikasi_berhenti"]
    assert again.shown == first.shown
