"""A citizen registers on the phone page, in a real browser, against the running product."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.e2e.phone import Phone
from tests.processes import CHECKOUT

CHROMIUM = shutil.which("chromium")
PICTURE = CHECKOUT / "results" / "halaman-telepon.png"
ANSWER_MILLISECONDS = 30_000

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine"),
]


@pytest.fixture
def page(phone: Phone) -> Iterator[Page]:
    """Return the page of a new number; an error in its scripts fails the test."""
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 412, "height": 915})
        page.set_default_timeout(ANSWER_MILLISECONDS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{phone.product.phones_url}/?nomor={phone.number}")
        yield page
        browser.close()
    assert errors == []


def newest(page: Page, text: str) -> Locator:
    """Wait for an answer with these words and return it."""
    answer = page.get_by_test_id("pesan-masuk").last
    expect(answer).to_contain_text(text, timeout=ANSWER_MILLISECONDS)
    return answer


def write(page: Page, text: str, expected: str) -> None:
    page.get_by_test_id("tulis").fill(text)
    page.get_by_test_id("kirim").click()
    newest(page, expected)


def tap(page: Page, title: str, expected: str) -> None:
    page.get_by_test_id("pesan-masuk").last.get_by_role("button", name=title).click()
    newest(page, expected)


def choose(page: Page, row: str | int, expected: str) -> None:
    """Open the list of the newest message in its bottom sheet and send one of its rows."""
    page.get_by_test_id("pesan-masuk").last.get_by_test_id("buka-daftar").click()
    rows = page.get_by_test_id("baris-daftar")
    (rows.nth(row) if isinstance(row, int) else rows.filter(has_text=row)).click()
    page.get_by_test_id("kirim-daftar").click()
    newest(page, expected)


def test_a_citizen_registers_by_taps_and_typing_and_sees_the_ticket(page: Page, nik: str) -> None:
    write(page, "halo", "Mau dibantu apa?")
    tap(page, "Daftar vaksin", "setuju")
    tap(page, "Setuju", "Berapa NIK")
    write(page, nik, "nama lengkap")
    write(page, "Siti Contoh", "Sudah berapa kali")
    choose(page, "Belum pernah", "tinggal")
    write(page, "Tebet, Jakarta Selatan", "kelompok")
    choose(page, "Lainnya", "kondisi")
    choose(page, "Badan sehat", "di mana")
    choose(page, "Puskesmas Tebet", "jam berapa")
    choose(page, 0, "Sudah benar?")
    tap(page, "Ya, daftarkan", "Tiket vaksinasi")
    image = page.get_by_test_id("pesan-masuk").last.locator("img")
    image.evaluate("image => image.decode()")
    image.scroll_into_view_if_needed()
    # All of it but for a part of a pixel, by which a page cannot be scrolled.
    expect(image).to_be_in_viewport(ratio=0.99)
    PICTURE.parent.mkdir(exist_ok=True)
    page.screenshot(path=PICTURE)
