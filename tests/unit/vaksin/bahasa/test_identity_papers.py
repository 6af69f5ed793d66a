"""Who says that they have no NIK; a question about papers is no such statement."""

import pytest

from vaksin.bahasa.identity_papers import Papers, find_papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("belum punya NIK", Papers.NOTHING),
        ("sy ga pny nik min", Papers.NOTHING),
        ("maaf kak, nenek saya tidak punya KTP", Papers.NOTHING),
        ("NIK saya belum keluar", Papers.NOTHING),
        ("tanpa nik", Papers.NOTHING),
        ("anak saya belum punya nik", Papers.CHILD),
        ("bayi belum ada NIK", Papers.CHILD),
        ("paspor", Papers.PASSPORT),
        ("cuma punya paspor aja kak", Papers.PASSPORT),
        ("suami pegang KITAS", Papers.KITAS),
        ("pemegang kitap", Papers.KITAP),
    ],
)
def test_a_plain_statement_tells_what_somebody_has(text, papers):
    assert find_papers(text) is papers


@pytest.mark.parametrize(
    "text",
    [
        "paspor boleh?",
        "ktp saya hilang",
        "nik saya salah",
        "WNA bisa vaksin pake paspor / kitas?",
        "belum punya KTP bisa vaksin ga",
        "bikin paspor online gimana",
        "saya punya NIK",
        "3174014501909001",
        "",
    ],
)
def test_questions_and_other_statements_tell_nothing(text):
    assert find_papers(text) is None
