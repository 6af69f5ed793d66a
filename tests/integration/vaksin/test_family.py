"""Who may speak for whom: proof from another number, disputes, what officers decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from tests.integration.vaksin.conftest import SITE
from tests.integration.vaksin.family import FIRST, MINE, SECOND, THEIRS, THIRD, Village
from vaksin.__main__ import commands
from vaksin.application import (
    BeingErased,
    Keep,
    NeedsOfficer,
    NothingToSettle,
    NotProven,
    NotYours,
    WasVaccinated,
)
from vaksin.booking.model import BookingStatus
from vaksin.eligibility.course import GivenDose
from vaksin.limits import TooManyTries
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.schema import persons, registrations, waiting_entries

TUESDAY = date(2027, 3, 2)


@pytest.fixture
def village(programme):
    """Return the people of these tests."""
    return Village(programme)


@pytest.fixture
def link(programme, village):
    """Return a function by which a number proves to know somebody's ticket and NIK."""

    def link(booking, contact_id=THEIRS, serial=9001, **options):
        nik = village.nik(serial)
        return programme.family.link(contact_id, booking.ticket_code, nik, "ibu", **options)

    return link


# Proof


def test_given_ticket_and_nik_when_proven_then_both_numbers_see_the_person(village, link):
    booking = village.register(name="Siti Contoh")

    registration = link(booking)

    assert registration.relation == "ibu"
    assert village.names(MINE) == village.names(THEIRS) == ["Siti Contoh"]
    assert village.counted_seats_agree()


def test_given_a_wrong_proof_of_any_kind_then_the_answer_is_the_same(village, programme):
    booking = village.register()
    village.register(THIRD, serial=9002)
    wrong = [
        ("AAAA-BBBB-CCCC", village.nik()),
        (booking.ticket_code, village.nik(9002)),
        (booking.ticket_code, village.nik(9003)),
        ("AAAA-BBBB-CCCC", village.nik(9003)),
    ]

    answers = []
    for code, nik in wrong:
        with pytest.raises(NotProven) as caught:
            programme.family.link(THEIRS, code, nik, "ibu")
        answers.append(str(caught.value))

    assert len(set(answers)) == 1
    assert village.names(THEIRS) == []


def test_given_as_many_tries_as_allowed_then_even_the_right_proof_waits_a_day(
    village, link, programme, clock
):
    booking = village.register()
    for serial in range(9100, 9100 + programme.service.limits.proofs_per_day):
        with pytest.raises(NotProven):
            link(booking, serial=serial)

    with pytest.raises(TooManyTries):
        link(booking)

    clock.advance(timedelta(days=1, seconds=1))
    assert link(booking).person.id == booking.person_id


def test_given_the_same_wrong_proof_again_then_it_counts_once(village, link, programme):
    booking = village.register()
    for _ in range(programme.service.limits.proofs_per_day + 2):
        with pytest.raises(NotProven):
            link(booking, serial=9100)

    assert link(booking).person.id == booking.person_id


def test_given_a_proof_run_twice_then_it_is_done_once(village, link):
    booking = village.register()

    first, again = (link(booking, request_id="pesan-1") for _ in range(2))

    assert first == again
    assert len(village.rows(registrations)) == 2


def test_given_a_full_number_when_proven_then_an_officer_is_asked(village, link, programme):
    booking = village.register()
    for serial in range(9101, 9101 + programme.service.limits.people_per_number):
        village.register(THEIRS, serial=serial)

    with pytest.raises(NeedsOfficer):
        link(booking)

    assert village.requests() == [("identitas", booking.person_id)]


def test_given_ones_own_contested_claim_when_proven_then_it_is_merged_away(village, link):
    booking = village.register(name="Siti Contoh")
    contested = village.register(THEIRS, session_id=SECOND, name="Siti C")
    assert contested.person_id != booking.person_id

    assert link(booking).person.id == booking.person_id

    assert village.names(THEIRS) == ["Siti Contoh"]
    assert len(village.rows(persons)) == 1
    assert village.booking(contested.id).status is BookingStatus.CANCELLED
    assert (village.seats_taken(FIRST), village.seats_taken(SECOND)) == (1, 0)
    assert village.requests() == []
    assert village.orphans() == []


def test_given_a_contested_claim_of_somebody_else_when_proven_then_it_stays(village, link):
    booking = village.register()
    contested = village.register(THIRD, session_id=SECOND)

    link(booking)

    assert village.booking(contested.id).status is BookingStatus.BOOKED
    assert village.requests() == [("identitas", contested.person_id)]


def test_given_a_merged_claim_that_alone_has_a_seat_then_the_seat_is_kept(village, link, programme):
    booking = village.register()
    programme.seats.cancel(MINE, booking.id)
    contested = village.register(THEIRS, session_id=SECOND)

    link(booking)

    kept = village.booking(contested.id)
    assert (kept.status, kept.person_id) == (BookingStatus.BOOKED, booking.person_id)
    assert village.counted_seats_agree()


# A contested registration


def test_given_a_nik_of_another_number_when_registered_then_an_officer_learns_it_silently(village):
    village.register()

    contested = village.register(THEIRS)

    assert contested.status is BookingStatus.BOOKED
    assert village.requests() == [("identitas", contested.person_id)]


def test_given_a_contested_registration_when_repeated_then_one_request_waits(village):
    village.register()
    contested = [village.register(THEIRS) for _ in range(2)]

    assert village.requests() == [("identitas", contested[0].person_id)]


def test_given_an_uncontested_registration_then_no_request_waits(village):
    village.register()

    assert village.requests() == []


# "Bukan saya"


def test_given_a_stranger_on_ones_number_when_disputed_then_they_are_gone_from_it(
    village, programme
):
    booking = village.register()

    reference = programme.family.dispute(MINE, booking.person_id)

    assert village.names(MINE) == []
    ((request, _),) = programme.officers.waiting()
    assert (request.reference, request.kind) == (reference, RequestKind.DISPUTE)
    assert request.person_id == booking.person_id


def test_given_a_disputed_person_then_the_seat_stays_and_no_number_hears_of_it(village, programme):
    booking = village.register()

    programme.family.dispute(MINE, booking.person_id)

    kept = village.booking(booking.id)
    assert (kept.status, kept.contact_id) == (BookingStatus.BOOKED, None)
    assert village.seats_taken(FIRST) == 1


def test_given_two_numbers_when_one_disputes_then_the_other_one_takes_over(
    village, link, programme
):
    booking = village.register()
    link(booking)

    programme.family.dispute(MINE, booking.person_id)

    assert village.names(THEIRS) == ["Contoh Warga"]
    assert village.booking(booking.id).contact_id == THEIRS
    (news,) = programme.news.tell_all(THEIRS)
    assert (news.notice.kind, news.booking.id) == (NoticeKind.CONFIRMED, booking.id)
    assert programme.news.tell_all(MINE) == []


def test_given_a_seat_that_passed_on_when_it_is_given_back_then_it_is_not_told_any_more(
    village, link, programme
):
    booking = village.register()
    link(booking)
    programme.family.dispute(MINE, booking.person_id)

    programme.seats.cancel(THEIRS, booking.id)

    assert programme.news.tell_all(THEIRS) == []


def test_given_a_disputed_person_who_waits_then_the_queue_is_left(village, programme):
    booking = village.register()
    programme.seats.cancel(MINE, booking.id)
    screenings = {booking.person_id: booking.screening}
    with programme.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE vaccination_sessions SET seats_taken = capacity")
    programme.seats.wait(MINE, SITE, TUESDAY, screenings)

    programme.family.dispute(MINE, booking.person_id)

    assert [entry.status for entry in village.rows(waiting_entries)] == ["left"]


def test_given_somebody_elses_person_when_disputed_then_nothing_happens(village, programme):
    booking = village.register()

    with pytest.raises(NotYours):
        programme.family.dispute(THEIRS, booking.person_id)

    assert village.names(MINE) == ["Contoh Warga"]


def test_given_a_dispute_run_twice_then_it_has_one_reference(village, programme):
    booking = village.register()

    references = {
        programme.family.dispute(MINE, booking.person_id, request_id="pesan-1") for _ in range(2)
    }

    assert len(references) == 1


def test_given_a_disputed_person_when_registered_from_their_own_number_then_it_is_contested(
    village, programme
):
    booking = village.register()
    programme.family.dispute(MINE, booking.person_id)

    assert village.register(THEIRS).person_id != booking.person_id


# What officers decide


@pytest.fixture
def contest(village):
    """Return two bookings for one NIK from two numbers, and the officer's reference."""
    village.programme.clock.advance(timedelta(minutes=1))
    old = village.register(name="Siti Lama")
    village.programme.clock.advance(timedelta(minutes=1))
    new = village.register(THEIRS, session_id=SECOND, name="Siti Baru")
    ((request, _),) = village.programme.officers.waiting()
    return old, new, request.reference


def test_given_a_contest_when_the_first_claim_is_right_then_the_second_is_gone(
    village, programme, contest
):
    old, _, reference = contest

    programme.family.settle(reference, Keep.OLD)

    assert (village.names(MINE), village.names(THEIRS)) == (["Siti Lama"], [])
    assert [row.id for row in village.rows(persons)] == [old.person_id]
    assert (village.seats_taken(FIRST), village.seats_taken(SECOND)) == (1, 0)
    assert village.news(THEIRS) == [{"hasil": "tidak_ada", "nama": "Siti Baru"}]
    assert village.news(MINE) == []
    assert (village.requests(), village.orphans()) == ([], [])


def test_given_a_contest_when_the_second_claim_is_right_then_it_is_contested_no_more(
    village, programme, contest
):
    _, new, reference = contest

    programme.family.settle(reference, Keep.NEW)

    (person,) = village.rows(persons)
    assert (person.id, person.is_contested) == (new.person_id, 0)
    assert (village.names(MINE), village.names(THEIRS)) == ([], ["Siti Baru"])
    assert (village.seats_taken(FIRST), village.seats_taken(SECOND)) == (0, 1)
    assert village.news(MINE) == [{"hasil": "tidak_ada", "nama": "Siti Lama"}]


def test_given_a_contest_when_both_are_one_then_the_newest_seat_is_kept_for_both_numbers(
    village, programme, contest
):
    old, new, reference = contest

    programme.family.settle(reference, Keep.BOTH)

    (person,) = village.rows(persons)
    assert (person.id, person.is_contested) == (new.person_id, 0)
    assert village.names(MINE) == village.names(THEIRS) == ["Siti Baru"]
    assert village.booking(new.id).status is BookingStatus.BOOKED
    assert village.booking(old.id).status is BookingStatus.CANCELLED
    assert village.news(MINE) == [{"hasil": "sama", "nama": "Siti Baru"}]
    assert village.counted_seats_agree()
    assert (village.requests(), village.orphans()) == ([], [])


def test_given_a_contest_when_neither_is_right_then_nobody_is_left(village, programme, contest):
    _, _, reference = contest

    programme.family.settle(reference, Keep.NEITHER)

    assert village.rows(persons) == []
    assert village.rows(registrations) == []
    assert village.counted_seats_agree()


def test_given_a_claim_that_a_desk_vaccinated_when_dropped_then_it_is_refused(
    village, programme, contest
):
    old, _, reference = contest
    village.inject(old)

    with pytest.raises(WasVaccinated):
        programme.family.settle(reference, Keep.NEW)

    assert len(village.rows(persons)) == 2
    assert len(village.requests()) == 1


def test_given_doses_on_both_sides_when_joined_then_what_a_desk_saw_counts(village, programme):
    told = GivenDose(1, "sinovac", date(2026, 5, 1))
    old = village.register(doses=[told])
    new = village.register(THEIRS, session_id=SECOND)
    village.inject(new, "indovac")
    ((request, _),) = programme.officers.waiting()

    programme.family.settle(request.reference, Keep.BOTH)

    (person,) = village.rows(persons)
    assert village.doses(person.id) == [(1, "indovac")]
    assert {old.person_id, new.person_id} >= {person.id}


def test_given_doses_that_two_desks_saw_when_joined_then_both_count_by_their_days(
    village, programme, contest
):
    old, new, reference = contest
    village.inject(old, "zifivax", date(2026, 8, 1))
    village.inject(new, "indovac", date(2026, 2, 1))

    programme.family.settle(reference, Keep.BOTH)

    (person,) = village.rows(persons)
    assert village.doses(person.id) == [(1, "indovac"), (2, "zifivax")]
    # A seat for a dose that was had already is given back.
    assert village.counted_seats_agree()


def test_given_a_dispute_when_nobody_is_right_then_the_person_and_the_seat_are_gone(
    village, programme
):
    booking = village.register()
    reference = programme.family.dispute(MINE, booking.person_id)

    programme.family.settle(reference, Keep.NEITHER)

    assert village.rows(persons) == []
    assert village.seats_taken(FIRST) == 0


def test_given_a_dispute_when_the_registration_stands_then_only_the_request_is_closed(
    village, programme
):
    booking = village.register()
    reference = programme.family.dispute(MINE, booking.person_id)

    programme.family.settle(reference, Keep.OLD)

    assert village.requests() == []
    assert village.booking(booking.id).status is BookingStatus.BOOKED


@pytest.mark.parametrize("keep", [Keep.NEW, Keep.BOTH])
def test_given_no_second_claim_when_one_is_needed_then_nothing_is_settled(village, programme, keep):
    booking = village.register()
    reference = programme.family.dispute(MINE, booking.person_id)

    with pytest.raises(NothingToSettle):
        programme.family.settle(reference, keep)

    assert len(village.requests()) == 1


def test_given_an_unknown_reference_then_nothing_is_settled(programme):
    with pytest.raises(NothingToSettle):
        programme.family.settle("L-TIDAKADA", Keep.OLD)


def test_given_a_person_who_is_being_erased_when_proven_again_then_the_wish_comes_first(
    village, programme, link
):
    booking = village.register()
    link(booking)
    programme.rights.ask_erasure(THEIRS)

    with pytest.raises(BeingErased):
        link(booking)


# The command line


@pytest.fixture
def command(village, monkeypatch):
    """Return a function that runs the command on the database of the test."""
    monkeypatch.setattr("vaksin.cli.people.connected", lambda: village.programme)
    return lambda *words: CliRunner().invoke(commands, ["people", "settle", *words])


def test_given_a_contest_when_settled_by_command_then_it_is_done_and_said(
    village, contest, command
):
    *_, reference = contest

    result = command(reference, "--keep", "lama")

    assert (result.exit_code, result.output) == (
        0,
        "✓ pendaftaran pertama berlaku, yang lain dihapus\n",
    )
    assert village.names(THEIRS) == []


def test_given_a_wrong_reference_when_settled_by_command_then_it_fails_in_words(command):
    result = command("L-TIDAKADA", "--keep", "sama")

    assert result.exit_code == 1
    assert "L-TIDAKADA" in result.output


def test_given_a_vaccinated_person_when_dropped_by_command_then_the_officer_is_told_why(
    village, contest, command
):
    old, _, reference = contest
    village.inject(old)

    result = command(reference, "--keep", "baru")

    assert result.exit_code == 1
    assert "KTP" in result.output
