"""A full site: other sites, or a place in its queue until a seat falls free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conversations.journey import TEBET_SITE, WEDNESDAY_SESSION
from vaksin.booking.model import Screening

WEDNESDAY = date(2027, 3, 3)


@pytest.fixture
def taken(records, new_citizen, book):
    """Let all seats of Wednesday be taken, one of them by somebody who may cancel."""
    other = new_citizen()
    booking = book(other, 9050, "Tono Contoh")
    records.fill_site(TEBET_SITE, WEDNESDAY)
    return other, booking


async def _queued(citizen):
    await citizen.says("rabu")
    await citizen.taps("Antre Rab, 3 Mar")
    return await citizen.says("ya")


async def test_given_a_full_day_when_wished_then_the_queue_other_days_and_sites_are_offered(
    at, taken
):
    citizen = await at("sesi")

    said = await citizen.says("rabu")

    assert said.uttered == ["utter_ask_sesi_lain"]
    assert "Antre Rab, 3 Mar" in said.titles
    assert said.titles[-1] == "Tempat lain"
    assert len(said.titles) <= 10
    assert any(b["payload"].startswith("#sesi=tempat:") for b in said.buttons)


async def test_given_a_full_day_when_another_site_is_tapped_then_its_sessions_are_offered(
    at, taken
):
    citizen = await at("sesi")
    said = await citizen.says("rabu")
    row = next(b for b in said.buttons if b["payload"].startswith("#sesi=tempat:"))

    said = await citizen.says(row["payload"])

    assert said.uttered == ["utter_ask_sesi"]
    assert (await citizen.slots())["faskes"] == row["payload"].removeprefix("#sesi=tempat:")


async def test_given_a_full_site_then_it_is_said_and_others_are_offered(at, records):
    records.fill_site(TEBET_SITE)
    citizen = await at("faskes")

    said = await citizen.says(f"#faskes={TEBET_SITE}")

    assert said.uttered == ["utter_tempat_penuh"]
    assert any(title.startswith("Antre") for title in said.titles)
    assert any(b["payload"].startswith("#sesi=tempat:") for b in said.buttons)


async def test_given_the_queue_when_chosen_then_the_summary_tells_that_no_seat_is_booked(at, taken):
    citizen = await at("sesi")
    await citizen.says("rabu")

    said = await citizen.taps("Antre Rab, 3 Mar")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "Antre kursi kosong: *Puskesmas Tebet*, *Rabu, 3 Maret 2027*" in said.text
    assert "Kursi kami simpan" not in said.text


async def test_given_the_queue_when_agreed_then_the_place_in_it_is_told(
    at, taken, enrol, programme, clock
):
    waiting = enrol(citizen := taken[0], 9051, "Rina Contoh", "ibu")
    programme.seats.wait(citizen.id, TEBET_SITE, WEDNESDAY, {waiting: Screening()})
    clock.advance(timedelta(minutes=1))

    said = await _queued(await at("sesi"))

    assert said.uttered == ["utter_masuk_antrean"]
    assert "Ibu Contoh Warga sudah masuk antrean nomor *2*" in said.text
    assert "*Rabu, 3 Maret 2027*" in said.text


async def test_given_a_place_in_the_queue_when_a_seat_falls_free_then_it_is_offered_and_taken(
    at, taken, hears, programme, records
):
    citizen = await at("sesi")
    await _queued(citizen)
    other, booking = taken

    programme.seats.cancel(other.id, booking.id)
    said = await hears(citizen)

    assert "Rabu, 3 Maret 2027 pukul 08.00" in said.text
    assert "Ya, ambil" in said.titles
    said = await citizen.taps("Ya, ambil")
    assert said.uttered == ["utter_tiket"]
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


async def test_given_an_offer_when_declined_then_no_seat_is_kept(
    at, taken, hears, programme, records
):
    citizen = await at("sesi")
    await _queued(citizen)
    other, booking = taken
    programme.seats.cancel(other.id, booking.id)
    said = await hears(citizen)

    said = await citizen.taps(said.titles[-1])

    assert said.uttered == ["utter_tawaran_ditolak"]
    assert records.bookings() == []


async def test_given_a_seat_that_fell_free_meanwhile_when_the_queue_is_joined_then_it_is_offered(
    at, taken, hears, programme
):
    citizen = await at("sesi")
    await citizen.says("rabu")
    await citizen.taps("Antre Rab, 3 Mar")
    other, booking = taken
    programme.seats.cancel(other.id, booking.id)

    said = await citizen.says("ya")

    assert said.uttered == ["utter_antre_langsung_dapat"]
    assert "Ya, ambil" in (await hears(citizen)).titles


async def test_given_a_place_in_the_queue_when_the_schedule_is_asked_for_then_it_is_told(at, taken):
    citizen = await at("sesi")
    await _queued(citizen)

    said = await citizen.says("cek jadwal saya")

    assert "antre kursi kosong di Puskesmas Tebet, Rabu, 3 Maret 2027" in said.text


async def test_given_the_queue_when_confirmed_twice_then_one_place_and_the_same_answer(
    at, taken, programme
):
    citizen = await at("sesi")
    await citizen.says("rabu")
    await citizen.taps("Antre Rab, 3 Mar")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.uttered == ["utter_masuk_antrean"]
    assert again.shown == first.shown


async def test_given_the_queue_of_another_site_when_an_old_row_is_tapped_then_it_is_not_taken(
    at, taken
):
    citizen = await at("sesi")

    said = await citizen.says("#sesi=antre:JKT-GAMBIR-01:2027-03-03")

    assert said.question == "utter_ask_sesi"


async def test_given_several_together_when_a_day_is_full_then_no_queue_is_offered(
    citizen, taken, enrol
):
    enrol(citizen, 9001, "Budi Contoh")
    enrol(citizen, 9002, "Siti Contoh", "ibu")
    await citizen.says("/jadwal_bersama")
    for answer in ("#peserta=semua", "tidak ada", "tidak ada", f"#faskes={TEBET_SITE}"):
        await citizen.says(answer)

    said = await citizen.says("rabu")

    assert said.uttered == ["utter_ask_sesi_lain"]
    assert not any(title.startswith("Antre") for title in said.titles)
