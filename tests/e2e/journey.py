"""The ways through a registration, question by question: of who taps, and of who types."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.e2e.phone import Phone
from vaksin.clock import SystemClock, today_in

NAME = "Siti Contoh"
SITE = "Puskesmas Tebet"
# On a Saturday "sabtu" may mean today or the next one, and the bot rightly asks.
SATURDAY = 5
DAY = "Selasa" if today_in(SystemClock()).weekday() == SATURDAY else "Sabtu"
TICKET_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")


def walk_to(phone: Phone, nik: str, question: str) -> str:
    """Answer everything before a question (or before the ticket) and return how it is asked."""
    for asked, step in _steps(phone, nik):
        text = step()
        if asked == question:
            return text
    raise AssertionError(f"there is no question {question!r}")


def typed_answers(nik: str) -> tuple[str, ...]:
    """Return what one types, question by question, who registers without tapping anything."""
    return (
        "pgn daftar vaksin dong",
        "iya setuju",
        f"nik sy {nik}",
        "siti contoh",
        "blm pernah",
        "tebet jaksel",
        "yg lainnya",
        "gk ada",
        "di tebet aja",
        f"{DAY.lower()} pagi",
        "iya bener",
    )


def choose_a_site(phone: Phone, nik: str) -> str:
    """Tell who registers in one message, and return how the site is asked for."""
    phone.types(f"daftar vaksin, saya {NAME} nik {nik} lahir 5 januari 1990")
    phone.taps("Setuju")
    phone.types("belum pernah")
    phone.types("Tebet, Jakarta Selatan")
    phone.taps("Lainnya")
    asked = phone.taps("Tidak ada")
    assert "di mana" in asked
    return asked


def register(phone: Phone, nik: str) -> str:
    """Register somebody and return the text of the ticket."""
    return walk_to(phone, nik, "tiket")


def ticket_code(text: str) -> str:
    """Return the code of the ticket that a text shows."""
    found = TICKET_CODE.search(text)
    assert found, "there is no ticket code"
    return found.group()


def _steps(phone: Phone, nik: str) -> list[tuple[str, Callable[[], str]]]:
    return [
        ("menu", lambda: phone.types("halo")),
        ("persetujuan", lambda: phone.taps("Daftar vaksin")),
        ("nik", lambda: phone.taps("Setuju")),
        ("nama", lambda: phone.types(nik)),
        ("riwayat", lambda: phone.types(NAME)),
        ("alamat", lambda: phone.taps("Belum pernah")),
        ("kelompok", lambda: phone.types("Tebet, Jakarta Selatan")),
        ("skrining", lambda: phone.taps("Lainnya")),
        ("faskes", lambda: phone.taps("Tidak ada")),
        ("sesi", lambda: phone.taps(SITE)),
        ("konfirmasi", lambda: phone.taps(phone.offered[0])),
        ("tiket", lambda: phone.taps("Ya, daftarkan")),
    ]
