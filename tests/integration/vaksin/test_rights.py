"""Erasure with a time to think it over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.vaksin.conftest import SITE
from tests.integration.vaksin.family import FIRST, MINE, SECOND, THEIRS, Village
from tests.people import make_applicant
from vaksin.application import BeingErased, NotYours
from vaksin.booking.model import BookingStatus, NotLive
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.people.addresses import Addresses
from vaksin.people.model import ConsentBasis
from vaksin.schema import (
    bookings,
    drafts,
    erasures,
    officer_requests,
    performed_requests,
    persons,
    registrations,
    vaccinations,
    waiting_entries,
)

MOTHER = 9002


@pytest.fixture
def village(programme):
    """Return the people of these tests."""
    return Village(programme)


@pytest.fixture
def family(village):
    """Register somebody and their mother from one number; return both bookings."""
    return (
        village.register(name="Budi Contoh"),
        village.register(serial=MOTHER, session_id=SECOND, relation="ibu", name="Siti Contoh"),
    )


@pytest.fixture
def pass_the_time(programme, clock):
    """Return a function that lets the time to think it over pass, and the upkeep run."""

    def run(more=timedelta(0)):
        clock.advance(timedelta(hours=programme.service.limits.erasure_hours) + more)
        return programme.rights.erase_due(10)

    return run


def test_given_a_wish_then_the_receipt_names_the_exact_moment(programme, village, clock):
    village.register()

    wish = programme.rights.ask_erasure(MINE)

    assert wish.receipt.startswith("H-")
    assert len(wish.receipt) == 8
    assert wish.due_at == clock.now() + timedelta(hours=24)


def test_given_a_wish_then_seats_are_free_at_once_and_nobody_is_seen_any_more(
    programme, village, family
):
    programme.rights.ask_erasure(MINE)

    assert village.names(MINE) == []
    assert (village.seats_taken(FIRST), village.seats_taken(SECOND)) == (0, 0)
    assert {row.status for row in village.rows(bookings)} == {"cancelled"}


def test_given_a_wish_then_consents_are_withdrawn_at_once(programme, village, family, clock):
    programme.rights.ask_erasure(MINE)

    assert {at for _, at in village.withdrawn()} == {clock.now()}


def test_given_a_wish_then_queues_are_left(programme, village):
    booking = village.register()
    programme.seats.cancel(MINE, booking.id)
    with programme.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE vaccination_sessions SET seats_taken = capacity")
    screenings = {booking.person_id: booking.screening}
    programme.seats.wait(MINE, SITE, booking.session.local_date, screenings)

    programme.rights.ask_erasure(MINE)

    assert [entry.status for entry in village.rows(waiting_entries)] == ["left"]


def test_given_a_wish_then_no_news_is_told_until_it_is_taken_back(programme, village):
    booking = village.register()
    programme.rights.ask_erasure(MINE)
    programme.transactions.writing(
        lambda act: act.notices.add(MINE, booking.person_id, NoticeKind.NEXT_DOSE, {"a": "b"})
    )
    assert village.news(MINE) == []

    programme.rights.withdraw_erasures(MINE)

    assert village.news(MINE) == [{"a": "b"}]


def test_given_a_wish_then_what_was_begun_is_forgotten_at_once(programme, village, clock):
    village.register()
    with programme.engine.begin() as connection:
        connection.execute(
            drafts.insert().values(
                id="isian-1",
                contact_id=MINE,
                answers_sealed=programme.keys.seal("{}"),
                created_at=clock.now(),
                updated_at=clock.now(),
            )
        )

    programme.rights.ask_erasure(MINE)

    assert village.rows(drafts) == []


def test_given_a_wish_before_its_time_then_the_data_is_still_there(
    programme, village, family, pass_the_time
):
    programme.rights.ask_erasure(MINE)

    assert pass_the_time(timedelta(seconds=-1)) == 0
    assert len(village.rows(persons)) == 2


def test_given_a_wish_when_its_time_has_come_then_nothing_is_left_but_the_receipt(
    programme, village, family, pass_the_time
):
    programme.officers.ask(MINE, RequestKind.QUESTION, "Tanya contoh")
    wish = programme.rights.ask_erasure(MINE, request_id="pesan-1")

    assert pass_the_time() == 1

    for table in (persons, registrations, bookings, officer_requests, performed_requests):
        assert village.rows(table) == [], table.name
    (row,) = village.rows(erasures)
    assert (row.receipt, row.contact_id, row.people) == (wish.receipt, None, 2)
    assert row.done_at == programme.clock.now()
    assert village.orphans() == []


def test_given_an_erasure_that_is_done_then_it_is_not_done_again(programme, village, pass_the_time):
    village.register()
    programme.rights.ask_erasure(MINE)
    pass_the_time()

    assert pass_the_time() == 0


def test_given_doses_when_erased_then_they_go_too(programme, village, pass_the_time):
    village.inject(village.register())
    programme.rights.ask_erasure(MINE)

    pass_the_time()

    assert village.rows(vaccinations) == []


def test_given_the_consents_when_erased_then_they_stay_withdrawn_as_proof(
    programme, village, pass_the_time
):
    village.register()
    programme.rights.ask_erasure(MINE)

    pass_the_time()

    ((_, withdrawn_at),) = village.withdrawn()
    assert withdrawn_at is not None


def test_given_a_wish_taken_back_then_people_and_consents_are_back_but_not_the_seats(
    programme, village, family, pass_the_time
):
    programme.rights.ask_erasure(MINE)

    assert programme.rights.withdraw_erasures(MINE) == 1

    assert sorted(village.names(MINE)) == ["Budi Contoh", "Siti Contoh"]
    assert {at for _, at in village.withdrawn()} == {None}
    assert (village.seats_taken(FIRST), village.seats_taken(SECOND)) == (0, 0)
    assert pass_the_time() == 0
    assert len(village.rows(persons)) == 2


def test_given_a_consent_withdrawn_earlier_when_a_wish_is_taken_back_then_it_stays_withdrawn(
    programme, village, pass_the_time
):
    programme.record_consent(MINE, "ayah", ConsentBasis.PERMISSION)
    programme.rights.ask_erasure(MINE)
    assert pass_the_time() == 1
    village.register()
    programme.rights.ask_erasure(MINE)

    programme.rights.withdraw_erasures(MINE)

    withdrawn = {relation: at is not None for relation, at in village.withdrawn()}
    assert withdrawn == {"ayah": True, "diri_sendiri": False}


def test_given_no_wish_then_there_is_nothing_to_take_back(programme):
    assert programme.rights.withdraw_erasures(MINE) == 0
    assert programme.rights.pending_erasures(MINE) == []


def test_given_a_wish_repeated_then_the_first_receipt_counts(programme, village, clock):
    village.register()
    first = programme.rights.ask_erasure(MINE)
    clock.advance(timedelta(hours=3))

    assert programme.rights.ask_erasure(MINE) == first
    assert programme.rights.pending_erasures(MINE) == [first]


def test_given_a_wish_run_twice_then_it_has_one_receipt(programme, village):
    village.register()

    receipts = {programme.rights.ask_erasure(MINE, request_id="p-1").receipt for _ in range(2)}

    assert len(receipts) == 1
    assert len(village.rows(erasures)) == 1


# One person only


def test_given_a_family_when_one_is_to_be_erased_then_the_other_keeps_everything(
    programme, village, family, pass_the_time
):
    own, mothers = family

    programme.rights.ask_erasure(MINE, mothers.person_id)

    assert village.names(MINE) == ["Budi Contoh"]
    assert village.booking(own.id).status is BookingStatus.BOOKED
    withdrawn = {relation: at is not None for relation, at in village.withdrawn()}
    assert withdrawn == {"diri_sendiri": False, "ibu": True}
    assert pass_the_time() == 1
    with pytest.raises(NotLive):
        village.booking(mothers.id)
    assert [row.id for row in village.rows(persons)] == [own.person_id]
    assert village.rows(erasures)[0].people == 1


def test_given_one_wish_for_one_person_then_another_for_all_covers_the_rest(
    programme, village, family, pass_the_time
):
    programme.rights.ask_erasure(MINE, family[1].person_id)
    programme.rights.ask_erasure(MINE)

    assert len(programme.rights.pending_erasures(MINE)) == 2
    assert pass_the_time() == 2
    assert village.rows(persons) == []


def test_given_somebody_elses_person_when_to_be_erased_then_it_is_refused(programme, village):
    booking = village.register()

    with pytest.raises(NotYours):
        programme.rights.ask_erasure(THEIRS, booking.person_id)


def test_given_requests_about_a_person_when_only_they_are_erased_then_the_others_stay(
    programme, village, family, pass_the_time
):
    own, mothers = family
    for booking in family:
        programme.officers.ask(MINE, RequestKind.CORRECTION, "Contoh", booking.person_id)
    programme.rights.ask_erasure(MINE, mothers.person_id)

    pass_the_time()

    assert village.requests() == [("perbaikan_data", own.person_id)]


# Several numbers


@pytest.fixture
def shared(programme, village):
    """Register somebody from two numbers; return the booking."""
    booking = village.register()
    programme.family.link(THEIRS, booking.ticket_code, village.nik(), "ibu")
    return booking


def test_given_two_numbers_when_one_erases_then_only_its_link_goes(
    programme, village, shared, pass_the_time
):
    programme.rights.ask_erasure(MINE)

    assert (village.names(MINE), village.names(THEIRS)) == ([], ["Contoh Warga"])
    kept = village.booking(shared.id)
    assert (kept.status, kept.contact_id) == (BookingStatus.BOOKED, THEIRS)
    assert pass_the_time() == 1
    assert village.names(THEIRS) == ["Contoh Warga"]
    assert [row.contact_id for row in village.rows(registrations)] == [THEIRS]
    assert village.rows(erasures)[0].people == 1


def test_given_two_numbers_when_both_erase_then_nobody_is_left(
    programme, village, shared, pass_the_time
):
    for contact_id in (MINE, THEIRS):
        programme.rights.ask_erasure(contact_id)

    assert village.seats_taken(FIRST) == 0
    assert pass_the_time() == 2
    assert village.rows(persons) == []


def test_given_a_wish_then_no_other_number_can_take_the_person_over(programme, village):
    booking = village.register()
    programme.rights.ask_erasure(MINE)

    assert village.register(THEIRS).person_id != booking.person_id


# Registering anew


def test_given_a_wish_when_anybody_is_registered_then_it_must_be_taken_back_first(
    programme, village
):
    village.register()
    wish = programme.rights.ask_erasure(MINE)

    with pytest.raises(BeingErased) as caught:
        programme.seats.enrol(MINE, make_applicant(MOTHER))

    assert caught.value.erasure == wish
    programme.rights.withdraw_erasures(MINE)
    assert programme.seats.enrol(MINE, make_applicant(MOTHER))


def test_given_a_wish_for_one_when_somebody_else_is_registered_then_nothing_stands_in_the_way(
    programme, village, family
):
    programme.rights.ask_erasure(MINE, family[1].person_id)

    assert programme.seats.enrol(MINE, make_applicant(9003))
    with pytest.raises(BeingErased):
        programme.seats.enrol(MINE, make_applicant(MOTHER))


def test_given_an_erasure_that_is_done_then_the_person_can_be_registered_anew(
    programme, village, pass_the_time
):
    village.register()
    programme.rights.ask_erasure(MINE)
    pass_the_time()

    assert village.register(session_id=SECOND).status is BookingStatus.BOOKED


# Two numbers that turn out to be one


def test_given_two_numbers_of_one_person_that_both_want_erasure_then_one_wish_is_left(
    programme, village, in_book, clock, pass_the_time
):
    old, new = Addresses("6281200009001"), Addresses("6281200009002")
    first, second = (in_book(lambda book, one=one: book.contact_for(one)) for one in (old, new))
    village.register(first)
    village.register(second, serial=MOTHER, session_id=SECOND)
    wishes = [programme.rights.ask_erasure(contact_id) for contact_id in (first, second)]

    in_book(lambda book: book.change(old, new, clock.now()))

    assert programme.rights.pending_erasures(second) == [wishes[0]]
    assert pass_the_time() == 1
    assert village.rows(persons) == []
