"""At every question one may ask, stop, greet, thank or call an officer; then it is asked again."""

from __future__ import annotations

import pytest

from tests.conversations.journey import QUESTIONS

EVERY_QUESTION = pytest.mark.parametrize("question", QUESTIONS)


@EVERY_QUESTION
async def test_given_a_question_when_the_citizen_asks_about_vaccines_then_both_are_said(
    at, question
):
    citizen = await at(question)
    asked = citizen.last.messages[-1]["text"]

    said = await citizen.says("vaksinnya halal ga?")

    assert said.uttered[0] == "utter_info_vaksin/halal"
    assert said.messages[-1]["text"] == asked
    assert (await citizen.slots())["requested_slot"] == question


@EVERY_QUESTION
async def test_given_a_question_when_the_citizen_stops_then_nothing_is_left(at, question, records):
    citizen = await at(question)

    said = await citizen.says("ga jadi deh, batal aja")

    assert said.uttered == ["utter_dihentikan"]
    slots = await citizen.slots()
    assert slots["requested_slot"] is None
    assert slots["nik"] is None
    assert records.nothing_registered()


@EVERY_QUESTION
async def test_given_a_question_when_the_citizen_sends_a_voice_note_then_typing_is_asked_for(
    at, question
):
    citizen = await at(question)
    asked = citizen.last.uttered[-1]

    said = await citizen.says("#kiriman=audio")

    assert said.uttered == ["utter_kiriman_suara", asked]


@pytest.mark.parametrize("question", ["persetujuan", "nik", "nama", "alamat", "kelompok", "sesi"])
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("petugas", "utter_petugas_bertugas"),
        ("menu", "utter_menu"),
        ("halo kak", "utter_sapa"),
        ("makasih ya", "utter_terima_kasih"),
        ("cek jadwal saya", "utter_belum_terdaftar"),
    ],
)
async def test_given_a_question_when_something_else_is_said_then_it_is_answered_and_asked_again(
    at, question, typed, answer
):
    citizen = await at(question)
    asked = citizen.last.uttered[-1]

    said = await citizen.says(typed)

    assert said.uttered == [answer, asked]


@pytest.mark.parametrize("question", ["alamat", "faskes", "konfirmasi"])
async def test_given_a_question_when_symptoms_are_told_then_they_are_stored_and_it_goes_on(
    at, question, records
):
    citizen = await at(question)
    asked = citizen.last.uttered[-1]

    said = await citizen.says("saya demam habis disuntik vaksin kemarin")

    assert said.uttered == ["utter_kipi_tersimpan", asked]
    assert "IGD" in said.text
    assert [kind for kind, _ in records.requests()] == ["kipi"]


@pytest.mark.parametrize(
    "command", ["/ubah_jadwal", "/batal_jadwal", "/hapus_data", "/perbaiki_data"]
)
async def test_given_a_question_when_another_task_is_asked_for_then_this_one_is_finished_first(
    at, command, records
):
    citizen = await at("alamat")

    said = await citizen.says(command)

    assert said.uttered == ["utter_selesaikan_dulu", "utter_ask_alamat"]


@pytest.mark.parametrize("command", ["daftar", "/daftar", "mau daftar vaksin"])
async def test_given_a_question_when_registration_is_asked_for_again_then_it_goes_on(at, command):
    citizen = await at("nik")

    said = await citizen.says(command)

    assert said.uttered == ["utter_ask_nik_diri"]


FORMS = {
    "/daftar": "formulir_daftar",
    "/ubah_jadwal": "formulir_ubah_jadwal",
    "/batal_jadwal": "formulir_batal_jadwal",
    "/lapor_kipi": "formulir_kipi",
    "/perbaiki_data": "formulir_perbaikan",
    "/hapus_data": "formulir_hapus_data",
}


@pytest.mark.parametrize("begin", FORMS)
async def test_given_an_open_form_when_any_intent_comes_then_it_is_answered_once(
    agent, citizen, book, begin
):
    # A form that hands back what no rule answers would make Rasa repeat itself and fall silent.
    if begin != "/daftar":
        book(citizen, 9001)
        book(citizen, 9002, "Siti Contoh", "ibu")
    for intent in agent.domain.intents:
        await citizen.says("/hentikan_proses")
        await citizen.says(begin)

        said = await citizen.says(f"/{intent}")

        assert 1 <= len(said.messages) <= 3, (intent, said.uttered)
        assert len(set(said.uttered)) == len(said.uttered), (intent, said.uttered)
