"""After an outage: one apology for messages that came days late, and how things stand now."""

from __future__ import annotations

import pytest

from tests.conversations.journey import QUESTIONS

LATE = "/pesan_terlambat"


async def test_given_nobody_registered_when_a_message_came_late_then_how_to_begin_is_said(
    citizen, records
):
    said = await citizen.says(LATE)

    assert said.uttered == ["utter_terlambat_kosong"]
    assert said.titles == ["Daftar vaksin", "Menu lengkap", "Bicara ke petugas"]
    assert records.nothing_registered()


async def test_given_a_family_when_a_message_came_late_then_all_their_bookings_are_told(family):
    said = await family.says(LATE)

    assert said.uttered == ["utter_terlambat_jadwal"]
    assert "Budi Contoh" in said.text
    assert "Siti Contoh" in said.text
    assert {"Menu lengkap", "Bicara ke petugas"} <= set(said.titles)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_given_a_question_when_a_message_came_late_then_it_is_asked_again_and_nothing_is_lost(
    at, question
):
    citizen = await at(question)
    asked, before = citizen.last.question, await citizen.slots()

    said = await citizen.says(LATE)

    assert said.uttered[0] == "utter_terlambat_isian"
    assert len(said.messages) == 2
    assert said.question == asked
    assert await citizen.slots() == before


@pytest.mark.parametrize(
    "begin", ["/daftar_orang_lain", "/ubah_jadwal", "/batal_jadwal", "/lapor_kipi", "/hapus_data"]
)
async def test_given_bookings_and_a_question_when_a_message_came_late_then_both_are_said(
    family, records, begin
):
    asked = (await family.says(begin)).question

    said = await family.says(LATE)

    assert said.uttered[0] == "utter_terlambat_isian_jadwal"
    assert "Siti Contoh" in said.messages[0]["text"]
    assert said.question == asked
    assert len(records.bookings()) == 2
    assert records.requests() == []


@pytest.mark.parametrize("typed", ["pesan terlambat", "kok pesannya terlambat dibalas"])
async def test_given_words_about_lateness_when_typed_then_they_are_not_taken_for_the_signal(
    citizen, typed
):
    said = await citizen.says(typed)

    assert not any(name.startswith("utter_terlambat") for name in said.uttered)
