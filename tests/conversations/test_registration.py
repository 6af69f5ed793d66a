"""Whole registrations: of oneself, a second time, and of relatives."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conversations.journey import NIK, WEDNESDAY_SESSION
from tests.people import nik_number


async def test_given_a_stranger_when_every_question_is_answered_by_typing_then_a_ticket_comes(
    citizen, records
):
    for text in (
        "min mau daftar vaksin dong",
        "setuju",
        NIK,
        "nama saya Contoh Warga",
        "belum pernah",
        "tebet jaksel",
        "lainnya",
        "sehat kak",
        "puskesmas tebet",
        "rabu jam 8",
        "ya",
    ):
        said = await citizen.says(text)

    assert said.uttered == ["utter_tiket"]
    (booking,) = records.bookings()
    assert booking.session_id == WEDNESDAY_SESSION


async def test_given_a_wish_with_place_and_time_when_registering_then_they_are_not_asked(citizen):
    await citizen.says("mau vaksin di tebet sabtu pagi")
    for text in ("setuju", NIK, "Contoh Warga", "belum pernah", "#kelompok=lainnya"):
        await citizen.says(text)

    said = await citizen.says("tidak ada")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "Puskesmas Tebet" in said.text
    assert "Sabtu, 6 Maret 2027 pukul 08.00-10.00 WIB" in said.text


async def test_given_a_cancelled_booking_when_registering_again_then_known_data_is_not_asked(
    citizen, book, programme
):
    programme.seats.cancel(citizen.id, book(citizen).id)

    said = await citizen.says("daftar lagi dong")

    assert said.uttered == ["utter_ask_kelompok"]
    slots = await citizen.slots()
    assert slots["nik"] == NIK
    assert slots["nama"] == "Contoh Warga"


async def test_given_a_second_registration_when_finished_then_the_same_person_is_booked_anew(
    citizen, book, programme, records
):
    programme.seats.cancel(citizen.id, book(citizen).id)
    await citizen.says("daftar")
    for text in ("#kelompok=lainnya", "tidak ada", "puskesmas tebet", "rabu jam 8"):
        await citizen.says(text)

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert len(records.people()) == 1
    assert len(records.bookings("cancelled")) == 1
    assert len(records.bookings()) == 1


async def test_given_a_live_booking_when_registering_again_then_it_is_said(citizen, book, records):
    book(citizen)

    said = await citizen.says("mau daftar vaksin")

    assert said.uttered == ["utter_sudah_terdaftar"]
    assert len(records.bookings()) == 1


async def test_given_a_live_booking_when_a_relative_is_registered_then_it_begins_anew(
    citizen, book
):
    book(citizen)

    said = await citizen.says("daftarkan ibu saya")

    assert said.uttered == ["utter_ask_persetujuan"]
    slots = await citizen.slots()
    assert slots["hubungan"] == "ibu"
    assert slots["nik"] is None


@pytest.mark.parametrize(
    ("typed", "relation"),
    [
        ("mau daftarin ibu saya", "ibu"),
        ("daftarin bokap gw", "ayah"),
        ("daftarkan anak saya", "anak"),
    ],
)
async def test_given_a_relative_when_named_at_once_then_it_is_not_asked(citizen, typed, relation):
    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_persetujuan"]
    assert (await citizen.slots())["hubungan"] == relation


@pytest.mark.parametrize("answer", ["#hubungan=tetangga", "tetangga saya", "buat tetangga"])
async def test_given_somebody_else_when_not_named_then_it_is_asked_who(citizen, answer):
    said = await citizen.says("/daftar_orang_lain")
    assert said.uttered == ["utter_ask_hubungan"]

    said = await citizen.says(answer)

    assert said.uttered == ["utter_ask_persetujuan"]
    assert (await citizen.slots())["hubungan"] == "tetangga"


async def test_given_a_relative_when_registered_then_consent_and_relation_are_kept_for_them(
    citizen, records
):
    for text in (
        "mau daftarin ibu saya",
        "setuju",
        nik_number(9021, date(1960, 3, 5)),
        "Siti Contoh",
        "ya",
        "beliau setuju",
        "belum pernah",
        "tebet jaksel",
        "tidak ada",
        "puskesmas tebet",
        "rabu jam 8",
    ):
        await citizen.says(text)

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert [c.relation for c in records.consents()] == ["ibu"]
    assert [r.relation for r in records.registrations()] == ["ibu"]


async def test_given_a_relatives_registration_when_asked_for_the_nik_then_it_is_theirs(citizen):
    await citizen.says("daftarkan ibu saya")

    said = await citizen.says("setuju")

    assert said.uttered == ["utter_ask_nik_lain"]


async def test_given_a_nik_of_another_number_when_registered_then_nobody_learns_it(
    at, new_citizen, book, records
):
    book(new_citizen())
    citizen = await at("konfirmasi")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert len(records.bookings()) == 2
    assert [kind for kind, _ in records.requests()] == ["identitas"]
    assert "terdaftar" not in said.text


async def test_given_the_most_people_of_a_number_when_one_more_comes_then_an_officer_must_look(
    at, book, programme, records
):
    citizen = await at("konfirmasi")
    most = programme.service.limits.people_per_number
    for number in range(most):
        book(citizen, 9100 + number, f"Contoh {number}", "saudara")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_perlu_petugas"]
    assert len(records.registrations()) == most
