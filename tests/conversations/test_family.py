"""People registered from other numbers, people without a NIK, and visits at home."""

from __future__ import annotations

import pytest

from tests.conversations.journey import WEDNESDAY_SESSION
from tests.people import nik_number

NIK = nik_number(9001)


@pytest.fixture
def ticket(new_citizen, book):
    """Register somebody from another number and return their ticket code."""
    return book(new_citizen(), name="Siti Contoh").ticket_code


async def _prove(citizen, code, nik):
    await citizen.says(f"kode tiket ibu saya {code}")
    await citizen.taps("Setuju")
    return await citizen.says(nik)


# Proof


async def test_given_a_code_when_nik_and_relation_follow_then_the_ticket_can_be_had_here(
    citizen, ticket, records
):
    said = await citizen.says(ticket)
    assert said.uttered == ["utter_ask_orang_tiket"]
    said = await citizen.taps("Ibu")
    assert said.question == "utter_ask_persetujuan"
    said = await citizen.taps("Setuju")
    assert said.uttered == ["utter_ask_nik_lain"]
    assert "ibu Bapak/Ibu" in said.text

    said = await citizen.says(NIK)

    assert said.uttered == ["utter_hubungkan_berhasil"]
    assert "Ibu Siti Contoh" in said.text
    said = await citizen.taps("Kirim tiket")
    assert ticket in said.text
    assert {consent.relation for consent in records.consents()} == {"diri_sendiri", "ibu"}


async def test_given_a_relation_in_the_message_then_it_is_not_asked_for(citizen, ticket):
    said = await citizen.says(f"ini kode tiket ibu saya {ticket}")

    assert said.question == "utter_ask_persetujuan"


async def test_given_a_wrong_proof_then_it_is_said_without_a_hint_and_can_be_tried_again(
    citizen, ticket
):
    wrong_nik = await _prove(citizen, ticket, nik_number(9002))
    wrong_code = await _prove(citizen, "AAAA-BBBB-CCC2", NIK)

    assert wrong_nik.uttered == ["utter_hubungkan_tidak_cocok"]
    assert wrong_code.shown == wrong_nik.shown
    assert (await _prove(citizen, ticket, NIK)).uttered == ["utter_hubungkan_berhasil"]


async def test_given_too_many_tries_then_it_is_explained_with_the_way_to_an_officer(
    citizen, ticket, programme
):
    for serial in range(9100, 9100 + programme.service.limits.proofs_per_day):
        await _prove(citizen, ticket, nik_number(serial))

    said = await _prove(citizen, ticket, NIK)

    assert said.uttered == ["utter_hubungkan_terlalu_sering"]
    assert "Bicara ke petugas" in said.titles


async def test_given_no_consent_then_nothing_is_linked(citizen, ticket, programme):
    await citizen.says(ticket)
    await citizen.taps("Saya sendiri")

    said = await citizen.taps("Tidak")

    assert said.uttered == ["utter_tidak_setuju"]
    assert programme.standings(citizen.id) == []


async def test_given_a_code_of_this_number_then_the_ticket_is_offered(citizen, book):
    booking = book(citizen)

    said = await citizen.says(booking.ticket_code)

    assert said.uttered == ["utter_tiket_sudah_ada"]


async def test_given_nobody_registered_when_the_schedule_is_asked_for_then_the_way_is_told(citizen):
    said = await citizen.says("cek jadwal")

    assert said.uttered == ["utter_belum_terdaftar"]
    assert "kode tiket" in said.text


async def test_given_the_button_then_the_code_is_asked_for_until_it_looks_like_one(citizen):
    said = await citizen.says("/kirim_kode_tiket")
    assert said.uttered == ["utter_ask_kode_tiket"]

    said = await citizen.says("12345")

    assert said.uttered == ["utter_salah_kode_tiket", "utter_ask_kode_tiket"]


async def test_given_the_link_in_progress_when_stopped_then_nothing_is_linked(
    citizen, ticket, programme
):
    await citizen.says(ticket)

    said = await citizen.says("batal")

    assert said.uttered == ["utter_dihentikan"]
    assert programme.standings(citizen.id) == []


async def test_given_a_question_in_between_then_it_is_answered_and_the_form_goes_on(
    citizen, ticket
):
    await citizen.says(ticket)

    said = await citizen.says("efek samping vaksin apa aja ya kak?")

    assert said.uttered[0] == "utter_info_vaksin/efek_samping"
    assert said.uttered[-1] == "utter_ask_orang_tiket"


async def test_given_a_link_run_twice_then_it_is_done_once(citizen, ticket, records):
    await citizen.says(ticket)
    await citizen.taps("Ibu")
    await citizen.taps("Setuju")

    first, again = await citizen.says_in_a_turn_run_twice(NIK)

    assert first.shown == again.shown
    assert len(records.registrations()) == 2


# Without a NIK


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("saya belum punya NIK", "utter_surat_belum_punya"),
        ("bayi saya belum punya nik", "utter_surat_anak"),
        ("cuma punya kitas", "utter_surat_kitas"),
        ("pemegang KITAP", "utter_surat_kitap"),
        ("paspor aja", "utter_surat_paspor"),
    ],
)
async def test_given_somebody_without_a_nik_then_it_is_told_what_helps(citizen, words, told):
    said = await citizen.says(words)

    assert said.uttered[0] == told
    assert said.question == "utter_ask_persetujuan"


async def test_given_the_case_when_name_and_home_follow_then_an_officer_gets_it(citizen, records):
    await citizen.says("/tanpa_nik")
    said = await citizen.taps("Belum punya NIK")
    assert said.uttered[0] == "utter_surat_belum_punya"
    await citizen.taps("Setuju")
    said = await citizen.says("Siti Contoh")
    assert said.uttered == ["utter_ask_alamat"]
    assert "Siti Contoh" in said.text

    said = await citizen.says("Tebet, Jakarta Selatan")

    assert said.uttered == ["utter_tanpa_nik_dicatat"]
    ((kind, words),) = records.requests()
    assert kind == "tanpa_nik"
    assert "Siti Contoh, Tebet" in words


async def test_given_the_question_for_the_nik_when_there_is_none_then_consent_is_not_asked_again(
    at, records
):
    citizen = await at("nik")
    said = await citizen.says("saya belum punya nik")
    assert said.uttered == ["utter_surat_belum_punya", "utter_ask_nama_tanpa_nik"]

    await citizen.says("Siti Contoh")
    said = await citizen.says("Tebet, Jakarta Selatan")

    assert said.uttered == ["utter_tanpa_nik_dicatat"]
    assert [kind for kind, _ in records.requests()] == ["tanpa_nik"]


@pytest.mark.parametrize("answer", ["7", "ga tau"])
async def test_given_the_cases_when_none_is_named_then_they_are_offered_again(citizen, answer):
    await citizen.says("/tanpa_nik")

    said = await citizen.says(answer)

    assert said.question == "utter_ask_surat_diri"


async def test_given_no_consent_then_nothing_is_stored_for_an_officer(citizen, records):
    await citizen.says("saya belum punya NIK")

    said = await citizen.taps("Tidak")

    assert said.uttered == ["utter_tidak_setuju"]
    assert records.requests() == []


async def test_given_the_case_in_progress_when_stopped_then_nothing_is_stored(citizen, records):
    await citizen.says("saya belum punya NIK")
    await citizen.taps("Setuju")

    said = await citizen.says("batal")

    assert said.uttered[0] == "utter_dihentikan"
    assert records.requests() == []


# At home


async def test_given_somebody_who_cannot_walk_themself_then_they_are_addressed(citizen):
    await citizen.says("kaki saya patah, tolong petugas datang ke rumah menyuntik")

    said = await citizen.taps("Setuju")

    assert "Siapa nama lengkap Bapak/Ibu" in said.text


async def test_given_somebody_bedridden_when_all_is_told_then_an_officer_gets_it(citizen, records):
    said = await citizen.says("ibu saya lumpuh, tolong petugas datang ke rumah")
    assert said.question == "utter_ask_persetujuan"
    said = await citizen.taps("Setuju")
    assert said.uttered == ["utter_ask_nama"]
    assert "ibu Bapak/Ibu" in said.text
    await citizen.says("Siti Contoh")
    said = await citizen.says("Tebet, Jakarta Selatan")
    assert said.uttered == ["utter_ask_alamat_rinci"]
    assert "Siti Contoh" in said.text
    said = await citizen.says("Jalan Melati 3, belakang masjid")
    assert said.uttered == ["utter_ask_alasan_kunjungan"]

    said = await citizen.says("stroke, hanya bisa berbaring")

    assert said.uttered == ["utter_kunjungan_dicatat"]
    ((kind, words),) = records.requests()
    assert kind == "kunjungan"
    assert words.split("\n")[:1] == ["Siti Contoh"]
    assert "Jalan Melati 3, belakang masjid" in words
    assert "stroke, hanya bisa berbaring" in words


async def test_given_a_family_when_one_of_it_is_named_then_only_place_and_reason_are_asked(
    family, records
):
    said = await family.says("/minta_kunjungan")
    assert said.uttered == ["utter_ask_kunjungan_siapa"]
    assert said.titles == ["Budi Contoh", "Siti Contoh", "Orang lain"]
    said = await family.says("Siti Contoh")
    assert said.uttered == ["utter_ask_alamat"]
    assert "Siti Contoh" in said.text
    await family.says("Tebet, Jakarta Selatan")
    await family.says("Jalan Melati 3, belakang masjid")
    await family.says("tidak bisa jalan")

    ((kind, words),) = records.requests()

    assert (kind, words.startswith("Siti Contoh")) == ("kunjungan", True)
    assert records.seats_taken(WEDNESDAY_SESSION) == 2


async def test_given_a_family_when_it_is_somebody_else_then_consent_and_name_are_asked(family):
    await family.says("/minta_kunjungan")

    said = await family.taps("Orang lain")

    assert said.question == "utter_ask_persetujuan"


@pytest.mark.parametrize("answer", ["ya", "3"])
async def test_given_the_question_where_when_too_little_is_told_then_it_is_explained(
    family, answer
):
    await family.says("/minta_kunjungan")
    await family.taps("Siti Contoh")
    await family.says("Tebet, Jakarta Selatan")

    said = await family.says(answer)

    assert said.uttered == ["utter_salah_alamat_rinci", "utter_ask_alamat_rinci"]


async def test_given_a_visit_in_progress_when_stopped_then_nothing_is_stored(family, records):
    await family.says("/minta_kunjungan")
    await family.taps("Siti Contoh")

    said = await family.says("stop")

    assert said.uttered == ["utter_dihentikan"]
    assert records.requests() == []


async def test_given_a_stopped_form_about_somebody_then_the_next_one_names_another(
    family,
):
    await family.says("/minta_kunjungan")
    await family.taps("Siti Contoh")
    await family.says("stop")

    said = await family.says("daftarkan anak saya")

    assert "Siti Contoh" not in said.text


async def test_given_a_visit_in_progress_when_asked_something_then_it_goes_on(family):
    await family.says("/minta_kunjungan")
    await family.taps("Siti Contoh")
    await family.says("Tebet, Jakarta Selatan")

    said = await family.says("apakah vaksinnya halal?")

    assert said.uttered[0] == "utter_info_vaksin/halal"
    assert said.uttered[-1] == "utter_ask_alamat_rinci"
