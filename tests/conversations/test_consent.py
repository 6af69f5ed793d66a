"""Nothing is asked before the citizen agreed, and only a clear yes is one."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import MONDAY_MORNING


async def test_given_a_wish_to_register_when_told_then_consent_is_asked_first(citizen, records):
    said = await citizen.says("mau daftar vaksin dong")

    assert said.uttered == ["utter_ask_persetujuan"]
    assert said.titles == ["Setuju", "Tidak", "Baca dulu"]
    assert records.nothing_registered()


async def test_given_the_consent_question_when_tapped_yes_then_version_and_time_are_recorded(
    at, records, programme
):
    citizen = await at("persetujuan")

    await citizen.taps("Setuju")

    (consent,) = records.consents()
    assert consent.contact_id == citizen.id
    assert consent.text_version == programme.service.consent.version
    assert consent.given_at == MONDAY_MORNING
    assert consent.relation == "diri_sendiri"


@pytest.mark.parametrize("yes", ["ya", "ok setuju kak", "iyaa", "boleh", "stuju", "👍"])
async def test_given_the_consent_question_when_agreed_in_any_words_then_the_nik_is_asked(
    at, yes, records
):
    citizen = await at("persetujuan")

    said = await citizen.says(yes)

    assert said.uttered == ["utter_ask_nik_diri"]
    assert len(records.consents()) == 1


@pytest.mark.parametrize(
    "doubt", ["iya tapi ini aman ga datanya", "ya kali", "setuju ga ya?", "iya tapi..."]
)
async def test_given_the_consent_question_when_the_yes_has_a_but_then_it_is_no_consent(
    at, doubt, records
):
    citizen = await at("persetujuan")

    said = await citizen.says(doubt)

    assert said.question == "utter_ask_persetujuan"
    assert records.consents() == []


async def test_given_the_consent_question_when_read_first_then_the_rules_and_the_question_follow(
    at, records
):
    citizen = await at("persetujuan")

    said = await citizen.taps("Baca dulu")

    assert said.uttered[0] == "utter_kebijakan_data"
    assert said.question == "utter_ask_persetujuan"
    assert records.consents() == []


@pytest.mark.parametrize("no", ["#persetujuan=tidak", "ga mau ah", "tidak setuju", "ora"])
async def test_given_the_consent_question_when_refused_then_nothing_is_kept(at, no, records):
    citizen = await at("persetujuan")

    said = await citizen.says(no)

    assert said.uttered == ["utter_tidak_setuju"]
    assert records.consents() == []
    assert records.contacts() == []


async def test_given_a_refusal_when_the_citizen_asks_something_then_it_is_answered(at):
    citizen = await at("persetujuan")
    await citizen.says("tidak")

    said = await citizen.says("vaksinnya halal ga?")

    assert said.uttered == ["utter_info_vaksin/halal"]


async def test_given_a_refusal_when_registering_again_then_consent_is_asked_again(at):
    citizen = await at("persetujuan")
    await citizen.says("tidak")

    said = await citizen.says("daftar")

    assert said.uttered == ["utter_ask_persetujuan"]
