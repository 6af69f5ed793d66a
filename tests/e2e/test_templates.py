"""A message that Meta approved beforehand, from the bot's content to a tap on its button."""

from __future__ import annotations

import pytest

from tests.e2e.phone import Phone
from vaksin.people.addresses import Addresses
from whatsapp.graph import GraphClient
from whatsapp.templates.reading import load_templates

pytestmark = pytest.mark.e2e


def test_a_citizen_reads_a_template_and_taps_one_of_its_buttons(phone: Phone) -> None:
    template = load_templates()["undangan_daftar"]
    values = {variable.name: variable.example for variable in template.variables}
    settings = phone.product.environment
    meta = GraphClient(
        settings["WHATSAPP_API_URL"],
        settings["WHATSAPP_PHONE_NUMBER_ID"],
        settings["WHATSAPP_ACCESS_TOKEN"],
    )
    meta.send(Addresses(phone=phone.number), template.message(values), "undangan")
    assert phone.awaits_answer() == template.text(values)
    assert phone.offered == [button.title for button in template.buttons]
    assert "setuju" in phone.taps("Daftar sekarang")
