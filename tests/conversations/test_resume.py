"""An unfinished registration: kept over days, sessions and lost conversations, and gone on with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.journey import NIK, OTHER_NIK


@pytest.fixture
def returns(at, clock):
    """Return what brings back somebody whose conversation was lost at a question."""

    async def returns(question, after=timedelta(hours=1)):
        citizen = await at(question)
        await citizen.is_not_remembered()
        clock.advance(after)
        return citizen

    return returns


async def test_given_a_lost_conversation_when_registering_again_then_going_on_is_offered(returns):
    citizen = await returns("alamat")

    said = await citizen.says("mau daftar vaksin")

    assert said.uttered == ["utter_lanjutkan_daftar"]
    assert "*Ibu Contoh Warga*? Tinggal alamat, kesehatan, dan jadwal." in said.text
    assert said.titles == ["Contoh Warga", "Orang lain"]


@pytest.mark.parametrize("answer", ["Contoh Warga", "ya", "iya lanjut kak"])
async def test_given_the_offer_when_taken_then_the_open_question_comes_and_nothing_is_asked_twice(
    returns, answer
):
    citizen = await returns("alamat")
    await citizen.says("daftar")

    said = await citizen.says(answer)

    assert said.uttered == ["utter_dilanjutkan", "utter_ask_alamat"]
    slots = await citizen.slots()
    assert (slots["nik"], slots["nama"]) == (NIK, "Contoh Warga")


async def test_given_a_lost_conversation_when_greeting_then_going_on_is_offered(returns):
    citizen = await returns("faskes")
    said = await citizen.says("halo")
    assert said.uttered == ["utter_sapa_lanjutkan"]
    assert "Pendaftaran *Ibu Contoh Warga* belum selesai" in said.text

    said = await citizen.taps("Lanjutkan")

    assert said.uttered == ["utter_dilanjutkan", "utter_ask_faskes"]


async def test_given_a_draft_of_another_day_when_gone_on_with_then_health_is_asked_again(returns):
    citizen = await returns("faskes", after=timedelta(days=3))
    await citizen.says("daftar")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_dilanjutkan", "utter_ask_skrining"]


async def test_given_a_draft_with_a_wish_for_a_day_that_is_over_then_the_next_days_are_offered(
    at, clock
):
    citizen = await at("faskes")
    await citizen.says("besok di puskesmas tebet")
    await citizen.is_not_remembered()
    clock.advance(timedelta(days=3))
    await citizen.says("daftar")
    await citizen.says("ya")

    said = await citizen.says("tidak ada")

    assert said.uttered == ["utter_ask_sesi"]
    assert said.titles[0] == "Kam, 4 Mar 10.00"


async def test_given_the_end_of_a_resumed_registration_then_the_ticket_comes_and_no_draft_is_left(
    returns, records
):
    citizen = await returns("faskes")
    await citizen.says("daftar")
    await citizen.says("ya")
    await citizen.says("puskesmas tebet")
    await citizen.says("rabu jam 8")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert records.drafts() == []
    assert len(records.bookings()) == 1


async def test_given_a_stop_then_it_is_told_for_how_long_what_was_given_is_kept(at):
    citizen = await at("alamat")

    said = await citizen.says("batal")

    assert said.uttered == ["utter_dihentikan", "utter_isian_disimpan"]
    assert "Ibu Contoh Warga" in said.messages[1]["text"]
    assert "30 hari" in said.text
    said = await citizen.says("daftar")
    assert said.uttered == ["utter_lanjutkan_daftar"]


async def test_given_the_offer_when_it_is_for_somebody_else_then_it_is_asked_who(returns, records):
    citizen = await returns("alamat")
    await citizen.says("daftar")

    said = await citizen.taps("Orang lain")

    assert said.uttered == ["utter_ask_hubungan"]
    assert len(records.drafts()) == 1
    assert (await citizen.slots())["nik"] is None


async def test_given_the_draft_of_a_relative_when_it_is_not_meant_then_the_citizen_is_registered(
    citizen,
):
    await citizen.says("daftarkan ibu saya")
    for answer in ("setuju", OTHER_NIK, "Siti Contoh", "batal"):
        await citizen.says(answer)
    await citizen.says("daftar")

    said = await citizen.taps("Orang lain")

    assert said.uttered == ["utter_ask_persetujuan"]
    assert (await citizen.slots())["hubungan"] == "diri_sendiri"


async def test_given_two_drafts_then_both_are_offered_by_name_and_the_chosen_one_goes_on(
    at, records
):
    citizen = await at("alamat")
    await citizen.says("batal")
    await citizen.says("daftarkan ibu saya")
    await citizen.taps("Orang lain")
    for answer in ("setuju", OTHER_NIK, "Siti Contoh", "batal"):
        await citizen.says(answer)
    said = await citizen.says("daftar")
    assert said.uttered == ["utter_ask_untuk_siapa"]
    assert set(said.titles) == {"Contoh Warga", "Siti Contoh", "Orang lain"}

    said = await citizen.taps("Siti Contoh")

    assert said.uttered == ["utter_dilanjutkan", "utter_pastikan_lahir_nik"]
    slots = await citizen.slots()
    assert (slots["nik"], slots["hubungan"]) == (OTHER_NIK, "ibu")
    assert len(records.drafts()) == 2


async def test_given_a_draft_that_nobody_went_on_with_when_its_days_are_over_then_it_is_forgotten(
    returns, programme, records
):
    citizen = await returns("alamat", after=timedelta(days=31))
    list(programme.retention.forget_old())
    assert records.drafts() == []

    said = await citizen.says("daftar")

    assert said.uttered == ["utter_ask_persetujuan"]


async def test_given_a_button_to_go_on_when_its_draft_is_gone_then_it_begins_anew(
    returns, programme
):
    citizen = await returns("alamat")
    said = await citizen.says("halo")
    button = said.payload("Lanjutkan")
    for draft in programme.drafts.of(citizen.id):
        programme.drafts.discard(citizen.id, draft.id)

    said = await citizen.says(button)

    assert said.uttered == ["utter_ask_persetujuan"]


async def test_given_the_draft_of_another_number_when_its_button_is_sent_then_nothing_is_told(
    returns, new_citizen, programme
):
    other = await returns("alamat")
    (draft,) = programme.drafts.of(other.id)
    citizen = new_citizen()

    said = await citizen.says(f'/daftar{{"pilihan": "untuk_siapa=draf:{draft.id}"}}')

    assert said.uttered == ["utter_ask_persetujuan"]
    assert (await citizen.slots())["nik"] is None


async def test_given_nothing_but_the_consent_when_lost_then_there_is_nothing_to_go_on_with(returns):
    citizen = await returns("nik")

    said = await citizen.says("daftar")

    assert said.uttered == ["utter_ask_persetujuan"]


async def test_given_an_open_form_when_the_citizen_writes_after_days_then_it_goes_on(at):
    citizen = await at("alamat", seconds_ago=3 * 24 * 3600)

    said = await citizen.says("tebet jaksel")

    assert said.uttered[-1] == "utter_ask_kelompok"


async def test_given_an_unfinished_registration_when_erasure_is_asked_for_then_it_is_gone(
    returns, records
):
    citizen = await returns("alamat")
    await citizen.says("hapus data saya")

    await citizen.says("ya")

    assert records.drafts() == []
