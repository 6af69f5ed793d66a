"""Erasure with a time to think it over, and messages that stop and come again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.journey import WEDNESDAY_SESSION


async def test_given_data_when_erasure_is_agreed_to_then_the_receipt_names_the_moment(
    citizen, book, records
):
    book(citizen)
    said = await citizen.says("hapus data saya")
    assert said.uttered == ["utter_ask_konfirmasi_hapus"]
    assert "24 jam" in said.text

    said = await citizen.taps("Ya, hapus")

    assert said.uttered == ["utter_hapus_dicatat"]
    assert "Selasa, 2 Maret 2027 pukul 08.00 WIB" in said.text
    assert records.erasures()[0].receipt in said.text


async def test_given_the_wish_then_the_seat_is_free_at_once_and_the_data_later(
    citizen, book, records, programme, clock
):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya hapus")
    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert all(consent.withdrawn_at for consent in records.consents())
    assert records.people() == ["Contoh Warga"]

    clock.advance(timedelta(hours=24))
    assert programme.rights.erase_due(10) == 1

    assert records.nothing_registered()


async def test_given_the_wish_when_somebody_writes_again_then_they_are_told_and_can_keep_it(
    citizen, book, records
):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")

    said = await citizen.says("cek jadwal")
    assert said.uttered == ["utter_akan_dihapus"]
    said = await citizen.taps("Batal hapus")
    assert said.uttered == ["utter_hapus_dibatalkan"]

    assert not any(consent.withdrawn_at for consent in records.consents())
    said = await citizen.says("cek jadwal")
    assert "Contoh Warga" in said.text


@pytest.mark.parametrize("words", ["batal hapus", "ga jadi hapus data", "batalkan penghapusan"])
async def test_given_the_wish_when_taken_back_in_words_then_it_is(citizen, book, records, words):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")

    said = await citizen.says(words)

    assert said.uttered[-1] == "utter_hapus_dibatalkan"
    assert records.erasures()[0].withdrawn_at is not None


async def test_given_a_greeting_after_the_wish_then_it_is_told_once_before_the_answer(
    citizen, book
):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")

    said = await citizen.says("halo")
    assert said.uttered == ["utter_akan_dihapus", "utter_sapa"]
    said = await citizen.says("halo")

    assert said.uttered == ["utter_sapa"]


async def test_given_the_wish_when_an_hour_passed_then_it_is_told_once_more(citizen, book):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")
    await citizen.says("halo")
    await citizen.pauses(2 * 60 * 60)

    said = await citizen.says("cek jadwal")

    assert said.uttered == ["utter_akan_dihapus"]


async def test_given_the_wish_when_something_is_asked_then_the_answer_comes_with_the_reminder(
    citizen, book
):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")

    said = await citizen.says("efek samping vaksin apa aja ya kak?")

    assert said.uttered == ["utter_info_vaksin/efek_samping", "utter_akan_dihapus"]


async def test_given_the_wish_when_asked_for_again_then_the_same_receipt_is_told(
    citizen, book, records
):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")
    await citizen.says("halo")

    said = await citizen.says("hapus data saya")

    assert said.uttered == ["utter_akan_dihapus"]
    assert len(records.erasures()) == 1
    assert records.erasures()[0].receipt in said.text


async def test_given_no_wish_when_taken_back_then_it_is_said_kindly(citizen):
    said = await citizen.says("batal hapus")

    assert said.uttered == ["utter_tidak_ada_penghapusan"]


async def test_given_the_wish_when_registering_then_it_must_be_taken_back_first(citizen, book):
    book(citizen)
    await citizen.says("hapus data saya")
    await citizen.says("ya")
    await citizen.says("halo")

    said = await citizen.says("mau daftar vaksin")
    assert said.uttered == ["utter_daftar_akan_dihapus"]

    await citizen.taps("Batal hapus")
    said = await citizen.says("mau daftar vaksin")
    assert "utter_daftar_akan_dihapus" not in said.uttered
    assert "Contoh Warga" in said.text


@pytest.mark.parametrize(
    ("no", "answer"),
    [
        ("Tidak jadi", "utter_data_tetap"),
        ("jangan", "utter_data_tetap"),
        ("jangan dihapus", "utter_data_tetap"),
        ("ga jadi", None),
        ("iya tapi jadwal saya gimana", None),
    ],
)
async def test_given_the_question_whether_to_erase_when_not_agreed_then_all_stays(
    citizen, book, records, no, answer
):
    book(citizen)
    await citizen.says("hapus data saya")

    said = await citizen.says(no)

    assert answer is None or said.uttered == [answer]
    assert len(records.bookings()) == 1
    assert records.erasures() == []


async def test_given_a_turn_run_twice_then_there_is_one_receipt(citizen, book, records):
    book(citizen)
    await citizen.says("hapus data saya")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.text == again.text
    assert len(records.erasures()) == 1


# One person of several


async def test_given_a_family_then_it_is_asked_who_is_to_be_erased(family):
    said = await family.says("hapus data saya")

    assert said.uttered == ["utter_ask_hapus_siapa"]
    assert said.titles == ["Budi Contoh", "Siti Contoh", "Semua"]


async def test_given_a_family_when_one_is_erased_then_the_other_keeps_the_seat(family, records):
    said = await family.says("hapus data ibu saya")
    assert said.uttered == ["utter_ask_hapus_seorang"]
    assert "Siti Contoh" in said.text

    said = await family.taps("Ya, hapus")

    assert said.uttered == ["utter_hapus_seorang_dicatat"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 1
    said = await family.says("cek jadwal")
    assert "Budi Contoh" in said.text
    assert "Siti Contoh" not in said.text


async def test_given_a_family_when_all_are_erased_then_both_seats_are_free(family, records):
    await family.says("hapus data saya")
    said = await family.taps("Semua")
    assert said.uttered == ["utter_ask_konfirmasi_hapus"]

    await family.says("ya")

    assert records.seats_taken(WEDNESDAY_SESSION) == 0


async def test_given_a_button_for_one_person_when_tapped_for_another_then_nobody_is_erased(
    family, records
):
    await family.says("hapus data ibu saya")
    old = family.last.payload("Ya, hapus")
    await family.says("ga jadi")
    await family.says("hapus data saya")
    await family.taps("Budi Contoh")

    await family.says(old)

    assert records.erasures() == []


async def test_given_the_question_who_when_stopped_then_nothing_is_erased(family, records):
    await family.says("hapus data saya")

    said = await family.says("stop")

    assert said.uttered == ["utter_dihentikan"]
    assert records.erasures() == []


async def test_given_a_question_in_between_then_it_is_answered_and_the_form_goes_on(family):
    await family.says("hapus data saya")

    said = await family.says("efek samping vaksin apa aja ya kak?")

    assert said.uttered[0] == "utter_info_vaksin/efek_samping"
    assert said.uttered[-1] == "utter_ask_hapus_siapa"
