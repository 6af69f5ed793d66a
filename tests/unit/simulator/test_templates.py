"""Templates at Meta: submitted, listed, and what a message made of one must be like."""

from __future__ import annotations

import pytest

from simulator.envelopes import BUSINESS_ACCOUNT_ID
from simulator.graph_errors import GraphError
from simulator.templates import TemplateLibrary

TOKEN = "token-for-tests"
EXAMPLE = {"body_text_named_params": [{"param_name": "nama", "example": "Warga"}]}
BODY = {"type": "BODY", "text": "Jadwal {{nama}} tercatat.", "example": EXAMPLE}
TEMPLATE = {"name": "jadwal", "language": "id", "category": "UTILITY", "components": [BODY]}


def message(value="Warga", name="nama", language="id"):
    parameters = [{"type": "text", "parameter_name": name, "text": value}]
    return {
        "name": "jadwal",
        "language": {"code": language},
        "components": [{"type": "body", "parameters": parameters}],
    }


@pytest.fixture
def library():
    filled = TemplateLibrary()
    filled.submit(TEMPLATE)
    return filled


def code_of(call, *arguments):
    with pytest.raises(GraphError) as raised:
        call(*arguments)
    return raised.value.code


def test_a_message_with_the_right_parameters_is_taken(library):
    library.check(message())


def test_a_message_of_an_unknown_template_is_taken():
    TemplateLibrary().check(message())


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (message(language="en"), 132001),
        ({**message(), "components": []}, 132000),
        (message(name="tempat"), 132012),
        (message("satu\ndua"), 132018),
        (message(""), 132018),
        (message("x" * 1020), 132005),
    ],
)
def test_a_message_that_does_not_fit_its_template_is_refused(library, sent, code):
    assert code_of(library.check, sent) == code


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)]
)
def test_a_template_that_is_not_approved_any_more_is_refused(library, status, code):
    (kept,) = library.named("jadwal")
    kept["status"] = status
    assert code_of(library.check, message()) == code


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Jadwal"},
        {"category": "LAIN"},
        {"components": []},
        {"components": [{**BODY, "text": "{{nama}} tercatat."}]},
        {"components": [{**BODY, "example": {}}]},
        {"components": [{"type": "BODY", "text": "x" * 1025}]},
        {"components": [{"type": "FOOTER", "text": "untuk {{nama}}"}]},
        {"components": [{"type": "BUTTONS", "buttons": [{"text": "x" * 26}]}]},
        {"components": [{"type": "CAROUSEL"}]},
    ],
)
def test_a_template_against_the_rules_is_not_kept(wrong):
    library = TemplateLibrary()
    with pytest.raises(GraphError):
        library.submit({**TEMPLATE, **wrong})
    assert library.all() == []


def test_a_template_is_submitted_once(library):
    assert code_of(library.submit, TEMPLATE) == 100


def test_all_templates_are_listed_page_by_page(simulator):
    simulator.post("/control/reset")
    path = f"/v25.0/{BUSINESS_ACCOUNT_ID}/message_templates"
    for name in ("satu", "dua", "tiga"):
        assert simulator.submits({**TEMPLATE, "name": name}).json()["status"] == "APPROVED"
    first = simulator.get(f"{path}?limit=2", TOKEN).json()
    assert [one["name"] for one in first["data"]] == ["satu", "dua"]
    after = first["paging"]["cursors"]["after"]
    second = simulator.get(f"{path}?limit=2&after={after}", TOKEN).json()
    assert [one["name"] for one in second["data"]] == ["tiga"]
    assert "next" not in second["paging"]
    simulator.post("/control/reset")


def test_a_message_of_a_known_template_is_checked_when_it_is_sent(simulator, number):
    simulator.post("/control/reset")
    simulator.submits(TEMPLATE)
    sent = {"messaging_product": "whatsapp", "to": number, "type": "template"}
    assert simulator.graph({**sent, "template": message()}).status_code == 200
    refused = simulator.graph({**sent, "template": message(name="lain")})
    assert refused.json()["error"]["code"] == 132012
    simulator.post("/control/reset")


@pytest.mark.parametrize(("account", "token"), [("1", TOKEN), (BUSINESS_ACCOUNT_ID, "wrong")])
def test_strangers_see_no_templates(simulator, account, token):
    assert simulator.get(f"/v25.0/{account}/message_templates", token).status_code in (400, 401)
