from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.numbers import read_number

_UNITS = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def _spell(number: int) -> str:
    """An independent speller, so that every number can be read back."""
    if number < 10:
        return _UNITS[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number, f"{_UNITS[number - 10]} belas")
    for scale, name in ((1_000_000, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= scale:
            head, rest = divmod(number, scale)
            start = f"se{name}" if head == 1 and name != "juta" else f"{_spell(head)} {name}"
            return f"{start} {_spell(rest)}".strip()
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("nol", 0),
        ("sepuluh", 10),
        ("sebelas", 11),
        ("dua belas", 12),
        ("dua puluh lima", 25),
        ("seratus", 100),
        ("se ratus", 100),
        ("se-ratus dua", 102),
        ("seribu sembilan ratus sembilan puluh", 1990),
        ("dua ribu dua", 2002),
        ("seratus lima belas ribu", 115_000),
        ("lima juta", 5_000_000),
        ("ke-2", 2),
        ("ke 2", 2),
        ("k2", 2),
        ("kedua", 2),
        ("kedua puluh", 20),
        ("pertama", 1),
        ("17", 17),
        ("1.500", 1500),
        ("1.500.000", 1_500_000),
        ("50rb", 50_000),
        ("2 jt", 2_000_000),
        ("  Tiga ", 3),
    ],
)
def test_number_words_and_digits_are_read(words: str, number: int) -> None:
    assert read_number(words) == number


@pytest.mark.parametrize(
    "words",
    [
        "",
        "ke",
        "se",
        "dua satu",
        "satu sinovac",
        "1,5 juta",
        "1.50",
        "belas",
        "dua dosis",
        "9" * 5000,
    ],
)
def test_anything_else_is_no_number(words: str) -> None:
    assert read_number(words) is None


@given(st.integers(1, 999_999_999))
def test_every_number_in_words_is_read_back(number: int) -> None:
    assert read_number(_spell(number)) == number


@given(st.integers(0, 999_999_999))
def test_every_number_in_digits_is_read_back(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}".replace(",", ".")) == number


@given(st.text())
def test_any_text_is_a_whole_number_or_none(text: str) -> None:
    number = read_number(text)
    assert number is None or number >= 0
