"""Which mistakes in the designers' word lists are found when they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaksin.bahasa.word_lists import WordLists, fold, read_word_lists, word_lists
from vaksin.content import ContentError


def _read(folder: Path, slang: str, standard: str = "vaksin\n") -> WordLists:
    slang_file, standard_file = folder / "kata_gaul.tsv", folder / "kata_baku.txt"
    slang_file.write_text(slang, encoding="utf-8")
    standard_file.write_text(standard, encoding="utf-8")
    return read_word_lists(slang_file, standard_file)


def test_given_valid_lists_when_read_then_comments_are_skipped(tmp_path: Path) -> None:
    lists = _read(tmp_path, "# tempat\ndmn\tdi mana\n\n", "# baku\nvaksin dosis\n")
    assert lists.slang == {"dmn": "di mana"}
    assert lists.standard == {"vaksin", "dosis", "di", "mana"}


@pytest.mark.parametrize(
    ("slang", "complaint"),
    [
        ("gak\ttidak\ngak\ttidak\n", "row 2: 'gak' stands there twice"),
        ("dmn\tdi mana\nmana\tapa\n", "'mana' is both"),
        ("a1\tb1\nb1\ta1\n", "is both"),
        ("gak\tgak\n", "'gak' is both"),
        ("vaksin\tsuntik\n", "'vaksin' is both"),
        ("kk\tkakak\n", "'kk' must never be changed"),
        ("gak tidak\n", "row 1: must be a word"),
        ("gak\t\n", "row 1: must be a word"),
        ("Gak\ttidak\n", "row 1: must be a word"),
        ("gak\ttidak\tsekali\n", "row 1: must be a word"),
    ],
)
def test_given_a_mistake_when_read_then_it_is_named(
    tmp_path: Path, slang: str, complaint: str
) -> None:
    with pytest.raises(ContentError, match=complaint):
        _read(tmp_path, slang)


def test_given_no_file_when_read_then_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"kata_gaul\.tsv"):
        read_word_lists(tmp_path / "kata_gaul.tsv", tmp_path / "kata_baku.txt")


def test_the_projects_own_lists_are_valid_and_large() -> None:
    assert len(word_lists().slang) >= 450


def test_folding_makes_case_apostrophes_and_wide_letters_alike() -> None:
    assert fold("ＪＵＭ’AT") == "jum'at"
