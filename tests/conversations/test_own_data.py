"""Citizens read what is kept about them and their family."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conversations.journey import NIK, WEDNESDAY_SESSION
from tests.people import make_applicant
from vaksin.officer_requests import RequestKind


async def test_given_a_booking_when_the_data_is_asked_for_then_all_of_it_is_told(citizen, book):
    book(citizen)

    said = await citizen.says("lihat data saya")

    assert said.uttered == ["utter_data_orang", "utter_data_akhir"]
    for told in (
        "*Data Contoh Warga* (Bapak/Ibu sendiri)",
        "Tanggal lahir: ",
        "Alamat: Tebet, ",
        "Kelompok: ",
        "Rabu, 3 Maret 2027",
        ": terdaftar",
        "Jawaban kesehatan terakhir: tidak ada keluhan",
        "1 Maret 2027, untuk diri sendiri (teks persetujuan-",
        "Pengingat: aktif",
        "sampai Bapak/Ibu minta dihapus",
    ):
        assert told in said.text, told
    assert said.titles == ["Perbaiki data", "Hapus data saya", "Menu lengkap"]


async def test_given_a_booking_when_the_data_is_told_then_the_whole_nik_is_not(citizen, book):
    book(citizen)

    said = await citizen.says("lihat data saya")

    assert NIK not in said.text
    assert f"NIK: {NIK[:4]} •••• •••• {NIK[-4:]}" in said.text


@pytest.mark.parametrize(
    "words",
    [
        "/lihat_data",
        "Lihat data",
        "data apa aja tentang gue yang disimpen di sini?",
        "opung mau baca data opung yang kalian catat itu",
        "dataku sing disimpen opo wae mas",
        "punten, hoyong ningali data abdi",
        "liatin data gue dong bang",
        "mau lihat data ibu-ibu yang sa daftarkan dari nomor ini",
    ],
)
async def test_given_everyday_words_when_the_data_is_asked_for_then_it_is_told(
    citizen, book, words
):
    book(citizen)

    said = await citizen.says(words)

    assert said.uttered[0] == "utter_data_orang"


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("jadwal saya kapan ya", "utter_jadwal"),
        ("hapus data saya", "utter_ask_konfirmasi_hapus"),
        ("data saya salah, mau diperbaiki", "utter_ask_bagian"),
        ("siapa yang bisa lihat data saya?", "utter_info_vaksin/privasi"),
    ],
)
async def test_given_a_wish_that_only_sounds_alike_then_it_is_understood_as_before(
    citizen, book, words, other
):
    book(citizen)

    said = await citizen.says(words)

    assert said.uttered[0] == other


async def test_given_a_family_then_each_person_has_a_message_of_their_own(family):
    said = await family.says("lihat data saya")

    assert said.uttered == ["utter_data_orang", "utter_data_orang", "utter_data_akhir"]
    assert said.text.index("*Data Budi Contoh*") < said.text.index("*Data Siti Contoh* (ibu)")


async def test_given_a_big_family_then_every_message_fits_whatsapp(citizen, book):
    for serial in range(9001, 9007):
        book(citizen, serial, f"Contoh Keluarga {'Panjang ' * 5}", "saudara")

    said = await citizen.says("lihat data saya")

    assert said.uttered == ["utter_data_orang"] * 6 + ["utter_data_akhir"]
    assert max(map(len, said.text.split("*Data "))) <= 4096


async def test_given_nobody_registered_then_it_is_said_what_is_kept_all_the_same(citizen):
    said = await citizen.says("lihat data saya")

    assert said.uttered == ["utter_data_kosong"]
    assert "Pengingat: aktif" in said.text
    assert "Daftar vaksin" in said.titles


async def test_given_reminders_that_were_stopped_then_the_data_says_so(citizen, book):
    book(citizen)
    await citizen.says("jangan kirim pesan lagi")

    said = await citizen.says("lihat data saya")

    assert "Pengingat: berhenti" in said.text


async def test_given_a_registration_in_progress_then_it_is_told_and_the_question_comes_again(at):
    citizen = await at("kelompok")

    said = await citizen.says("lihat data saya")

    assert said.uttered[0] == "utter_data_kosong"
    assert "Pendaftaran yang belum selesai: 1" in said.text
    assert said.question == "utter_ask_kelompok"


async def test_given_an_erasure_in_progress_then_the_data_is_told_and_nothing_is_erased(
    citizen, book, records
):
    book(citizen)
    await citizen.says("hapus data saya")

    said = await citizen.says("lihat data saya")

    assert said.uttered[0] == "utter_data_orang"
    assert said.question == "utter_ask_konfirmasi_hapus"
    assert records.erasures() == []


async def test_given_consent_just_withdrawn_then_only_the_coming_erasure_is_told(
    citizen, book, records
):
    book(citizen)
    await citizen.says("tarik persetujuan")
    await citizen.says("ya")

    said = await citizen.says("lihat data saya")

    assert said.uttered == ["utter_akan_dihapus"]
    assert records.erasures()[0].receipt in said.text
    assert "Contoh Warga" not in said.text


async def test_given_a_mother_whose_consent_was_withdrawn_then_the_others_are_told(family):
    await family.says("tarik persetujuan untuk ibu saya")
    await family.says("ya")

    said = await family.says("lihat data saya")

    assert said.uttered == ["utter_data_orang", "utter_data_akhir"]
    assert "Siti Contoh" not in said.text


async def test_given_requests_for_an_officer_then_their_numbers_are_told(citizen, book, programme):
    booking = book(citizen)
    ask = programme.officers.ask
    about = ask(citizen.id, RequestKind.CORRECTION, "Contoh", booking.person_id)
    other = ask(citizen.id, RequestKind.QUESTION, "Contoh")

    said = await citizen.says("lihat data saya")

    assert f"{about}, perbaikan data, 1 Maret 2027" in said.text
    assert f"{other}, pertanyaan, 1 Maret 2027" in said.text


async def test_given_officers_who_opened_the_data_then_it_is_told_how_often(
    citizen, book, programme, clock
):
    book(citizen)
    said = await citizen.says("lihat data saya")
    assert "Petugas belum membuka data ini dalam 30 hari terakhir." in said.text

    for _ in range(2):
        programme.reports.day_sheet(programme.reports.session(WEDNESDAY_SESSION))

    said = await citizen.says("lihat data saya")
    assert "Petugas membuka data ini 2 kali dalam 30 hari terakhir." in said.text
    clock.advance(timedelta(days=31))
    said = await citizen.says("lihat data saya")
    assert "Petugas belum membuka data ini" in said.text


async def test_given_a_phone_of_their_own_then_only_its_end_is_told(citizen, programme):
    applicant = make_applicant(9001, "Contoh Warga", "tetangga")
    person_id = programme.seats.enrol(citizen.id, applicant)
    programme.transactions.writing(
        lambda act: act.people.save(replace(act.people.person(person_id), phone="+6281200009001"))
    )

    said = await citizen.says("lihat data saya")

    assert "Nomor HP sendiri: •••• 9001" in said.text
    assert "81200009001" not in said.text


async def test_given_a_stranger_then_nobody_elses_data_is_told(citizen, new_citizen, book):
    book(citizen)

    said = await new_citizen().says("lihat data saya")

    assert said.uttered == ["utter_data_kosong"]
