"""Slips of the thumb that are the same in every run."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from nlu.typing_noise import mistyped

MESSAGE = "min mau daftar vaksin buat ibu saya di tebet hari sabtu jam 9 bisa ga"


def test_given_no_slips_then_the_text_stays():
    assert mistyped(MESSAGE, 0, Random(1)) == MESSAGE


def test_given_the_same_dice_then_the_slips_are_the_same():
    assert mistyped(MESSAGE, 0.2, Random(7)) == mistyped(MESSAGE, 0.2, Random(7))


def test_given_slips_then_some_letters_change_and_digits_do_not():
    typed = mistyped(MESSAGE * 5, 0.1, Random(3))

    assert typed != MESSAGE * 5
    assert typed.count("9") == 5


@given(st.text(max_size=80), st.floats(0, 1), st.integers())
def test_given_any_text_then_it_never_grows_beyond_twice_its_length(text, share, seed):
    assert len(mistyped(text, share, Random(seed))) <= 2 * len(text)
