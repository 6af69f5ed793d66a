"""A message that asks two things, or wants one and asks another, gets both."""

from __future__ import annotations


async def test_given_two_questions_then_both_are_answered(citizen):
    said = await citizen.says("vaksinnya halal ga? terus bayar berapa?")

    assert set(said.uttered) == {"utter_info_vaksin/halal", "utter_info_vaksin/biaya"}


async def test_given_thanks_and_a_question_then_the_question_is_answered(citizen):
    said = await citizen.says("makasih banyak min, btw vaksinnya bayar ga")

    assert said.uttered == ["utter_info_vaksin/biaya"]


async def test_given_a_wish_and_a_question_then_the_answer_comes_before_the_form(citizen):
    said = await citizen.says("mau daftar vaksin dong, vaksinnya halal ga?")

    assert said.uttered[0] == "utter_info_vaksin/halal"
    assert said.question == "utter_ask_persetujuan"


async def test_given_an_age_in_a_question_then_it_is_answered(citizen):
    said = await citizen.says("saya lansia, umur tujuh puluhan, masih boleh ikut vaksin?")

    assert said.uttered[0] == "utter_info_vaksin/lansia"


async def test_given_one_question_then_one_answer_comes(citizen):
    said = await citizen.says("vaksinnya halal ga sih min?")

    assert said.uttered == ["utter_info_vaksin/halal"]


async def test_given_another_service_then_nothing_is_begun(citizen, records):
    said = await citizen.says("ubah jadwal kuliah bu ratna dong pak, bentrok sama praktikum")

    assert said.uttered == ["utter_maksudnya"]
    assert records.nothing_registered()
