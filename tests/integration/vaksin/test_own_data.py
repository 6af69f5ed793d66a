"""What a number may read: all that is kept about it and its people, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.vaksin.family import MINE, SECOND, THEIRS, Village
from vaksin.eligibility.course import GivenDose
from vaksin.officer_requests import RequestKind
from vaksin.people.message_choices import ChoiceMeans, MessageKind
from vaksin.privacy.access_log import AccessAct

MOTHER = 9002


@pytest.fixture
def village(programme):
    """Return the people of these tests."""
    return Village(programme)


def test_given_a_family_then_everybody_is_there_with_doses_bookings_and_consents(
    programme, village, clock
):
    dose = GivenDose(1, "indovac", programme.today - timedelta(days=200))
    own = village.register(doses=[dose])
    clock.advance(timedelta(minutes=5))
    mothers = village.register(serial=MOTHER, session_id=SECOND, relation="ibu")

    mine, hers = programme.own_data.of(MINE).people

    assert [mine.registration.person.id, hers.registration.person.id] == [
        own.person_id,
        mothers.person_id,
    ]
    assert mine.history == (dose,)
    assert [booking.id for booking in hers.bookings] == [mothers.id]
    assert [consent.relation for consent in hers.consents] == ["ibu"]


def test_given_requests_then_each_stands_with_its_person_or_with_the_number(programme, village):
    booking = village.register()
    ask = programme.officers.ask
    about = ask(MINE, RequestKind.CORRECTION, "Contoh", booking.person_id)
    other = ask(MINE, RequestKind.QUESTION, "Contoh")
    closed = ask(MINE, RequestKind.QUESTION, "Contoh")
    programme.officers.close(closed)

    own = programme.own_data.of(MINE)

    assert [request.reference for request in own.people[0].requests] == [about]
    assert [request.reference for request in own.requests] == [other]


def test_given_a_person_of_two_numbers_then_neither_reads_the_consents_of_the_other(
    programme, village
):
    booking = village.register()
    programme.family.link(THEIRS, booking.ticket_code, village.nik(), "saudara")

    (person,) = programme.own_data.of(THEIRS).people

    assert person.registration.person.id == booking.person_id
    assert person.consents == ()


def test_given_officers_who_opened_the_data_then_the_last_thirty_days_count(
    programme, village, clock
):
    booking = village.register()

    def open_once():
        people = [booking.person_id]
        programme.transactions.writing(lambda act: act.note_access(AccessAct.REQUESTS, people))

    open_once()
    clock.advance(timedelta(days=20))
    open_once()
    assert programme.own_data.of(MINE).people[0].accesses == 2
    clock.advance(timedelta(days=11))

    assert programme.own_data.of(MINE).people[0].accesses == 1


def test_given_a_wish_to_be_erased_then_nobody_is_there(programme, village):
    village.register()
    programme.rights.ask_erasure(MINE)

    assert programme.own_data.of(MINE).people == ()


def test_given_an_unknown_number_then_there_is_nothing(programme):
    own = programme.own_data.of(MINE)

    assert (own.people, own.requests, own.unfinished, own.choices) == ((), (), 0, ())


def test_given_choices_about_messages_then_each_is_there(programme):
    programme.rights.stop_notifications(MINE, [MessageKind.CAMPAIGN], ChoiceMeans.TAPPED)
    programme.rights.resume_notifications(MINE, [MessageKind.CAMPAIGN])

    chosen = [(one.wanted, one.means) for one in programme.own_data.of(MINE).choices]

    assert chosen == [(False, ChoiceMeans.TAPPED), (True, ChoiceMeans.TYPED)]
