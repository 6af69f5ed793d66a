from __future__ import annotations

from whatsapp import payloads
from whatsapp.guard import plain_fallback
from whatsapp.limits import check
from whatsapp.payloads import Choice

LINK = "https://contoh.go.id/a.png"


def bodies(messages):
    return [message["text"]["body"] for message in messages if message["type"] == "text"]


def test_the_choices_of_a_list_are_numbered_with_their_descriptions():
    choices = [Choice(f"/{n}", f"Pilihan {n}", "Keterangan" if n == 1 else "") for n in range(11)]
    (body,) = bodies(plain_fallback(payloads.choice_list("Mau?", choices, "Pilih")))
    assert body.splitlines()[:4] == ["Mau?", "", "1. Pilihan 0", "2. Pilihan 1: Keterangan"]
    assert body.splitlines()[-1] == "11. Pilihan 10"


def test_buttons_are_numbered_and_their_image_stays():
    choices = [Choice("/a", "Sama"), Choice("/b", "Sama")]
    image, text = plain_fallback(payloads.reply_buttons("Mau?", choices, LINK))
    assert image == payloads.image(LINK)
    assert text == payloads.text("Mau?\n\n1. Sama\n2. Sama")


def test_given_an_image_that_cannot_be_sent_then_its_caption_stays():
    assert plain_fallback(payloads.image("gambar.png", "Tiket")) == [payloads.text("Tiket")]


def test_given_a_place_off_the_map_then_its_name_and_address_stay():
    place = {"latitude": 95, "longitude": 1, "name": "Puskesmas", "address": "Jl. Contoh"}
    assert bodies(plain_fallback(payloads.location(place))) == ["Puskesmas\nJl. Contoh"]


def test_given_a_file_that_cannot_be_sent_then_its_address_stays():
    assert bodies(plain_fallback(payloads.document("ftp://a.id/b.pdf"))) == ["ftp://a.id/b.pdf"]


def test_a_fallback_always_fits():
    choices = [Choice("/a", "x" * 3000), Choice("/b", "y" * 3000)]
    messages = plain_fallback(payloads.choice_list("z" * 3000, choices, "Pilih"))
    assert [check(message) for message in messages] == [[]] * len(messages)
    assert sum(body.count("x") + body.count("y") for body in bodies(messages)) == 6000
