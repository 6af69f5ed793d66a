"""Everybody whom a message names, and words that name nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.name_runs import find_names

NAMES = {
    "pak Ucok Siregar umurnya 61": ["Ucok Siregar"],
    "buat Dewi Anggraini": ["Dewi Anggraini"],
    "Ahmad Fauzi Nasution": ["Ahmad Fauzi Nasution"],
    "kulo Suparmi saking wonosari": ["Suparmi"],
    "I Wayan Sudana umur 50": ["I Wayan Sudana"],
    "beta Welmince Lalay, dari masohi": ["Welmince Lalay"],
    "Nur Azizah binti Saleh": ["Nur Azizah binti Saleh"],
    "Tiurma br Manurung dari siantar": ["Tiurma br Manurung"],
    "uni ambo Yulfitri": ["Yulfitri"],
    "markus kogoya mo ikut vaksin": ["markus kogoya"],
    "NAMA SAYA TENGKU RAZALI DARI SIAK": ["TENGKU RAZALI"],
    "bukan sari, tapi sarinah": ["sari", "sarinah"],
    "wa ode nurhayati mau vaksin": ["wa ode nurhayati"],
    "daftarkan Siti Aminah dan Budi Santoso": ["Siti Aminah", "Budi Santoso"],
}
NO_NAMES = """
jl ahmad yani no 5 | hari minggu | mau vaksin moderna | saya mau daftar | puskesmas mana
Selamat Pagi Admin | nama saya salah | vaksin di tebet | dokter Sinovac itu | wa saya mati
"""


@pytest.mark.parametrize(("message", "names"), NAMES.items())
def test_name_is_found_without_title_and_without_what_follows(
    message: str, names: list[str]
) -> None:
    assert [message[n.start : n.end] for n in find_names(message)] == names


@pytest.mark.parametrize(
    "message", [c.strip() for row in NO_NAMES.strip().splitlines() for c in row.split(" | ")]
)
def test_ordinary_words_are_no_names(message: str) -> None:
    assert find_names(message) == []


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(message: str) -> None:
    assert all(0 <= name.start < name.end <= len(message) for name in find_names(message))
