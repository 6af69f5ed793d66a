from __future__ import annotations

import pytest

from vaksin.bahasa.lexicon import is_within_one_edit, month_number, weekday_with_typo


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("agistus", 8), ("agsutus", 8), ("agustuss", 8), ("nopember", 11), ("pebruari", 2),
        ("septmber", 9), ("oktobr", 10), ("jan", 1), ("agt", 8), ("meiii", 5), ("october", 10),
    ],
)  # fmt: skip
def test_a_month_is_known_by_its_abbreviations_and_with_one_typo(word: str, month: int) -> None:
    assert month_number(word) == month


@pytest.mark.parametrize("word", ["macet", "april1", "meja", "sepatu", "agung", "marah", ""])
def test_other_words_are_no_month(word: str) -> None:
    assert month_number(word) is None


def test_a_weekday_may_have_a_typo() -> None:
    assert weekday_with_typo("senja") is None
    assert weekday_with_typo("selassa") == 1
    assert weekday_with_typo("slasa") == 1


@pytest.mark.parametrize("typo", ["oktobe", "oktoober", "oktobar", "okotber", "oktober"])
def test_one_edit_is_a_letter_lost_added_changed_or_swapped(typo: str) -> None:
    assert is_within_one_edit("oktober", typo)
    assert is_within_one_edit(typo, "oktober")


@pytest.mark.parametrize("typo", ["oktob", "koktobre", "akrober", "desember"])
def test_two_edits_are_too_many(typo: str) -> None:
    assert not is_within_one_edit("oktober", typo)
