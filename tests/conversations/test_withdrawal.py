"""Consent is withdrawn: what it says stops, stops at once, and the receipt proves it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.journey import WEDNESDAY_SESSION


@pytest.mark.parametrize(
    "words",
    [
        "tarik persetujuan",
        "saya mau tarik persetujuan",
        "saya cabut persetujuan penggunaan data yang saya berikan",
        "persetujuan yg kemarin saya tarik kembali",
        "mau cabut izin data saya",
    ],
)
async def test_given_a_wish_to_withdraw_then_it_is_asked_what_that_means(citizen, book, words):
    book(citizen)

    said = await citizen.says(words)

    assert said.uttered == ["utter_ask_tarik_persetujuan"]
    assert said.titles == ["Ya, tarik", "Tidak jadi"]
    assert "langsung" in said.text
    assert "24 jam kemudian" in said.text


async def test_given_consent_withdrawn_then_the_receipt_says_what_stops_when_and_how_to_return(
    citizen, book, records
):
    book(citizen)
    await citizen.says("tarik persetujuan")

    said = await citizen.taps("Ya, tarik")

    assert said.uttered == ["utter_persetujuan_ditarik"]
    assert records.erasures()[0].receipt in said.text
    assert "Senin, 1 Maret 2027 pukul 08.00 WIB" in said.text
    assert "Selasa, 2 Maret 2027 pukul 08.00 WIB" in said.text
    assert "batal hapus" in said.text


async def test_given_consent_withdrawn_then_nothing_is_done_with_the_data_any_more(
    citizen, book, records, programme
):
    book(citizen)
    await citizen.says("tarik persetujuan")
    await citizen.says("ya")

    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert all(consent.withdrawn_at for consent in records.consents())
    assert programme.standings(citizen.id) == []


async def test_given_consent_withdrawn_when_the_time_has_come_then_the_proof_is_left(
    citizen, book, records, programme, clock
):
    book(citizen)
    await citizen.says("tarik persetujuan")
    await citizen.says("ya")
    clock.advance(timedelta(hours=24))
    programme.rights.erase_due(10)

    assert records.nothing_registered()
    (consent,) = records.consents()
    assert (consent.person_id, consent.withdrawn_at is None) == (None, False)


@pytest.mark.parametrize("words", ["batal hapus", "batal tarik persetujuan"])
async def test_given_consent_withdrawn_when_taken_back_then_it_counts_again(
    citizen, book, records, words
):
    book(citizen)
    await citizen.says("tarik persetujuan")
    await citizen.says("ya")

    said = await citizen.says(words)

    assert said.uttered[-1] == "utter_hapus_dibatalkan"
    assert not any(consent.withdrawn_at for consent in records.consents())
    said = await citizen.says("cek jadwal")
    assert "Contoh Warga" in said.text


@pytest.mark.parametrize("no", ["Tidak jadi", "jangan", "ga jadi"])
async def test_given_the_question_when_not_agreed_then_all_stays(citizen, book, records, no):
    book(citizen)
    await citizen.says("tarik persetujuan")

    await citizen.says(no)

    assert records.erasures() == []
    assert len(records.bookings()) == 1


async def test_given_a_family_when_consent_is_withdrawn_then_it_is_for_everybody(family, records):
    said = await family.says("tarik persetujuan")
    assert "semua orang dari nomor ini" in said.text

    await family.says("ya")

    assert records.seats_taken(WEDNESDAY_SESSION) == 0


async def test_given_a_family_when_it_is_withdrawn_for_one_then_the_other_keeps_the_seat(
    family, records
):
    said = await family.says("tarik persetujuan untuk ibu saya")
    assert "Siti Contoh" in said.text

    said = await family.says("ya tarik")

    assert said.uttered == ["utter_persetujuan_seorang_ditarik"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 1
    assert {c.relation: c.withdrawn_at is not None for c in records.consents()} == {
        "diri_sendiri": False,
        "ibu": True,
    }


async def test_given_a_button_to_erase_when_consent_is_to_be_withdrawn_then_it_does_not_count(
    citizen, book, records
):
    book(citizen)
    await citizen.says("hapus data saya")
    old = citizen.last.payload("Ya, hapus")
    await citizen.says("ga jadi")
    await citizen.says("tarik persetujuan")

    await citizen.says(old)

    assert records.erasures() == []


async def test_given_nobody_registered_when_consent_is_withdrawn_then_it_is_done_kindly(
    at, records
):
    citizen = await at("nik")
    await citizen.says("stop")
    await citizen.says("tarik persetujuan")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_persetujuan_ditarik"]


async def test_given_a_turn_run_twice_then_there_is_one_receipt(citizen, book, records):
    book(citizen)
    await citizen.says("tarik persetujuan")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.text == again.text
    assert len(records.erasures()) == 1
