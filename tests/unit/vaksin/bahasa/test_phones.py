"""Mobile numbers as people type them, and numbers that only look like one."""

from __future__ import annotations

import pytest

from vaksin.bahasa.phones import find_phones


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0812-0000-1234", "+6281200001234"),
        ("081200001234", "+6281200001234"),
        ("+62 812 0000 1234", "+6281200001234"),
        ("62812-0000-1234", "+6281200001234"),
        ("(0812) 0000 1234", "+6281200001234"),
        ("0812.0000.1234", "+6281200001234"),
        ("81200001234", "+6281200001234"),
        ("0811 0000 943", "+628110000943"),
    ],
)
def test_given_any_spelling_when_found_then_in_one_form(typed: str, number: str) -> None:
    message = f"hp saya {typed}, makasih"
    assert [(message[p.start : p.end], p.number) for p in find_phones(message)] == [(typed, number)]


@pytest.mark.parametrize(
    "message",
    [
        "nik 3174014501909001",
        "nik 3174 0845 0190 9001",
        "nik 8171 0315 0770 9006",
        "81.71.03.150770.9006",
        "telepon 119",
        "0812 aja lupa",
        "jam 08.00 - 09.00",
        "",
    ],
)
def test_given_another_number_when_looked_for_then_no_phone(message: str) -> None:
    assert find_phones(message) == []


def test_given_nik_and_phone_when_found_then_only_the_phone() -> None:
    message = "3174014501909001 12 maret 73 0811 0000 943"
    assert [p.number for p in find_phones(message)] == ["+628110000943"]
