"""What asks for something wins over small talk; two questions are both kept."""

import pytest

from nlu.clauses import clauses_of
from nlu.meanings import Meaning
from nlu.two_meanings import second_question, wish_beside_small_talk

COST, HALAL = "info_vaksin/biaya", "info_vaksin/halal"


def ranking(*names, confidence=0.8):
    return [Meaning(name, confidence / (place + 1)) for place, name in enumerate(names)]


def clauses(*names, confidence=0.95):
    return [Meaning(name, confidence) for name in names]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("makasih, btw vaksinnya bayar ga", 1),
        ("makasih banyak, btw vaksinnya bayar ga", 2),
        ("mau daftar vaksin. vaksinnya halal ga?", 2),
        ("mau daftar vaksin", 1),
        ("", 1),
    ],
)
def test_a_message_is_cut_where_a_new_thought_begins(text, parts):
    assert len(clauses_of(text)) == parts


def test_given_too_many_thoughts_then_the_message_stays_whole():
    assert len(clauses_of("satu dua. " * 9)) == 1


def test_given_thanks_and_a_question_then_the_question_wins():
    wish = wish_beside_small_talk(Meaning("terima_kasih", 0.9), clauses("terima_kasih", COST))

    assert wish == Meaning(COST, 0.95)


def test_given_thanks_and_something_unclear_then_it_stays_thanks():
    unsure = clauses("terima_kasih", COST, confidence=0.6)

    assert wish_beside_small_talk(Meaning("terima_kasih", 0.9), unsure) is None


def test_given_a_wish_and_a_question_then_the_question_is_kept_too():
    assert second_question(ranking("daftar", HALAL), clauses("daftar", HALAL)) == HALAL


def test_given_two_questions_then_the_second_is_kept_too():
    assert second_question(ranking(COST, HALAL), clauses(HALAL, COST)) == HALAL


@pytest.mark.parametrize("second", ["ubah_jadwal", "sapa", "tolak"])
def test_given_a_second_part_that_is_no_question_then_there_is_none(second):
    assert second_question(ranking("daftar", second), clauses("daftar", second)) is None


@pytest.mark.parametrize("first", ["hentikan_proses", "tolak", "sapa"])
def test_given_no_wish_first_then_there_is_no_second_question(first):
    assert second_question(ranking(first, COST), clauses(first, COST)) is None
