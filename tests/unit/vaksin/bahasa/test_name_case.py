"""Names are written with the capitals that people print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.name_case import tidy_case


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("siti aminah", "Siti Aminah"),
        ("MUHAMMAD IQBAL", "Muhammad Iqbal"),
        ("Siti AMINAH", "Siti Aminah"),
        ("h abdul karim", "H. Abdul Karim"),
        ("Hj Rukmini", "Hj. Rukmini"),
        ("DRA. HJ. SRI WAHYUNI", "Dra. Hj. Sri Wahyuni"),
        ("dr. sri wahyuni", "dr. Sri Wahyuni"),
        ("Dr. Sri Wahyuni", "Dr. Sri Wahyuni"),
        ("ahmad h", "Ahmad H"),
        ("h", "H"),
        ("i gusti ayu", "I Gusti Ayu"),
        ("a.a. gede", "A.A. Gede"),
        ("AA Gede Raka", "AA Gede Raka"),
        ("muh. rizki", "Muh. Rizki"),
        ("m. iqbal", "M. Iqbal"),
        ("ahmad, s.pd., m.kes.", "Ahmad, S.Pd., M.Kes."),
        ("ma'ruf", "Ma'ruf"),
        ("NU'MAN", "Nu'man"),
        ("d'souza", "D'Souza"),
        ("al-fatih", "Al-Fatih"),
        ("siti binti ahmad", "Siti binti Ahmad"),
        ("MARIA DA SILVA", "Maria da Silva"),
        ("de fretes", "De Fretes"),
        ("Ronald McDonald", "Ronald McDonald"),
        ("", ""),
    ],
)
def test_name_gets_its_capitals(typed: str, printed: str) -> None:
    assert tidy_case(typed) == printed


@given(st.text(alphabet="abcdehijmnrSTU'.- ", max_size=40))
def test_tidying_twice_changes_nothing_more(typed: str) -> None:
    once = tidy_case(typed)
    assert tidy_case(once) == once
