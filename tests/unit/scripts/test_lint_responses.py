"""The lint finds what would not fit or lead anywhere, and the real responses pass it."""

import pytest

from scripts.lint_responses import known_intents, longest_values, problems_of, responses

VALUES = {"nama": "N" * 60}
INTENTS = {"daftar", "info_vaksin/halal"}


def button(title="Daftar", payload="/daftar"):
    return {"title": title, "payload": payload}


@pytest.mark.parametrize(
    "response",
    [
        {"text": "Halo", "buttons": [button(title="J" * 25)]},
        {"text": "Halo {nama}" + "x" * 960, "buttons": [button()]},
        {"text": "Halo", "buttons": [button(), button()]},
        {"text": "Halo", "buttons": [button(payload="/terbang")]},
        {"text": "Halo", "buttons": [button(payload="daftar")]},
        {"text": "Halo {tak_dikenal}"},
        {"text": "Halo", "custom": {"warna": "merah"}},
    ],
)
def test_a_response_that_breaks_a_rule_is_found(response):
    assert problems_of(response, VALUES, INTENTS)


@pytest.mark.parametrize("payload", ["/daftar", "/info_vaksin/halal", "#nik=ya"])
def test_a_button_that_leads_somewhere_passes(payload):
    assert (
        problems_of({"text": "Halo", "buttons": [button(payload=payload)]}, VALUES, INTENTS) == []
    )


def test_every_response_of_the_bot_fits():
    values, intents = longest_values(), known_intents()
    assert {n: p for n, r in responses() if (p := problems_of(r, values, intents))} == {}
