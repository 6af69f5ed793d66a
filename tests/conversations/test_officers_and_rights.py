"""Symptoms, officers, and accounts of wrong data."""

from __future__ import annotations

from datetime import timedelta

import pytest


async def test_given_symptoms_when_told_then_the_danger_signs_come_before_the_question(citizen):
    said = await citizen.says("habis vaksin kemarin badan saya demam tinggi")

    assert said.uttered == ["utter_ask_keluhan"]
    assert said.text.index("IGD") < said.text.index("ceritakan")


async def test_given_symptoms_when_the_account_follows_then_both_are_stored(citizen, records):
    await citizen.says("habis vaksin kemarin badan saya demam tinggi")

    said = await citizen.says("pusing sejak tadi pagi, disuntik kemarin")

    assert said.uttered == ["utter_kipi_tersimpan"]
    assert records.requests() == [
        (
            "kipi",
            "habis vaksin kemarin badan saya demam tinggi\n"
            "pusing sejak tadi pagi, disuntik kemarin",
        )
    ]


async def test_given_the_question_for_symptoms_when_stopped_then_nothing_is_stored(
    citizen, records
):
    await citizen.says("/lapor_kipi")

    said = await citizen.says("ga jadi")

    assert said.uttered == ["utter_dihentikan"]
    assert records.requests() == []


@pytest.mark.parametrize(
    ("hours", "answer"),
    [(0, "utter_petugas_bertugas"), (12, "utter_petugas_tutup"), (6 * 24, "utter_petugas_tutup")],
)
async def test_given_an_hour_when_an_officer_is_asked_for_then_the_answer_fits_it(
    citizen, clock, records, hours, answer
):
    clock.advance(timedelta(hours=hours))

    said = await citizen.says("mau ngomong sama petugas")

    assert said.uttered == [answer]
    assert records.requests() == [("pertanyaan", "mau ngomong sama petugas")]


async def test_given_an_officer_request_when_stored_then_its_number_is_told(citizen, programme):
    said = await citizen.says("petugas")

    with programme.engine.connect() as connection:
        (reference,) = connection.exec_driver_sql("SELECT reference FROM officer_requests").one()
    assert reference in said.text


async def test_given_wrong_data_when_the_right_one_is_told_then_it_is_stored_for_an_officer(
    citizen, records
):
    said = await citizen.says("/perbaiki_data")
    assert said.uttered == ["utter_ask_isi_perbaikan"]

    said = await citizen.says("nama saya tertulis Sity Contoh, yang benar Siti Contoh")

    assert said.uttered == ["utter_perbaikan_tersimpan"]
    ((kind, message),) = records.requests()
    assert kind == "perbaikan_data"
    assert message.endswith("nama saya tertulis Sity Contoh, yang benar Siti Contoh")
