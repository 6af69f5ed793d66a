"""What the register of form can tell, and what it cannot."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import BORN, nik_number
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.nik import Nik
from vaksin.identity.regions import load_regions
from vaksin.identity.structural import StructuralRegister
from vaksin.identity.verification import IdentityClaim, VerificationOutcome


@pytest.fixture(scope="module")
def register() -> StructuralRegister:
    return StructuralRegister(load_regions(CONTENT_FOLDER / "wilayah"))


def claim_of(number: str, born: date = BORN) -> IdentityClaim:
    return IdentityClaim(Nik(number), "Contoh Warga", born)


def test_a_number_with_the_form_of_a_nik_passes(register):
    assert register.check(claim_of(nik_number())) is VerificationOutcome.VERIFIED


def test_another_birth_date_is_a_doubt_and_no_mismatch(register):
    claim = claim_of(nik_number(), date(1990, 1, 1))
    assert register.check(claim) is VerificationOutcome.VERIFIED


@pytest.mark.parametrize(
    "number",
    [
        nik_number()[:-1],
        nik_number() + "1",
        "99" + nik_number()[2:],
        nik_number()[:6] + "32" + nik_number()[8:],
        nik_number()[:8] + "13" + nik_number()[10:],
        nik_number()[:12] + "0000",
        "",
    ],
)
def test_a_number_without_the_form_is_nobodys(register, number):
    assert register.check(claim_of(number)) is VerificationOutcome.NOT_FOUND


def test_its_answers_are_stored_under_a_name_that_promises_no_more_than_form(register):
    assert register.name == "structural"


def test_a_claim_shows_nothing_of_the_person():
    claim = claim_of(nik_number())
    assert repr(claim) == "IdentityClaim(nik=Nik(…))"


def test_the_database_keeps_outcomes_in_indonesian():
    assert [outcome.value for outcome in VerificationOutcome] == [
        "terverifikasi",
        "tidak_ditemukan",
        "tidak_cocok",
        "tidak_terjangkau",
    ]
