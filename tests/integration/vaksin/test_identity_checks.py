"""Identities are checked with a real register over HTTP, however it behaves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from satusehat.register import SatusehatRegister
from satusehat.settings import SatusehatSettings
from tests.integration.vaksin.keeping import Town
from tests.people import BORN, make_applicant, nik_number
from tests.satusehat_server import CLIENT_ID, CLIENT_SECRET, Answer, Resident, Satusehat
from vaksin.identity.structural import StructuralRegister
from vaksin.identity.verification import VerificationOutcome
from vaksin.people.verifications import VerificationStatus
from vaksin.schema import officer_requests, verifications

ANI, BUDI = "kontak-ani", "kontak-budi"
NAME = "Contoh Warga"


@pytest.fixture
def town(programme, clock):
    return Town(programme, clock.advance)


@pytest.fixture
def server(clock):
    running = Satusehat(clock, [Resident(nik_number(9001), NAME, BORN)])
    yield running
    running.close()


@pytest.fixture
def checks(programme, server, clock):
    settings = SatusehatSettings(server.url, CLIENT_ID, CLIENT_SECRET)
    return programme.identity_checks(SatusehatRegister(settings, clock))


def is_down(_request):
    return Answer(503, {"error": "pemeliharaan"})


def standing(programme, contact_id=ANI):
    return programme.standings(contact_id)[0]


def test_given_a_resident_when_checked_then_they_are_verified_and_nothing_is_said(
    town, programme, checks
):
    town.register(ANI, 9001, town.session("UJI-1"))
    assert standing(programme).verification is VerificationStatus.WAITING

    assert checks.check_next() is VerificationOutcome.VERIFIED

    assert standing(programme).verification is VerificationStatus.VERIFIED
    assert town.news(ANI) == []
    assert programme.officers.waiting() == []
    assert checks.check_next() is None


def test_given_a_register_out_of_reach_when_it_is_back_then_the_waiting_person_is_verified(
    town, programme, checks, server, clock
):
    server.rules.append(is_down)
    booking = town.register(ANI, 9001, town.session("UJI-1"))
    assert checks.check_next() is VerificationOutcome.UNREACHABLE
    assert standing(programme).verification is VerificationStatus.WAITING
    assert standing(programme).live_booking.id == booking.id
    assert checks.check_next() is None

    server.rules.clear()
    clock.advance(timedelta(minutes=2))

    assert checks.check_next() is VerificationOutcome.VERIFIED
    assert standing(programme).verification is VerificationStatus.VERIFIED


def test_given_a_register_that_stays_away_when_asked_again_then_the_pauses_grow(
    town, programme, checks, server, clock
):
    server.rules.append(is_down)
    town.enrol(ANI, 9001)
    pauses = []
    for _ in range(4):
        assert checks.check_next() is VerificationOutcome.UNREACHABLE
        with programme.engine.connect() as connection:
            due = connection.execute(select(verifications.c.next_check_at)).scalar_one()
        pauses.append(due - clock.now())
        clock.advance(due - clock.now())

    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]


@pytest.mark.parametrize(
    ("serial", "name", "outcome"),
    [(9002, NAME, "tidak_ditemukan"), (9001, "Lain Sekali Namanya", "tidak_cocok")],
)
def test_given_a_doubtful_identity_when_checked_then_citizen_and_officer_hear_of_it(
    town, programme, checks, serial, name, outcome
):
    session = town.session("UJI-1")
    booking = programme.seats.register(ANI, make_applicant(serial, name), session)

    checks.check_next()

    ((request, _),) = programme.officers.waiting()
    (notice,) = town.news(ANI)
    assert notice.data == {"outcome": outcome, "reference": request.reference}
    with programme.engine.connect() as connection:
        about = connection.execute(select(officer_requests.c.person_id)).scalar_one()
    assert about == notice.person_id == booking.person_id
    assert standing(programme).live_booking.id == booking.id


def test_given_a_doubtful_identity_of_two_numbers_when_checked_then_both_hear_of_it_once(
    town, programme, checks
):
    person_id = town.enrol(ANI, 9002)
    programme.transactions.writing(lambda act: act.contacts.ensure_contact(BUDI))
    programme.transactions.writing(lambda act: act.people.link(BUDI, person_id, "ibu"))

    while checks.check_next():
        pass

    assert town.kinds(ANI) == town.kinds(BUDI) == ["verifikasi"]
    assert town.count(officer_requests) == 1


def test_given_data_corrected_while_the_register_is_asked_when_it_answers_then_it_does_not_count(
    town, programme, checks, server, clock
):
    town.enrol(ANI, 9002)

    def correct_meanwhile(_request):
        server.rules.clear()
        applicant = replace(make_applicant(9002), name="Nama Yang Baru")
        programme.seats.enrol(ANI, applicant)

    server.rules.append(correct_meanwhile)
    checks.check_next()

    assert standing(programme).verification is VerificationStatus.WAITING
    assert town.news(ANI) == []


def test_given_a_worker_that_ended_while_asking_when_time_passes_then_another_checks(
    town, programme, checks, server, clock
):
    town.enrol(ANI, 9001)
    programme.transactions.writing(lambda act: act.verifications.take_due(1))
    assert checks.check_next() is None

    clock.advance(timedelta(minutes=3))

    assert checks.check_next() is VerificationOutcome.VERIFIED


def test_given_four_workers_when_they_check_at_once_then_each_person_is_asked_about_once(
    town, programme, checks, server
):
    for number in range(20):
        town.enrol(f"kontak-{number}", 9100 + number)

    def work(_):
        while checks.check_next():
            pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))

    asked = [request.query["identifier"] for request in server.searches]
    assert len(asked) == len(set(asked)) == 20
    assert town.count(officer_requests) == 20


def test_given_no_register_but_the_form_when_checked_then_a_well_formed_nik_is_enough(
    town, programme
):
    town.enrol(ANI, 9001)
    checks = programme.identity_checks(StructuralRegister(programme.regions))

    assert checks.check_next() is VerificationOutcome.VERIFIED
