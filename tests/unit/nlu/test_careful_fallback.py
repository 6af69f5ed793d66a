"""Something is begun only when the citizen surely wants it."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.careful_fallback import CarefulFallback
from nlu.meanings import Meaning, set_meaning

SETTINGS = {
    "threshold": 0.3,
    "ambiguity_threshold": 0.01,
    "transactions": ["daftar", "daftar_orang_lain", "ubah_jadwal"],
    "transaction_threshold": 0.5,
    "transaction_threshold_elsewhere": 0.7,
}


def intent_of(text, *ranking):
    message = Message.build(text)
    set_meaning(message, [Meaning(name, confidence) for name, confidence in ranking])
    CarefulFallback(CarefulFallback.get_default_config() | SETTINGS).process([message])
    return message.get("intent")["name"]


@pytest.mark.parametrize(
    ("text", "confidence", "intent"),
    [
        ("mau vaksin dong", 0.55, "daftar"),
        ("mau vaksin dong", 0.45, "nlu_fallback"),
        ("mau ikutan dong", 0.55, "nlu_fallback"),
        ("mau ikutan dong", 0.8, "daftar"),
    ],
)
def test_a_registration_must_be_surer_where_vaccination_is_not_named(text, confidence, intent):
    assert intent_of(text, ("daftar", confidence), ("sapa", 0.1)) == intent


@pytest.mark.parametrize(
    "text",
    ["ubah jadwal kuliah bu ratna dong pak", "ganti jadwal servis ac jadi jumat ya mas"],
)
def test_given_another_service_then_it_is_asked_about_however_sure(text):
    assert intent_of(text, ("ubah_jadwal", 0.99)) == "nlu_fallback"


@pytest.mark.parametrize(
    "text",
    ["tolong digeser, hari itu saya ada kuliah", "jadwal vaksin saya ubah, ada servis ac"],
)
def test_given_another_service_as_the_reason_then_it_is_done(text):
    assert intent_of(text, ("ubah_jadwal", 0.9)) == "ubah_jadwal"


def test_given_two_kinds_of_registration_then_together_they_are_sure():
    ranking = (("daftar_orang_lain", 0.6), ("daftar", 0.35))

    assert intent_of("daftarkan kami berdua ya", *ranking) == "daftar_orang_lain"


def test_given_a_tapped_button_then_nothing_is_asked():
    assert intent_of("/daftar", ("daftar", 1.0)) == "daftar"


def test_given_a_doubtful_question_then_its_answer_is_given_all_the_same():
    assert intent_of("bayar ga", ("info_vaksin/biaya", 0.4)) == "info_vaksin"
