"""The way through a registration, question by question, as one walks it who taps."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.e2e.phone import Phone

NAME = "Siti Contoh"
SITE = "Puskesmas Tebet"
TICKET_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")


def walk_to(phone: Phone, nik: str, question: str) -> str:
    """Answer everything before a question (or before the ticket) and return how it is asked."""
    for asked, step in _steps(phone, nik):
        text = step()
        if asked == question:
            return text
    raise AssertionError(f"there is no question {question!r}")


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
