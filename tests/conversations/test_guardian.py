"""By what right somebody else is registered: their own consent, or a parent's or guardian's."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import nik_number
from vaksin.identity.nik import Sex
from vaksin.people.model import ConsentBasis

MOTHER = nik_number(9002)


@pytest.fixture
def asked(citizen):
    """Return what brings a citizen to the question whether a relative agrees."""

    async def asked(relation="ibu", nik=MOTHER):
        await citizen.says(f"daftarkan {relation} saya")
        for answer in ("#persetujuan=ya", nik, "Siti Contoh", "ya"):
            await citizen.says(answer)
        return citizen

    return asked


async def test_given_an_adult_relative_then_it_is_asked_whether_they_know_and_agree(asked):
    citizen = await asked()

    assert citizen.last.uttered == ["utter_ask_izin_orang"]
    assert "Ibu Siti Contoh" in citizen.last.text
    assert citizen.last.titles == ["Ya, setuju", "Saya walinya", "Belum"]


@pytest.mark.parametrize("answer", ["Ya, setuju", "sudah setuju kak", "iya beliau tahu"])
async def test_given_an_adult_relative_when_they_agree_then_their_permission_is_recorded(
    asked, records, answer
):
    citizen = await asked()

    said = await citizen.says(answer)

    assert said.uttered == ["utter_ask_riwayat"]
    assert "Ibu Siti Contoh" in said.text
    assert [consent.basis for consent in records.consents()] == [ConsentBasis.PERMISSION.value]


@pytest.mark.parametrize(
    "answer", ["Saya walinya", "saya wali beliau", "beliau tidak bisa menjawab, saya walinya"]
)
async def test_given_an_adult_who_cannot_agree_when_the_guardian_does_then_that_is_recorded(
    asked, records, answer
):
    # UU 27/2022 article 26.
    citizen = await asked()

    said = await citizen.says(answer)

    assert said.uttered == ["utter_ask_riwayat"]
    assert ConsentBasis.GUARDIAN.value in {consent.basis for consent in records.consents()}


@pytest.mark.parametrize("answer", ["Belum", "tidak", "beliau belum tahu"])
async def test_given_an_adult_relative_who_has_not_agreed_then_nothing_is_registered_or_kept(
    asked, records, answer
):
    citizen = await asked()

    said = await citizen.says(answer)

    assert said.uttered == ["utter_tanpa_izin_orang"]
    assert "Ibu Siti Contoh" in said.text
    assert records.nothing_registered()
    assert records.drafts() == []


async def test_given_somebody_who_is_not_the_guardian_then_that_is_no_consent(asked, records):
    citizen = await asked()

    said = await citizen.says("saya bukan walinya")

    assert "utter_ask_riwayat" not in said.uttered
    assert ConsentBasis.GUARDIAN.value not in {consent.basis for consent in records.consents()}


async def test_given_the_question_when_no_clear_answer_comes_then_it_is_asked_again(asked):
    citizen = await asked()

    said = await citizen.says("anu begitulah")

    assert said.uttered == ["utter_salah_izin_wali", "utter_ask_izin_orang"]


async def test_given_the_own_registration_then_the_question_does_not_come(at):
    citizen = await at("nama")

    said = await citizen.says("Contoh Warga")

    assert said.uttered == ["utter_ask_riwayat_lahir"]


@pytest.fixture
def minor():
    """Return the NIK of somebody of thirteen years in June 2023."""
    return nik_number(9003, date(2010, 1, 5), Sex.WOMAN)


async def test_given_a_minor_then_a_parent_or_guardian_is_asked(pandemic, asked, minor):
    # UU 27/2022 article 25.
    citizen = await asked("anak", minor)

    assert citizen.last.uttered == ["utter_ask_izin_wali"]
    assert "Ananda Siti Contoh" in citizen.last.text


@pytest.mark.parametrize("answer", ["Ya, saya izinkan", "iya saya ibunya"])
async def test_given_a_minor_when_a_parent_agrees_then_it_is_recorded_as_a_guardians(
    pandemic, asked, minor, records, answer
):
    citizen = await asked("anak", minor)

    said = await citizen.says(answer)

    assert said.uttered == ["utter_ask_riwayat"]
    assert ConsentBasis.GUARDIAN.value in {consent.basis for consent in records.consents()}


async def test_given_a_minor_when_no_parent_agrees_then_nothing_is_registered_or_kept(
    pandemic, asked, minor, records
):
    citizen = await asked("anak", minor)

    said = await citizen.says("tidak")

    assert said.uttered == ["utter_tanpa_izin_wali"]
    assert records.nothing_registered()
    assert records.drafts() == []
