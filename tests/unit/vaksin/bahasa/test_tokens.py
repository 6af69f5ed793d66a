from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.tokens import Tokens


def _words(text: str) -> list[str]:
    tokens = Tokens(text)
    return [tokens.word(index) for index in range(len(tokens))]


def test_letters_and_digits_written_together_are_cut_apart() -> None:
    assert _words("tgl23juni, 2minggu") == ["tgl", "23", "juni", ",", "2", "minggu"]


def test_an_apostrophe_in_a_word_is_dropped_but_before_a_number_it_stays() -> None:
    assert _words("Jum'at Jan'90") == ["jumat", "jan", "'", "90"]


def test_a_number_too_long_to_matter_has_no_value() -> None:
    tokens = Tokens("9" * 5000)
    assert tokens.is_digits(0)
    assert tokens.number(0) is None


def test_beyond_the_message_there_are_only_empty_words() -> None:
    tokens = Tokens("besok")
    assert (tokens.word(-1), tokens.word(1), tokens.number(7)) == ("", "", None)


@given(st.text())
def test_tokens_leave_out_nothing_but_white_space(text: str) -> None:
    tokens = Tokens(text)
    extents = [tokens.extent(index, index + 1) for index in range(len(tokens))]
    assert "".join(text[start:end] for start, end in extents) == "".join(text.split())
