"""For whom: asked only where somebody could be meant, and never guessed among several."""

from __future__ import annotations

import pytest

from tests.conversations.journey import WEDNESDAY_SESSION
from tests.people import nik_number


@pytest.fixture
def parents(citizen, enrol):
    """Register both parents of a citizen without a seat."""
    enrol(citizen, 9001, "Budi Contoh", "ayah")
    enrol(citizen, 9002, "Siti Contoh", "ibu")
    return citizen


async def test_given_nobody_known_when_registering_then_it_is_not_asked(citizen):
    said = await citizen.says("mau daftar vaksin")

    assert said.uttered == ["utter_ask_persetujuan"]


async def test_given_a_mother_without_a_seat_when_a_mother_is_meant_then_it_is_asked_which(
    citizen, enrol
):
    enrol(citizen, 9002, "Siti Contoh", "ibu")

    said = await citizen.says("daftarkan ibu saya")

    assert said.uttered == ["utter_ask_untuk_siapa"]
    assert said.titles == ["Siti Contoh", "Orang lain"]
    assert said.buttons[0]["description"].startswith("Ibu Siti Contoh · dosis 1")


async def test_given_a_mother_without_a_seat_when_a_father_is_meant_then_it_is_not_asked(
    citizen, enrol
):
    enrol(citizen, 9002, "Siti Contoh", "ibu")

    said = await citizen.says("daftarkan ayah saya")

    assert said.uttered == ["utter_ask_persetujuan"]


async def test_given_several_without_a_seat_then_they_can_also_go_together(parents):
    said = await parents.says("/daftar_orang_lain")

    assert set(said.titles[:2]) == {"Budi Contoh", "Siti Contoh"}
    assert said.titles[2:] == ["Bersama-sama", "Orang lain"]


async def test_given_several_when_together_is_tapped_then_a_common_session_is_looked_for(parents):
    await parents.says("/daftar_orang_lain")

    said = await parents.taps("Bersama-sama")

    assert said.uttered == ["utter_ask_peserta"]


@pytest.mark.parametrize("answer", ["Siti Contoh", "siti", "untuk bu siti"])
async def test_given_somebody_registered_when_chosen_then_known_data_is_not_asked(parents, answer):
    await parents.says("/daftar_orang_lain")

    said = await parents.says(answer)

    assert said.uttered == ["utter_ask_kelompok"]
    assert "Ibu Siti Contoh" in said.text
    slots = await parents.slots()
    assert (slots["nik"], slots["hubungan"]) == (nik_number(9002), "ibu")


@pytest.mark.parametrize("answer", ["contoh", "terserah", "#untuk_siapa=orang:tidakada"])
async def test_given_an_answer_that_names_nobody_for_sure_then_it_is_asked_again(parents, answer):
    await parents.says("/daftar_orang_lain")

    said = await parents.says(answer)

    assert said.uttered == ["utter_salah_untuk_siapa", "utter_ask_untuk_siapa"]


async def test_given_the_question_when_it_is_somebody_else_then_the_relation_is_asked(parents):
    await parents.says("/daftar_orang_lain")

    said = await parents.taps("Orang lain")

    assert said.uttered == ["utter_ask_hubungan"]


async def test_given_a_person_of_another_number_when_their_choice_is_sent_then_nothing_is_told(
    parents, new_citizen, enrol
):
    stranger = enrol(new_citizen(), 9003, "Tono Contoh")
    await parents.says("/daftar_orang_lain")

    said = await parents.says(f"#untuk_siapa=orang:{stranger}")

    assert "Tono" not in said.text
    assert said.question == "utter_ask_untuk_siapa"


async def test_given_a_father_with_a_seat_when_chosen_for_himself_then_a_mother_is_not_meant(
    citizen, book, enrol
):
    book(citizen, 9001, "Budi Contoh")
    enrol(citizen, 9002, "Siti Contoh", "ibu")

    said = await citizen.says("mau daftar vaksin")

    assert said.uttered == ["utter_sudah_terdaftar"]


async def test_given_somebody_chosen_when_finished_then_their_seat_is_booked(parents, records):
    await parents.says("/daftar_orang_lain")
    await parents.taps("Siti Contoh")
    for answer in ("#kelompok=lainnya", "tidak ada", "puskesmas tebet", "rabu jam 8"):
        await parents.says(answer)

    said = await parents.says("ya")

    assert said.uttered == ["utter_tiket", "utter_belum_berjadwal"]
    assert "Siti Contoh" in said.messages[0]["text"]
    assert "Budi Contoh" in said.messages[1]["text"]
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]
    assert len(records.people()) == 2
