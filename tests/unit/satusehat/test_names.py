"""When the name that was typed is the one in the register."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from satusehat.names import Agreement, compare_names

YES, NO, HIDDEN = Agreement.YES, Agreement.NO, Agreement.HIDDEN


@pytest.mark.parametrize(
    ("stated", "registered"),
    [
        ("Siti Contoh", "SITI CONTOH"),
        ("contoh siti", "Siti Contoh"),
        ("  Siti   Contoh ", "Siti Contoh"),
        ("Contoh", "CONTOH"),
        # Titles and degrees
        ("Hj. Siti Contoh", "SITI CONTOH"),
        ("Siti Contoh", "HJ SITI CONTOH"),
        ("H. Budi Contoh", "HAJI BUDI CONTOH"),
        ("Prof. Dr. dr. H. Budi Contoh, Sp.PD", "BUDI CONTOH"),
        ("Budi Contoh, S.Pd., M.Pd.", "Budi Contoh"),
        ("Budi Contoh S.Pd", "Budi Contoh"),
        ("Budi Contoh SE MM", "Drs. Budi Contoh"),
        ("Bapak Budi Contoh", "Budi Contoh"),
        # Shortened
        ("Muh. Contoh", "MUHAMMAD CONTOH"),
        ("Moh Contoh", "Muhammad Contoh"),
        ("Mochamad Contoh", "MUHAMMAD CONTOH"),
        ("Mohammad Contoh", "Moh. Contoh"),
        ("M. Contoh", "Muhammad Contoh"),
        ("M Nur Contoh", "MUHAMMAD NUR CONTOH"),
        ("Md. Contoh", "Muhammad Contoh"),
        ("St. Contoh", "Siti Contoh"),
        ("St Contoh", "Siti Contoh"),
        ("Abd. Contoh", "Abdul Contoh"),
        ("A.A. Contoh", "Anak Agung Contoh"),
        ("A. Aminah Contoh", "Aminah Ayu Contoh"),
        ("Siti C.", "Siti Contoh"),
        ("Muh.Contoh", "Muhammad Contoh"),
        # Written otherwise
        ("Nur Hayati", "NURHAYATI"),
        ("Ma'ruf Contoh", "MARUF CONTOH"),
        ("Ma’ruf Contoh", "Ma'ruf Contoh"),
        ("Al-Contoh", "Al Contoh"),
        ("José Contoh", "Jose Contoh"),
        ("Budi bin Contoh", "BUDI CONTOH"),
        ("Siti Contoh", "Siti binti Contoh"),
    ],
)
def test_the_same_person(stated, registered):
    assert compare_names(stated, registered) is YES


@pytest.mark.parametrize(
    ("stated", "registered"),
    [
        ("Siti Contoh", "Budi Contoh"),
        ("Siti", "Siti Contoh"),
        ("Siti Contoh Warga", "Siti Contoh"),
        ("Siti Siti", "Siti Contoh"),
        ("B. Contoh", "Muhammad Contoh"),
        ("A. A. Contoh", "Anak Budi Contoh"),
        ("Sit Contoh", "Siti Contoh"),
        ("T. Contoh", "Siti Contoh"),
        ("Ahmad Contoh", "Muhammad Contoh"),
        ("Hj.", "Siti"),
        ("", "Siti"),
        ("Alm. Budi Contoh", "Budi Contoh"),
    ],
)
def test_somebody_else(stated, registered):
    assert compare_names(stated, registered) is NO


@pytest.mark.parametrize(
    ("stated", "masked", "expected"),
    [
        ("Siti Contoh", "S*** C*****", YES),
        ("Contoh Siti", "S*** C*****", YES),
        ("Siti Contoh", "si** co****", YES),
        ("Siti Contoh", "S**i C****h", YES),
        ("Siti Contoh", "S* C*", YES),
        ("Siti Contoh", "Siti ******", YES),
        ("S. Contoh", "S*** C*****", YES),
        ("Siti Contoh", "Hj. S*** C*****", YES),
        ("Siti Contoh", "S*** L***", NO),
        ("Siti Contoh", "S***", NO),
        ("Siti Contoh", "S*** C***** W****", NO),
        ("Siti Contoh", "S**a C*****", NO),
        ("B. Contoh", "S*** C*****", NO),
        ("Siti Contoh", "**** ******", HIDDEN),
        ("Siti Contoh", "", HIDDEN),
        ("Siti Contoh", " . ", HIDDEN),
    ],
)
def test_of_a_masked_name_only_what_shows_is_compared(stated, masked, expected):
    assert compare_names(stated, masked) is expected


# With an x in front no word is a title, a degree or a spelling of Muhammad.
words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9).map("x{}".format)
names = st.lists(words, min_size=1, max_size=7).map(" ".join)
initials = st.text("abm. h", min_size=1, max_size=12).filter(lambda text: text.strip(" ."))


@given(names, st.randoms(use_true_random=False))
def test_given_any_name_then_neither_case_nor_order_matters(name, dice):
    shuffled = name.upper().split()
    dice.shuffle(shuffled)
    assert compare_names(name, " ".join(shuffled)) is YES


@given(names | initials, names | initials)
def test_given_two_unmasked_names_then_it_does_not_matter_which_is_whose(one, other):
    # Who has nothing but titles has no name to compare.
    assume(compare_names(one, one) is YES and compare_names(other, other) is YES)
    assert compare_names(one, other) is compare_names(other, one)


@given(st.lists(st.tuples(words, st.integers(1, 9)), min_size=1, max_size=7))
def test_given_a_masked_name_then_its_owner_always_fits(parts):
    masked = [word[:shown].ljust(len(word), "*") for word, shown in parts]
    assert compare_names(" ".join(word for word, _ in parts), " ".join(masked)) is YES


@given(st.text(max_size=40), st.text(max_size=40))
def test_given_whatever_text_then_there_is_an_answer(one, other):
    assert compare_names(one, other) in Agreement


def test_given_a_name_of_many_initials_then_comparing_takes_no_time():
    assert compare_names("a b " * 30, "a a " * 30) is NO
