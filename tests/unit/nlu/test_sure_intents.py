"""Messages whose meaning needs no model."""

import pytest

from nlu.sure_intents import sure_intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("iya", "setuju"),
        ("nggih", "setuju"),
        ("gak usah", "tolak"),
        ("batal aja", "hentikan_proses"),
        ("#faskes=JKT-TEBET-01", "nlu_fallback"),
        ("3174014501909001", "nlu_fallback"),
        ("👍", "setuju"),
        ("🙈🙈", "nlu_fallback"),
        ("...", "nlu_fallback"),
        ("Rahayu Ningsih", "nlu_fallback"),
        ("rabu pagi aja", "nlu_fallback"),
        ("besok jam 9", "nlu_fallback"),
        ("", "nlu_fallback"),
    ],
)
def test_a_message_with_one_possible_meaning_gets_it(text, intent):
    assert sure_intent(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "ya tapi mahal ga",
        "mau daftar vaksin",
        "batalin jadwal tgl 5",
        "data saya salah",
        "efek samping",
        "besok hujan ga",
        "selamat pagi",
        "siti mau daftar",
    ],
)
def test_a_message_that_needs_weighing_is_left_to_the_model(text):
    assert sure_intent(text) is None
