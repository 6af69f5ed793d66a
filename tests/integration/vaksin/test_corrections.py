"""Citizens mend their data themselves; what matters for the vaccination goes to an officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from tests.integration.vaksin.family import FIRST, MINE, THEIRS, Village
from tests.people import BORN, TEBET, make_applicant
from vaksin.application import NeedsOfficer, NotYours
from vaksin.booking.model import Screening
from vaksin.eligibility.course import GivenDose
from vaksin.people.corrections import Part
from vaksin.people.verifications import VerificationStatus
from vaksin.schema import corrections, verifications

MENTENG = "31.71.06"


@pytest.fixture
def village(programme):
    """Return the people of these tests."""
    return Village(programme)


@pytest.fixture
def person(programme, village):
    """Return a function that tells somebody's data as they are now."""
    return lambda: programme.standings(MINE)[0].registration.person


@pytest.fixture
def correct(programme, village):
    """Register somebody without a seat and return a function that corrects their data."""
    person_id = programme.seats.enrol(MINE, make_applicant(9001))

    def correct(part, value, contact_id=MINE, **options):
        return programme.corrections.correct(contact_id, person_id, part, value, **options)

    return correct


@pytest.mark.parametrize(
    ("part", "value", "field"),
    [
        (Part.NAME, "Sity Contoh", "name"),
        (Part.PHONE, "+6281200009001", "phone"),
        (Part.HOME, MENTENG, "district_code"),
    ],
)
def test_given_a_part_when_corrected_then_it_is_written_and_only_the_part_recorded(
    village, correct, person, part, value, field
):
    correct(part, value)

    assert getattr(person(), field) == value
    ((_, person_id, contact_id, name, _),) = village.rows(corrections)
    assert (person_id, contact_id, name) == (person().id, MINE, part.value)


def test_given_a_corrected_phone_then_the_registered_number_is_sealed(village, correct):
    correct(Part.PHONE, "+6281200009001")

    with village.programme.engine.begin() as connection:
        (sealed,) = connection.exec_driver_sql("SELECT phone_sealed FROM persons").one()
    assert "81200009001" not in sealed


def test_given_a_recorded_date_that_was_wrong_when_the_one_of_the_nik_is_told_then_it_is_saved(
    village, correct, person
):
    village.grow_older(person().id, date(1985, 6, 16))

    correct(Part.BIRTH_DATE, BORN.isoformat())

    assert person().birth_date == BORN


def test_given_a_date_that_disagrees_with_the_nik_then_an_officer_decides(village, correct, person):
    with pytest.raises(NeedsOfficer) as caught:
        correct(Part.BIRTH_DATE, "1985-06-16")

    ((request, _),) = village.programme.officers.waiting()
    assert request.reference == caught.value.reference
    assert request.person_id == person().id
    assert "16" in request.message
    assert person().birth_date == BORN
    assert village.rows(corrections) == []


@pytest.mark.parametrize(
    "recorded",
    [date(2018, 6, 15), date(2010, 6, 15)],
    ids=["a child gets other vaccines", "a parent must have agreed"],
)
def test_given_a_date_that_makes_an_adult_of_a_child_then_an_officer_decides(
    village, correct, person, recorded
):
    village.grow_older(person().id, recorded)

    with pytest.raises(NeedsOfficer):
        correct(Part.BIRTH_DATE, BORN.isoformat())


def test_given_a_group_that_the_right_age_does_not_fit_then_an_officer_decides(village, programme):
    told = replace(make_applicant(9001), birth_date=date(1950, 6, 15), group_id="lansia")
    person_id = programme.seats.enrol(MINE, told)

    with pytest.raises(NeedsOfficer):
        programme.corrections.correct(MINE, person_id, Part.BIRTH_DATE, BORN.isoformat())


@pytest.fixture
def second_booster(village, programme, clock, add_session):
    """Enrol somebody taken for an old woman when only the old got a fourth dose.

    So it was by SE HK.02.02/C/5565/2022. Returns her id and how to book a seat for her.
    """
    clock.moment = datetime(2022, 12, 1, 1, tzinfo=timezone.utc)
    doses = [
        GivenDose(1, "sinovac", date(2021, 3, 1)),
        GivenDose(2, "sinovac", date(2021, 4, 1)),
        GivenDose(3, "pfizer", date(2022, 2, 1)),
    ]
    told = replace(make_applicant(9001), birth_date=date(1961, 6, 15), history=tuple(doses))
    person_id = programme.seats.enrol(MINE, told)

    def book():
        (standing,) = programme.standings(MINE)
        session_id = add_session(vaccine_id=min(standing.next_dose.vaccine_ids))
        return programme.seats.book(MINE, session_id, {person_id: Screening()})

    return person_id, book


def test_given_a_seat_that_the_right_age_would_not_get_then_an_officer_decides(
    programme, second_booster
):
    person_id, book = second_booster
    book()

    with pytest.raises(NeedsOfficer):
        programme.corrections.correct(MINE, person_id, Part.BIRTH_DATE, BORN.isoformat())


def test_given_no_seat_then_the_right_birth_date_is_saved(programme, second_booster, person):
    person_id, _ = second_booster

    programme.corrections.correct(MINE, person_id, Part.BIRTH_DATE, BORN.isoformat())

    assert person().birth_date == BORN


@pytest.mark.parametrize("part", [Part.NAME, Part.BIRTH_DATE])
def test_given_corrected_identity_then_it_is_checked_anew(village, correct, person, part):
    programme = village.programme
    status = VerificationStatus.MISMATCH
    programme.transactions.writing(lambda act: act.verifications.settle(person().id, status, "uji"))
    village.grow_older(person().id, date(1985, 6, 16))

    correct(part, "Sity Contoh" if part is Part.NAME else BORN.isoformat())

    assert [row.status for row in village.rows(verifications)] == ["menunggu"]


def test_given_another_number_when_it_corrects_then_it_is_refused(correct, person):
    with pytest.raises(NotYours):
        correct(Part.NAME, "Orang Lain", contact_id=THEIRS)

    assert person().name == "Contoh Warga"


def test_given_a_correction_run_twice_then_it_is_recorded_once(village, correct):
    for _ in range(2):
        correct(Part.HOME, MENTENG, request_id="pesan-1")

    assert len(village.rows(corrections)) == 1


def test_given_a_correction_then_the_booked_seat_stays(village, programme):
    booking = village.register()

    programme.corrections.correct(MINE, booking.person_id, Part.HOME, MENTENG)

    assert village.seats_taken(FIRST) == 1
    assert make_applicant().district_code == TEBET
