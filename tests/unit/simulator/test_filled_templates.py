"""What a citizen sees of a template, and what its buttons answer."""

from __future__ import annotations

import pytest

from simulator.filled_templates import filled
from tests.e2e.phone import choices_of, reply_to, text_of

EXAMPLE = {"body_text_named_params": [{"param_name": "nama", "example": "Warga"}]}
BODY = {"type": "BODY", "text": "Besok {{nama}} divaksin.", "example": EXAMPLE}
FOOTER = {"type": "FOOTER", "text": "Balas kapan saja."}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Ubah jadwal"},
        {"type": "QUICK_REPLY", "text": "Batalkan"},
    ],
}
TEMPLATE = {
    "name": "pengingat",
    "language": "id",
    "category": "UTILITY",
    "components": [BODY, FOOTER, BUTTONS],
}
NAMED = {
    "type": "body",
    "parameters": [{"type": "text", "parameter_name": "nama", "text": "Warga Contoh"}],
}


def quick_reply(index, payload):
    parameters = [{"type": "payload", "payload": payload}]
    return {"type": "button", "sub_type": "quick_reply", "index": index, "parameters": parameters}


@pytest.fixture
def shown(simulator, trouble, number):
    """Send a message of the template and return it as it is on the phone."""

    def send(*components, submitted=True):
        if submitted:
            assert simulator.submits(TEMPLATE).ok
        language = {"code": "id"}
        template = {"name": "pengingat", "language": language, "components": [NAMED, *components]}
        simulator.bot_says(number, type="template", template=template)
        (message,) = simulator.screen(number)["messages"]
        return message

    return send


def test_the_variables_are_filled_and_the_footer_stands_below():
    seen = filled(TEMPLATE, [NAMED])
    assert (seen["body"], seen["footer"]) == ("Besok Warga Contoh divaksin.", "Balas kapan saja.")


def test_a_template_without_footer_and_buttons_has_neither():
    seen = filled({**TEMPLATE, "components": [BODY]}, [NAMED])
    assert seen == {"body": "Besok Warga Contoh divaksin.", "buttons": []}


@pytest.mark.parametrize("index", ["1", 1])
def test_a_button_answers_the_payload_that_came_with_it_else_its_title(index):
    assert filled(TEMPLATE, [NAMED, quick_reply(index, "/batal_jadwal")])["buttons"] == [
        {"id": "Ubah jadwal", "title": "Ubah jadwal"},
        {"id": "/batal_jadwal", "title": "Batalkan"},
    ]


def test_the_phone_shows_a_submitted_template_with_its_words(shown):
    message = shown(quick_reply("0", "/ubah_jadwal"))
    assert text_of(message) == "Besok Warga Contoh divaksin."
    assert choices_of(message)[0] == {"id": "/ubah_jadwal", "title": "Ubah jadwal"}


def test_the_phone_shows_a_template_that_was_never_submitted_by_its_name(shown):
    message = shown(submitted=False)
    assert (text_of(message), choices_of(message)) == ("pengingat", [])


def test_a_tapped_button_of_a_template_reaches_the_webhook(shown, simulator, bot, number):
    message = shown(quick_reply("0", "/ubah_jadwal"))
    choice = choices_of(message)[0]
    simulator.phone_sends(number, type=reply_to(message), context=message["id"], **choice)
    bot.wait_until(lambda: bot.messages_from(number))
    (received,) = bot.messages_from(number)
    assert received["button"] == {"payload": "/ubah_jadwal", "text": "Ubah jadwal"}
    assert received["context"]["id"] == message["id"]
