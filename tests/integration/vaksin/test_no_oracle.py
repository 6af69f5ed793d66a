"""Nothing tells a stranger whether a NIK is known: neither what is said nor what is done for it.

Of a contested NIK an officer must decide, which is said in the same words as wherever an officer
must (see docs/threat-model.md for what is left).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from vaksin.application import NeedsOfficer
from vaksin.limits import COUNTED_FOR, LimitedAct

OWNER, SECOND, STRANGER = "kontak-pemilik", "kontak-kedua", "kontak-asing"
KNOWN, CONTESTED, UNKNOWN = 9001, 9002, 9003
ENROLLED, OFFICER = "tercatat", "petugas"


@contextmanager
def noted(engine) -> Iterator[list[str]]:
    """Note the text of every statement, without its values."""
    statements: list[str] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def enrol(programme, applicant):
    """Return a function by which a number registers somebody; it returns what is answered."""

    def act(contact_id, serial):
        try:
            programme.seats.enrol(contact_id, applicant(serial))
        except NeedsOfficer:
            return OFFICER
        return ENROLLED

    return act


@pytest.fixture
def three_niks(enrol, clock):
    """Let one NIK be known, one be contested, and nobody have the third; some days ago."""
    enrol(OWNER, KNOWN)
    enrol(OWNER, CONTESTED)
    enrol(SECOND, CONTESTED)
    clock.moment += timedelta(days=2)


def test_a_known_and_an_unknown_nik_are_answered_alike(enrol, three_niks):
    assert enrol(STRANGER, KNOWN) == enrol(STRANGER, UNKNOWN) == ENROLLED


def test_a_known_and_an_unknown_nik_take_the_same_statements(enrol, three_niks, engine):
    with noted(engine) as for_known:
        enrol(STRANGER, KNOWN)
    with noted(engine) as for_unknown:
        enrol("kontak-asing-lain", UNKNOWN)
    assert for_known == for_unknown
    assert len(for_known) > 1


def test_a_contested_nik_takes_no_other_look_at_people_than_any_other(enrol, three_niks, engine):
    with noted(engine) as for_contested:
        assert enrol(STRANGER, CONTESTED) == OFFICER
    with noted(engine) as for_unknown:
        enrol("kontak-asing-lain", UNKNOWN)
    looks = [statement for statement in for_contested if "SELECT" in statement]
    assert looks == [statement for statement in for_unknown if "SELECT" in statement][: len(looks)]


# ---- one NIK tried from many numbers -----------------------------------------------------------


@pytest.fixture
def at_most(programme):
    return programme.service.limits.numbers_per_nik


@pytest.fixture
def tried_from(programme, applicant):
    """Return a function by which so many numbers try a NIK; what became of it does not count."""

    def act(serial, numbers):
        nik = applicant(serial).nik.number

        def work(act):
            for contact_id in (f"penebak-{number}" for number in range(numbers)):
                act.contacts.ensure_contact(contact_id)
                act.limits.note(contact_id, LimitedAct.GIVES_NIK, nik, at_most=99)

        programme.transactions.writing(work)

    return act


@pytest.mark.parametrize("serial", [KNOWN, UNKNOWN])
def test_given_a_nik_tried_from_many_numbers_then_the_next_one_is_led_to_an_officer(
    enrol, three_niks, tried_from, at_most, serial
):
    tried_from(serial, at_most)
    assert enrol(STRANGER, serial) == OFFICER


@pytest.mark.parametrize("serial", [KNOWN, UNKNOWN])
def test_given_a_nik_tried_from_fewer_numbers_then_nobody_is_kept_waiting(
    enrol, three_niks, tried_from, at_most, serial
):
    tried_from(serial, at_most - 1)
    assert enrol(STRANGER, serial) == ENROLLED


def test_given_strangers_who_try_a_nik_then_its_owner_is_not_locked_out(
    enrol, three_niks, tried_from, at_most
):
    tried_from(KNOWN, at_most + 3)
    assert enrol(OWNER, KNOWN) == ENROLLED


def test_given_strangers_who_tried_a_nik_then_a_day_later_it_is_like_any_other(
    enrol, three_niks, tried_from, at_most, clock
):
    tried_from(UNKNOWN, at_most)
    clock.moment += COUNTED_FOR
    assert enrol(STRANGER, UNKNOWN) == ENROLLED


def test_given_one_number_that_tries_a_nik_again_and_again_then_it_counts_once(
    enrol, three_niks, tried_from
):
    for _ in range(9):
        tried_from(UNKNOWN, 1)
    assert enrol(STRANGER, UNKNOWN) == ENROLLED
