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
    asked = citizen.last.question

    said = await citizen.says("vaksinnya halal ga?")

    assert said.uttered[0] == "utter_info_vaksin/halal"
    assert said.question == asked
    assert (await citizen.slots())["requested_slot"] == question


@EVERY_QUESTION
async def test_given_a_question_when_the_citizen_stops_then_only_a_draft_is_left(
    at, question, records
):
    citizen = await at(question)

    said = await citizen.says("ga jadi deh, batal aja")

    has_told = question not in ("persetujuan", "nik")
    assert said.uttered == ["utter_dihentikan", *["utter_isian_disimpan"] * has_told]
    assert len(records.drafts()) == has_told
    slots = await citizen.slots()
    assert slots["requested_slot"] is None
    assert slots["nik"] is None
    assert records.nothing_registered()


@pytest.mark.parametrize("question", ["persetujuan", "riwayat", "skrining"])
async def test_given_a_question_when_the_citizen_sends_a_voice_note_then_typing_is_asked_for(
    at, question
):
    citizen = await at(question)
    asked = citizen.last.question

    said = await citizen.says("#kiriman=audio")

    assert said.uttered[0] == "utter_kiriman_suara"
    assert said.question == asked


@pytest.mark.parametrize("question", ["persetujuan", "nama", "kelompok"])
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
    asked = citizen.last.question

    said = await citizen.says(typed)

    assert said.uttered[0].startswith(answer)
    assert said.question == asked


@pytest.mark.parametrize("question", ["alamat", "faskes", "konfirmasi"])
async def test_given_a_question_when_symptoms_are_told_then_they_are_stored_and_it_goes_on(
    at, question, records
):
    citizen = await at(question)
    asked = citizen.last.question

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


# Rasa's own commands; the channel takes the sign of a command off whatever is typed.
NEVER_SENT = {"restart", "back", "out_of_scope", "session_start"}


@pytest.mark.parametrize(
    "begin",
    ["daftar", "ubah_jadwal", "batal_jadwal", "lapor_kipi", "perbaiki_data", "hapus_data"],
)
async def test_given_an_open_form_when_any_intent_comes_then_it_is_answered(
    agent, citizen, family, begin
):
    # Handing back what no rule answers would make Rasa repeat itself and then fall silent.
    first = "/daftar_orang_lain" if begin == "daftar" else f"/{begin}"
    await citizen.says(first)
    for intent in sorted(set(agent.domain.intents) - NEVER_SENT):
        if (await citizen.slots())["requested_slot"] is None:
            await citizen.says(first)

        said = await citizen.says(f"/{intent}")

        # One for each of the two people, at most, beside an end and the open question.
        assert 1 <= len(said.messages) <= 4, (intent, said.uttered)
