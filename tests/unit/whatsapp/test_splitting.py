from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.splitting import split


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("  \n", []),
        ("abc", ["abc"]),
        ("1234567890", ["1234567890"]),
        ("12345678901", ["1234567890", "1"]),
        ("ab cd\n\nef gh", ["ab cd", "ef gh"]),
        ("ab\n\ncd\n\nefgh ij", ["ab\n\ncd", "efgh ij"]),
        ("ab cd\nef gh", ["ab cd", "ef gh"]),
        ("ab cdef ghij", ["ab cdef", "ghij"]),
        ("1234567890 ab", ["1234567890", "ab"]),
    ],
)
def test_a_text_is_cut_at_its_largest_gaps(text, pieces):
    assert split(text, 10) == pieces


@given(st.text(st.sampled_from("ab \n"), max_size=80), st.integers(1, 20))
def test_pieces_fit_and_lose_only_white_space(text, limit):
    pieces = split(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
