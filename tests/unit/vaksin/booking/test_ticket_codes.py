"""Ticket codes as people type or paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.booking.rows import CODE_ALPHABET, new_ticket_code
from vaksin.booking.ticket_codes import find_ticket_code

codes = st.lists(st.sampled_from(CODE_ALPHABET), min_size=12, max_size=12).map(
    lambda letters: "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))
)


@given(
    codes, st.sampled_from(["", "kode tiket ibu saya ", "VAKSINWA:"]), st.sampled_from(["", " kak"])
)
def test_a_code_is_found_among_words(code, before, after):
    text = before + code + after
    found = find_ticket_code(text)
    assert found is not None
    assert found.code == code == text[found.start : found.end]


@pytest.mark.parametrize(
    "typed",
    [
        "abcd-efgh-2345",
        "ABCD – EFGH – 2345",
        "ABCD - EFGH - 2345",
        "ABCDEFGH2345",
        "(abcd-EFGH-2345)",
    ],
)
def test_a_code_is_found_however_it_is_written(typed):
    found = find_ticket_code(typed)
    assert found is not None
    assert found.code == "ABCD-EFGH-2345"


@pytest.mark.parametrize(
    "text",
    [
        "anak-anak-anak",
        "3174014501909001",
        "081200009001",
        "234523452345",
        "ABCDEFGHJKLM",
        "ABCD-EFGH",
        "ABCD-EFGH-234",
        "XABCD-EFGH-2345",
        "ABCD-EFGH-2345-6789",
        "kode saya mana ya",
        "",
    ],
)
def test_other_words_and_numbers_are_no_code(text):
    assert find_ticket_code(text) is None


def test_every_new_ticket_has_a_code_that_is_found():
    code = new_ticket_code()
    found = find_ticket_code(f"ini {code}")
    assert found is not None
    assert found.code == code


def test_a_mention_does_not_show_its_code():
    assert "ABCD" not in repr(find_ticket_code("ABCD-EFGH-2345"))
