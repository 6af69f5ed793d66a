"""Looking up, moving and giving back one's own bookings; never those of another number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.journey import NIK, TEBET_SITE, WEDNESDAY_SESSION

WEDNESDAY = "Rabu, 3 Maret 2027 pukul 08.00-10.00 WIB"


async def test_given_a_booking_when_asked_for_then_time_and_place_are_told(citizen, book):
    book(citizen)

    said = await citizen.says("kapan jadwal vaksin saya?")

    assert said.uttered == ["utter_jadwal"]
    assert WEDNESDAY in said.text
    assert "Puskesmas Tebet" in said.text


async def test_given_a_family_of_two_when_the_schedule_is_asked_for_then_both_are_told(family):
    said = await family.says("cek jadwal")

    assert "Budi Contoh" in said.text
    assert "Siti Contoh" in said.text


async def test_given_a_family_of_two_when_tickets_are_asked_for_then_both_come(family):
    said = await family.says("kirim tiket saya")

    assert said.uttered == ["utter_tiket", "utter_tiket"]
    assert len(said.images) == 2


@pytest.mark.parametrize(
    "typed",
    ["cek jadwal", f"cek jadwal nik {NIK}", f"tiket nik {NIK}"],
    ids=["schedule", "schedule by nik", "ticket by nik"],
)
async def test_given_anothers_booking_when_asked_by_nik_then_nothing_is_told(
    new_citizen, book, typed
):
    book(new_citizen(), name="Budi Contoh")
    stranger = new_citizen()

    said = await stranger.says(typed)

    assert "Budi" not in said.text
    assert "Puskesmas Tebet" not in said.text
    assert said.images == []


async def test_given_no_booking_when_a_ticket_is_asked_for_then_registration_is_offered(citizen):
    said = await citizen.says("kirim tiket saya")

    assert said.uttered == ["utter_belum_terdaftar"]


async def test_given_one_booking_when_cancelled_then_the_seat_is_given_back(citizen, book, records):
    book(citizen)
    said = await citizen.says("batalin jadwal vaksin saya")
    assert said.uttered == ["utter_ask_batal"]
    assert WEDNESDAY in said.text

    said = await citizen.taps("Ya, batalkan")

    assert said.uttered == ["utter_jadwal_dibatalkan"]
    assert len(records.bookings("cancelled")) == 1
    assert records.seats_taken(WEDNESDAY_SESSION) == 0


@pytest.mark.parametrize("yes", ["ya", "ya, batalkan", "batalin aja", "iya betul"])
async def test_given_the_question_whether_to_cancel_when_agreed_in_words_then_it_is_cancelled(
    citizen, book, records, yes
):
    book(citizen)
    await citizen.says("batal jadwal")

    said = await citizen.says(yes)

    assert said.uttered == ["utter_jadwal_dibatalkan"]
    assert records.bookings() == []


@pytest.mark.parametrize("no", ["#konfirmasi=tidak", "ga usah", "jangan batalkan", "stop"])
async def test_given_the_question_whether_to_cancel_when_denied_then_the_booking_stays(
    citizen, book, records, no
):
    book(citizen)
    await citizen.says("batal jadwal")

    said = await citizen.says(no)

    assert said.uttered[0] in ("utter_jadwal_tetap", "utter_dihentikan")
    assert len(records.bookings()) == 1


async def test_given_a_cancelled_booking_when_cancelled_again_then_it_is_said_that_there_is_none(
    citizen, book, programme
):
    programme.seats.cancel(citizen.id, book(citizen).id)

    said = await citizen.says("batal jadwal")

    assert said.uttered == ["utter_tidak_ada_jadwal"]


async def test_given_an_open_question_when_the_booking_is_cancelled_elsewhere_then_it_is_said(
    citizen, book, programme
):
    booking = book(citizen)
    await citizen.says("batal jadwal")
    programme.seats.cancel(citizen.id, booking.id)

    said = await citizen.says("ya")

    assert said.uttered[0] == "utter_jadwal_sudah_lewat"


@pytest.mark.parametrize("answer", ["Siti Contoh", "siti", "punya siti", "2"])
async def test_given_a_family_when_cancelling_then_it_is_asked_whose(family, records, answer):
    said = await family.says("batal jadwal")
    assert said.uttered == ["utter_ask_pesanan"]
    assert said.titles == ["Budi Contoh", "Siti Contoh"]

    said = await family.says(answer)

    assert said.uttered == ["utter_ask_batal"]
    assert "Siti Contoh" in said.text
    await family.says("ya")
    assert len(records.bookings()) == 1


async def test_given_one_booking_when_moved_to_another_day_then_code_stays_and_seats_follow(
    citizen, book, records
):
    booking = book(citizen)
    said = await citizen.says("ganti jadwal ke hari jumat jam 8")
    assert said.uttered == ["utter_ask_pindah"]
    assert "Jumat, 5 Maret 2027 pukul 08.00-09.30 WIB" in said.text

    said = await citizen.says("ya")

    assert said.uttered == ["utter_jadwal_dipindah", "utter_tiket"]
    assert booking.ticket_code in said.text
    assert [b.session_id for b in records.bookings()] == [f"{TEBET_SITE}-20270305-0800"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 0


async def test_given_one_booking_when_moved_without_a_wish_then_other_times_there_are_offered(
    citizen, book
):
    book(citizen)

    said = await citizen.says("ubah jadwal")

    assert said.uttered == ["utter_ask_sesi"]
    assert "Puskesmas Tebet" in said.text


async def test_given_a_move_when_another_site_is_tapped_then_it_moves_there(citizen, book, records):
    book(citizen)
    await citizen.says("ubah jadwal")
    await citizen.taps("Tempat lain")
    await citizen.says("rs contoh menteng")
    await citizen.says("besok jam 10")

    said = await citizen.says("ya, pindahkan")

    assert said.uttered == ["utter_jadwal_dipindah", "utter_tiket"]
    assert [b.session_id for b in records.bookings()] == ["JKT-MENTENG-01-20270302-1000"]


async def test_given_a_move_when_the_new_seat_goes_then_the_old_one_is_kept(citizen, book, records):
    book(citizen)
    await citizen.says("ganti jadwal ke hari jumat jam 8")
    records.fill(f"{TEBET_SITE}-20270305-0800")

    said = await citizen.says("ya")

    assert said.uttered[0] == "utter_kursi_terambil"
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


async def test_given_a_move_when_denied_then_nothing_changes(citizen, book, records):
    book(citizen)
    await citizen.says("ganti jadwal ke hari jumat jam 8")

    said = await citizen.taps("Tidak jadi")

    assert said.uttered == ["utter_jadwal_tetap"]
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


async def test_given_a_move_in_progress_when_it_is_asked_for_again_then_it_goes_on(family):
    await family.says("ubah jadwal")

    said = await family.says("pindah jadwal")

    assert said.uttered == ["utter_ask_pesanan"]


async def test_given_a_booking_of_the_past_when_moved_then_it_is_said_kindly(
    citizen, book, clock, records
):
    book(citizen)
    clock.advance(timedelta(days=3))

    said = await citizen.says("ubah jadwal")

    assert said.uttered[0] == "utter_tidak_ada_jadwal"
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


async def test_given_a_missed_booking_when_registering_again_then_a_new_seat_can_be_had(
    citizen, book, clock, records
):
    book(citizen)
    clock.advance(timedelta(days=3))

    said = await citizen.says("mau daftar vaksin")

    assert said.uttered != ["utter_sudah_terdaftar"]
    assert (await citizen.slots())["requested_slot"] == "kelompok"
