"""The phone page in a real browser; skipped where none is installed."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

BUTTONS = {
    "type": "button",
    "body": {"text": "Siapa yang didaftarkan?"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "saya", "title": "Saya sendiri"}},
            {"type": "reply", "reply": {"id": "lain", "title": "Orang lain"}},
        ]
    },
}
LIST = {
    "type": "list",
    "body": {"text": "Pilih faskes"},
    "action": {
        "button": "Lihat faskes",
        "sections": [
            {"title": "Puskesmas", "rows": [{"id": "p1", "title": "Satu", "description": "dekat"}]},
            {"title": "Rumah sakit", "rows": [{"id": "r1", "title": "RS Contoh"}]},
        ],
    },
}

TEMPLATE = {
    "name": "pengingat",
    "language": "id",
    "category": "UTILITY",
    "components": [
        {"type": "BODY", "text": "Besok giliran Anda divaksin."},
        {"type": "FOOTER", "text": "Balas kapan saja."},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ubah jadwal"}]},
    ],
}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser, simulator, number):
    """The phone of this test's number; any script error fails the test."""
    errors = []
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    opened.on("pageerror", lambda error: errors.append(error))
    opened.goto(f"{simulator.url}/?nomor={number}")
    yield opened
    opened.close()
    assert errors == []


def received(bot, number):
    bot.wait_until(lambda: bot.messages_from(number))
    return bot.messages_from(number)[-1]


def test_a_typed_message_is_sent_with_enter_and_shown_with_ticks(page, bot, number):
    page.get_by_test_id("tulis").fill("halo <b>bot</b>")
    page.keyboard.press("Enter")
    assert received(bot, number)["text"]["body"] == "halo <b>bot</b>"
    bubble = page.get_by_test_id("pesan-keluar")
    expect(bubble).to_contain_text("halo <b>bot</b>")
    expect(bubble.get_by_role("img", name="Sampai")).to_be_visible()


def test_marks_and_links_are_rendered_and_nothing_else(page, simulator, number):
    body = "*tebal* _miring_ 2*3*4 https://contoh.example/a_b_c. <img src=x onerror=alert(1)>"
    simulator.bot_says(number, type="text", text={"body": body})
    bubble = page.get_by_test_id("pesan-masuk")
    expect(bubble.locator("strong")).to_have_text("tebal")
    expect(bubble.locator("em")).to_have_text("miring")
    expect(bubble.locator("a")).to_have_attribute("href", "https://contoh.example/a_b_c")
    expect(bubble).to_contain_text("2*3*4")
    expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")
    expect(bubble.locator("img")).to_have_count(0)


def test_a_tapped_button_answers_the_message_it_stands_under(page, simulator, bot, number):
    asked = simulator.bot_says(number, type="interactive", interactive=BUTTONS)
    simulator.bot_says(number, type="text", text={"body": "pesan yang lebih baru"})
    page.get_by_test_id("tombol").filter(has_text="Orang lain").click()
    reply = received(bot, number)
    assert reply["context"]["id"] == asked
    assert reply["interactive"]["button_reply"] == {"id": "lain", "title": "Orang lain"}


def test_a_template_shows_its_words_and_its_button_answers_it(
    page, simulator, trouble, bot, number
):
    simulator.submits(TEMPLATE)
    template = {"name": "pengingat", "language": {"code": "id"}}
    asked = simulator.bot_says(number, type="template", template=template)
    bubble = page.get_by_test_id("pesan-masuk")
    expect(bubble).to_contain_text("Besok giliran Anda divaksin.")
    expect(bubble).to_contain_text("Balas kapan saja.")
    page.get_by_test_id("tombol").click()
    expect(page.get_by_test_id("pesan-keluar")).to_contain_text("Ubah jadwal")
    reply = received(bot, number)
    assert (reply["type"], reply["context"]["id"]) == ("button", asked)
    assert reply["button"] == {"payload": "Ubah jadwal", "text": "Ubah jadwal"}


def test_a_list_is_opened_chosen_from_and_sent(page, simulator, bot, number):
    asked = simulator.bot_says(number, type="interactive", interactive=LIST)
    page.get_by_test_id("buka-daftar").click()
    expect(page.get_by_test_id("kirim-daftar")).to_be_disabled()
    page.get_by_test_id("baris-daftar").filter(has_text="Satu").click()
    page.get_by_test_id("kirim-daftar").click()
    reply = received(bot, number)
    assert reply["context"]["id"] == asked
    chosen = {"id": "p1", "title": "Satu", "description": "dekat"}
    assert reply["interactive"]["list_reply"] == chosen


def test_a_list_closed_without_choosing_sends_nothing(page, simulator, bot, number):
    simulator.bot_says(number, type="interactive", interactive=LIST)
    page.get_by_test_id("buka-daftar").click()
    page.get_by_test_id("baris-daftar").first.click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("kirim-daftar")).to_be_hidden()
    page.get_by_test_id("tulis").fill("lanjut")
    page.get_by_test_id("kirim").click()
    received(bot, number)
    assert [message["type"] for message in bot.messages_from(number)] == ["text"]


def test_a_sample_town_is_sent_as_location(page, bot, number):
    page.get_by_test_id("lampirkan").click()
    page.get_by_test_id("lampiran-location").click()
    page.get_by_test_id("kota").filter(has_text="Bandung").click()
    page.get_by_test_id("kirim-lokasi").click()
    place = received(bot, number)["location"]
    assert place == {"latitude": -6.9147, "longitude": 107.6098, "name": "Bandung"}


def test_a_photo_is_sent_and_enlarges_on_tap(page, bot, number):
    page.get_by_test_id("lampirkan").click()
    page.get_by_test_id("lampiran-image").click()
    page.get_by_test_id("kirim-foto").click()
    assert received(bot, number)["image"]["mime_type"] == "image/jpeg"
    page.get_by_test_id("gambar").click()
    expect(page.get_by_role("dialog", name="Gambar diperbesar")).to_be_visible()


def test_showing_a_message_reports_it_as_read(page, simulator, bot, number):
    message_id = simulator.bot_says(number, type="text", text={"body": "halo"})
    expect(page.get_by_test_id("pesan-masuk")).to_be_visible()
    bot.wait_until(lambda: len(bot.statuses_of(message_id)) == 3)
    assert bot.statuses_of(message_id)[-1]["status"] == "read"


def test_typing_shows_until_the_bot_answers(page, simulator, number):
    asked = simulator.phone_sends(number, type="text", text="halo")
    receipt = {"status": "read", "message_id": asked, "typing_indicator": {"type": "text"}}
    simulator.graph({"messaging_product": "whatsapp", **receipt})
    expect(page.get_by_test_id("mengetik")).to_be_visible()
    simulator.bot_says(number, type="text", text={"body": "jawaban"})
    expect(page.get_by_test_id("mengetik")).to_be_hidden()


def test_the_chat_can_be_cleared(page, simulator, number):
    simulator.bot_says(number, type="text", text={"body": "halo"})
    expect(page.get_by_test_id("pesan-masuk")).to_be_visible()
    page.get_by_role("button", name="Ganti nomor").click()
    page.get_by_test_id("hapus-obrolan").click()
    expect(page.get_by_test_id("pesan-masuk")).to_have_count(0)


def test_another_number_is_another_phone(page, simulator, number):
    simulator.bot_says(number, type="text", text={"body": "untuk nomor pertama"})
    page.get_by_role("button", name="Ganti nomor").click()
    page.get_by_test_id("nomor").fill(f"{number}0")
    page.get_by_role("button", name="Pakai nomor").click()
    page.wait_for_url(f"**/?nomor={number}0")
    simulator.bot_says(f"{number}0", type="text", text={"body": "untuk nomor kedua"})
    expect(page.get_by_test_id("pesan-masuk")).to_have_count(1)
    expect(page.get_by_test_id("pesan-masuk")).to_contain_text("untuk nomor kedua")


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_the_page_never_scrolls_sideways(page, simulator, number, width):
    page.set_viewport_size({"width": width, "height": 844})
    long_word = "https://contoh.example/" + "a" * 300
    simulator.bot_says(number, type="text", text={"body": long_word})
    expect(page.get_by_test_id("pesan-masuk")).to_be_visible()
    widest = "['html', '#chat'].map(s => document.querySelector(s))"
    assert page.evaluate(f"{widest}.every(e => e.scrollWidth <= e.clientWidth)")


def test_a_tester_switches_a_trouble_on_and_off_again(page, simulator, trouble):
    trouble(errors=[{"code": 131056, "times": 1}])
    for switched_on in (True, False):
        page.get_by_role("button", name="Ganti nomor").click()
        page.get_by_test_id("buka-gangguan").click()
        page.get_by_test_id("gangguan-token").set_checked(switched_on)
        page.get_by_test_id("simpan-gangguan").click()
        expect(page.get_by_test_id("simpan-gangguan")).to_be_hidden()
        page.wait_for_function(
            "on => fetch('/control/troubles').then(a => a.json())"
            ".then(t => t.token_expired === on && t.errors.length === 1)",
            arg=switched_on,
        )


def test_while_something_is_made_to_go_wrong_the_page_says_so(page, trouble):
    expect(page.get_by_test_id("gangguan-menyala")).to_be_hidden()
    trouble(slow_share=1, slow_ms=1)
    page.reload()
    expect(page.get_by_test_id("gangguan-menyala")).to_be_visible()


def test_a_message_can_be_corrected_on_the_page(page, bot, number):
    page.get_by_test_id("tulis").fill("Budy")
    page.get_by_test_id("kirim").click()
    bubble = page.get_by_test_id("pesan-keluar")
    bubble.hover()
    bubble.get_by_test_id("ubah-atau-tarik").click()
    page.get_by_test_id("ubah-isi").fill("Budi")
    page.get_by_test_id("ubah-pesan").click()
    for _ in range(2):  # as it happens, and when everything is read again
        expect(bubble).to_contain_text("Budi")
        expect(bubble).to_contain_text("diubah")
        page.reload()
    bot.wait_until(lambda: bot.messages_from(number)[-1]["type"] == "edit")


def test_a_message_can_be_taken_back_by_a_long_press(page, bot, number):
    page.get_by_test_id("tulis").fill("salah kirim")
    page.get_by_test_id("kirim").click()
    bubble = page.get_by_test_id("pesan-keluar")
    bubble.get_by_text("salah kirim").click(button="right")
    page.get_by_test_id("tarik-pesan").click()
    for _ in range(2):  # as it happens, and when everything is read again
        expect(bubble).to_contain_text("Pesan ini ditarik kembali.")
        expect(bubble).not_to_contain_text("salah kirim")
        page.reload()
    bot.wait_until(lambda: bot.messages_from(number)[-1]["type"] == "revoke")
