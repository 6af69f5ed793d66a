from __future__ import annotations

import base64

import pytest

from whatsapp import payloads
from whatsapp.limits import check, check_response
from whatsapp.payloads import Choice

PNG = b"\x89PNG\r\n\x1a\n"


def inline(content):
    return "data:image/png;base64," + base64.b64encode(content).decode()


def reply_buttons(title="Ya", choice="/ya", body="Mau?", count=1):
    choices = [Choice(f"{choice}{n or ''}", f"{title}{n or ''}") for n in range(count)]
    return payloads.reply_buttons(body, choices, None)


def choice_list(title="Ya", choice="/ya", description="", label="Pilih", body="Mau?", count=1):
    choices = [Choice(f"{choice}{n or ''}", title, description) for n in range(count)]
    return payloads.choice_list(body, choices, label)


@pytest.mark.parametrize(
    ("make", "fits"),
    [
        (lambda n: payloads.text("x" * n), 4096),
        (lambda n: payloads.image("https://a.id/b", "x" * n), 1024),
        (lambda n: reply_buttons(body="x" * n), 1024),
        (lambda n: reply_buttons(title="x" * n), 20),
        (lambda n: reply_buttons(choice="x" * n), 256),
        (lambda n: reply_buttons(count=n), 3),
        (lambda n: choice_list(body="x" * n), 1024),
        (lambda n: choice_list(title="x" * n), 24),
        (lambda n: choice_list(description="x" * n), 72),
        (lambda n: choice_list(choice="x" * n), 200),
        (lambda n: choice_list(label="x" * n), 20),
        (lambda n: choice_list(count=n), 10),
        (lambda n: payloads.image(inline(PNG + b"x" * (n - len(PNG)))), 5 * 1024 * 1024),
    ],
    ids=[
        "text",
        "caption",
        "body with buttons",
        "button title",
        "button payload",
        "buttons",
        "body with list",
        "row title",
        "row description",
        "row payload",
        "list label",
        "rows",
        "image",
    ],
)
def test_the_limit_itself_fits_and_one_more_does_not(make, fits):
    assert check(make(fits)) == []
    assert len(check(make(fits + 1))) == 1


@pytest.mark.parametrize(
    "payload",
    [
        payloads.text(""),
        reply_buttons(body=""),
        reply_buttons(title=""),
        reply_buttons(choice=""),
        reply_buttons(count=0),
        choice_list(body=""),
        choice_list(title=""),
        choice_list(label=""),
        choice_list(count=0),
        payloads.reply_buttons("Mau?", [Choice("/a", "Ya"), Choice("/b", "Ya")], None),
        payloads.reply_buttons("Mau?", [Choice("/a", "Ya"), Choice("/a", "Tidak")], None),
        payloads.choice_list("Mau?", [Choice("/a", "Ya"), Choice("/a", "Tidak")], "Pilih"),
        payloads.reply_buttons("Mau?", [Choice("/a", "Ya")], "gambar.png"),
        payloads.image("ftp://a.id/b"),
        payloads.image("data:image/png;base64,AAAA"),
        payloads.document("berkas.pdf"),
        payloads.location({"latitude": 91, "longitude": 1}),
        {"type": "kelak_ada"},
        {},
    ],
)
def test_what_whatsapp_refuses_is_told_in_one_sentence(payload):
    assert len(check(payload)) == 1


@pytest.mark.parametrize(
    "payload",
    [
        payloads.location({"latitude": -6.2, "longitude": 106.8}),
        payloads.document("https://a.id/b.pdf"),
        payloads.with_media(payloads.image(inline(PNG)), "123"),
        payloads.reply_buttons("Mau?", [Choice("/a", "Ya")], inline(PNG)),
        payloads.choice_list("Mau?", [Choice("/a", "Ya"), Choice("/b", "Ya")], "Pilih"),
    ],
)
def test_what_whatsapp_takes_is_without_problems(payload):
    assert check(payload) == []


def test_a_response_of_the_domain_is_checked_as_it_would_be_sent():
    response = {"text": "Mau?", "buttons": [{"title": "x" * 25, "payload": "/a"}]}
    assert check_response(response) == ["the title of row 1 has 25 characters, at most 24 fit"]


def test_a_misspelt_field_for_whatsapp_is_found():
    response = {"text": "Mau?", "custom": {"dafter": "Pilih"}}
    assert check_response(response) == ["custom has the unknown field dafter"]


def test_a_response_that_fits_is_without_problems():
    response = {"text": "Mau?", "buttons": [{"title": "Ya", "payload": "/a"}], "custom": None}
    assert check_response(response) == []
