"""Group and health questions: tapped, typed, counted; a postponement moves the sessions offered."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conversations.journey import TEBET_SITE
from tests.people import nik_number
from vaksin.identity.nik import Sex


def session_on(day: int) -> str:
    return f"{TEBET_SITE}-202703{day:02d}"


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("lainnya", "lainnya"),
        ("Lainya", "lainnya"),
        ("nakes", "nakes"),
        ("sy lg hamil", "ibu_hamil"),
        ("dewasa komorbid", "dewasa_komorbid"),
    ],
)
async def test_given_the_group_question_when_typed_then_the_group_is_taken(at, typed, group):
    citizen = await at("kelompok")

    said = await citizen.says(typed)

    assert said.uttered[-1] == "utter_ask_skrining"
    assert (await citizen.slots())["kelompok"] == group


async def test_given_the_group_question_when_a_number_is_typed_then_that_row_is_taken(at):
    citizen = await at("kelompok")
    last = len(citizen.last.titles)

    await citizen.says(str(last))

    assert (await citizen.slots())["kelompok"] == "lainnya"


@pytest.mark.parametrize("typed", ["0", "99", "🤷"])
async def test_given_the_group_question_when_it_names_none_then_the_list_comes_again(at, typed):
    citizen = await at("kelompok")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_salah_kelompok", "utter_ask_kelompok"]


@pytest.mark.parametrize(
    "typed",
    ["tidak ada", "ga ada kak", "sehat semua kak", "alhamdulillah sehat", "tdk ada keluhan", "1"],
)
async def test_given_the_health_question_when_nothing_applies_then_a_site_is_asked(at, typed):
    citizen = await at("skrining")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_faskes"]
    assert (await citizen.slots())["skrining"] == ["tidak_ada"]


@pytest.mark.parametrize("typed", ["tidak sehat", "kurang sehat", "tidak demam", "belum hamil"])
async def test_given_the_health_question_when_something_is_denied_then_nothing_is_concluded(
    at, typed
):
    citizen = await at("skrining")

    said = await citizen.says(typed)

    assert said.uttered[-1] == "utter_ask_skrining"
    assert (await citizen.slots())["skrining"] is None


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("demam", ["demam"]),
        ("2", ["demam"]),
        ("2 dan 10", ["demam", "penyakit_terkontrol"]),
        ("2, 10", ["demam", "penyakit_terkontrol"]),
    ],
)
async def test_given_the_health_question_when_conditions_are_typed_then_all_are_taken(
    at, typed, answers
):
    citizen = await at("skrining")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_saran_skrining", "utter_ask_faskes"]
    assert (await citizen.slots())["skrining"] == answers


async def test_given_a_condition_when_tapped_then_the_advice_leaves_the_decision_to_the_officer(at):
    citizen = await at("skrining")

    said = await citizen.taps("Pernah alergi berat")

    assert "Bicaralah dengan petugas" in said.text
    assert "Keputusan terakhir ada pada petugas" in said.text


async def test_given_a_fever_when_a_site_is_chosen_then_only_later_sessions_are_offered(at):
    citizen = await at("skrining")
    await citizen.taps("Demam")

    await citizen.taps("Puskesmas Tebet")

    sessions = [b["payload"] for b in citizen.last.buttons if TEBET_SITE in b["payload"]]
    assert sessions
    assert all(session >= f"#sesi={session_on(8)}" for session in sessions)


async def test_given_a_fever_when_tomorrow_is_asked_for_then_later_sessions_are_offered(at):
    citizen = await at("skrining")
    await citizen.taps("Demam")
    await citizen.taps("Puskesmas Tebet")

    said = await citizen.says("besok pagi")

    assert "Sen, 8 Mar 08.00" in said.titles
    assert (await citizen.slots())["sesi"] is None


async def test_given_a_chosen_day_when_health_is_changed_to_fever_then_the_day_is_asked_again(at):
    citizen = await at("konfirmasi")
    await citizen.taps("Ubah")
    await citizen.taps("Kondisi kesehatan")

    said = await citizen.taps("Demam")

    assert said.uttered == ["utter_saran_skrining", "utter_ask_sesi"]
    assert said.titles[0] == "Sen, 8 Mar 08.00"


async def test_given_a_pregnancy_when_the_nik_turns_out_a_mans_then_health_is_asked_again(at):
    citizen = await at("skrining")
    await citizen.taps("Hamil 13 minggu lebih")

    said = await citizen.says(f"salah, nik saya {nik_number(9011, sex=Sex.MAN)}")

    assert said.uttered == ["utter_ask_skrining"]
    assert "Hamil 13 minggu lebih" not in said.titles
    assert (await citizen.slots())["skrining"] is None


async def test_given_a_group_when_the_birth_date_turns_out_an_elders_then_the_group_follows(at):
    citizen = await at("skrining")

    await citizen.says(f"salah, nik saya {nik_number(9012, date(1950, 3, 5))}")
    await citizen.says("ya")

    assert (await citizen.slots())["kelompok"] == "lansia"
