"""What was agreed to is proved: which text, when, from which number, by whom for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.integration.vaksin.family import MINE, SECOND, THEIRS, Village
from vaksin.application import Keep
from vaksin.officer_requests import RequestKind
from vaksin.people.model import ConsentBasis
from vaksin.schema import consent_changes, consents, persons

MOTHER = 9002


@pytest.fixture
def village(programme):
    """Return the people of these tests."""
    return Village(programme)


@pytest.fixture
def of(programme):
    """Return a function that returns what was agreed to from a number for a person."""

    def read(person_id, contact_id=MINE):
        with programme.transactions.reading() as act:
            return act.consents.of(contact_id, person_id)

    return read


def test_given_an_agreement_then_text_relation_basis_number_and_moment_are_kept(
    programme, village, clock
):
    programme.record_consent(MINE, "ibu", ConsentBasis.PERMISSION)

    (row,) = village.rows(consents)

    assert (row.contact_id, row.relation, row.basis) == (MINE, "ibu", "izin")
    assert (row.text_version, row.given_at) == (programme.service.consent.version, clock.now())


def test_given_an_agreement_when_the_person_is_registered_then_it_was_for_them(village, of):
    booking = village.register()

    (consent,) = of(booking.person_id)
    assert (consent.basis, consent.withdrawn_at) == (ConsentBasis.SELF, None)


def test_given_a_family_then_each_agreement_is_for_the_one_person(village, of):
    own = village.register()
    mothers = village.register(serial=MOTHER, session_id=SECOND, relation="ibu")

    assert [consent.relation for consent in of(own.person_id)] == ["diri_sendiri"]
    assert [consent.relation for consent in of(mothers.person_id)] == ["ibu"]


def test_given_a_child_then_the_agreement_and_that_of_the_guardian_are_both_for_them(
    programme, village, of
):
    programme.record_consent(MINE, "anak", ConsentBasis.GUARDIAN)
    booking = village.register(relation="anak")

    assert {consent.basis for consent in of(booking.person_id)} == set(ConsentBasis) - {
        ConsentBasis.PERMISSION
    }


def test_given_an_agreement_that_led_nowhere_then_it_is_not_taken_for_a_later_person(
    programme, village, of, clock
):
    programme.record_consent(MINE, "anak")
    clock.advance(timedelta(days=1))
    booking = village.register(relation="anak")

    (consent,) = of(booking.person_id)
    assert consent.given_at == clock.now()


def test_given_two_numbers_then_neither_agreed_for_the_other(village, of):
    booking = village.register()

    assert of(booking.person_id, THEIRS) == []


def test_given_a_wish_then_the_withdrawal_stands_beside_the_agreement_with_its_receipt(
    programme, village, of, clock
):
    booking = village.register()
    given_at = clock.now()
    clock.advance(timedelta(hours=1))
    wish = programme.rights.ask_erasure(MINE)

    (consent,) = of(booking.person_id)
    assert (consent.given_at, consent.withdrawn_at) == (given_at, clock.now())
    (change,) = village.rows(consent_changes)
    assert (change.change, change.receipt, change.at) == ("ditarik", wish.receipt, clock.now())


def test_given_a_wish_taken_back_then_all_three_entries_stand(programme, village, of, clock):
    booking = village.register()
    programme.rights.ask_erasure(MINE)
    clock.advance(timedelta(hours=1))
    programme.rights.withdraw_erasures(MINE)

    (consent,) = of(booking.person_id)
    assert consent.withdrawn_at is None
    assert [row.change for row in village.rows(consent_changes)] == ["ditarik", "berlaku_lagi"]


def test_given_a_withdrawal_when_asked_for_again_then_the_first_moment_counts(
    programme, village, of, clock
):
    booking = village.register()
    withdrawn_at = clock.now()
    programme.rights.ask_erasure(MINE, booking.person_id)
    clock.advance(timedelta(hours=1))
    programme.rights.ask_erasure(MINE)

    (consent,) = of(booking.person_id)
    assert consent.withdrawn_at == withdrawn_at


def test_given_two_children_when_one_is_erased_then_the_agreement_for_the_other_stays(
    programme, village, of
):
    one = village.register(relation="anak")
    other = village.register(serial=MOTHER, session_id=SECOND, relation="anak")

    programme.rights.ask_erasure(MINE, one.person_id)

    assert of(one.person_id)[0].withdrawn_at is not None
    assert of(other.person_id)[0].withdrawn_at is None


def test_given_the_person_erased_then_the_proof_stays_and_names_nobody(programme, village, clock):
    village.register()
    programme.rights.ask_erasure(MINE)
    clock.advance(timedelta(hours=24))
    programme.rights.erase_due(10)

    (row,) = village.rows(consents)
    assert row.person_id is None
    assert [change.change for change in village.rows(consent_changes)] == ["ditarik"]


def test_given_two_registrations_of_one_person_when_joined_then_the_agreements_are_too(
    programme, village, of
):
    kept = village.register()
    village.register(THEIRS, session_id=SECOND)
    asked = programme.officers.ask(MINE, RequestKind.IDENTITY, "contoh", kept.person_id)

    programme.family.settle(asked, Keep.BOTH)

    (person,) = village.rows(persons)
    assert {row.person_id for row in village.rows(consents)} == {person.id}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents SET text_version = 'lain'",
        "UPDATE consents SET given_at = given_at",
        "UPDATE consents SET basis = 'wali'",
        "UPDATE consent_changes SET change = 'berlaku_lagi'",
    ],
)
def test_given_plain_sql_when_it_would_change_what_was_agreed_to_then_the_database_refuses(
    programme, village, statement
):
    village.register()
    programme.rights.ask_erasure(MINE)

    with pytest.raises(IntegrityError, match="cannot be changed"), programme.engine.begin() as c:
        c.execute(text(statement))
