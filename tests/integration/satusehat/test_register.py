"""What the answers of SATUSEHAT mean for a claim, over real connections."""

from __future__ import annotations

import json
import logging
import socket
import threading
from datetime import date

import pytest

from satusehat.register import SatusehatRegister
from satusehat.settings import SatusehatSettings
from tests.people import BORN, nik_number
from tests.satusehat_server import (
    CLIENT_ID,
    CLIENT_SECRET,
    NIK_SYSTEM,
    PATIENT_PATH,
    TOKEN_PATH,
    Answer,
    HangUp,
    Resident,
    always,
    bundle,
    first_times,
    outcome,
)
from vaksin.identity.nik import Nik
from vaksin.identity.verification import IdentityClaim, VerificationOutcome

VERIFIED = VerificationOutcome.VERIFIED
NOT_FOUND = VerificationOutcome.NOT_FOUND
MISMATCH = VerificationOutcome.MISMATCH
UNREACHABLE = VerificationOutcome.UNREACHABLE
NIK = nik_number()
PATIENT = Resident(NIK, "Siti Contoh", BORN).resource(1)


def claim_of(name="Siti Contoh", born=BORN, nik=NIK):
    return IdentityClaim(Nik(nik), name, born)


@pytest.fixture
def troubles(caplog):
    """Return a reader of the troubles that were logged, with the status."""
    caplog.set_level(logging.INFO, logger="satusehat")

    def read():
        events = [json.loads(r.getMessage()) for r in caplog.records if r.name.startswith("satu")]
        return [(event["trouble"], event["status"]) for event in events]

    return read


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (claim_of(), VERIFIED),
        (claim_of(name="hj. contoh siti, S.Pd."), VERIFIED),
        (claim_of(name="Siti Lain"), MISMATCH),
        (claim_of(born=date(1985, 6, 16)), MISMATCH),
        (claim_of(nik=nik_number(9777)), NOT_FOUND),
    ],
)
def test_given_a_register_that_shows_everything_then_it_is_compared(register, claim, expected):
    assert register.check(claim) is expected


def test_the_register_is_asked_as_its_interface_says(register, server, claim):
    register.check(claim)
    (token_request,) = server.token_requests
    assert token_request.method == "POST"
    assert token_request.query == {"grant_type": "client_credentials"}
    assert token_request.form == {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    (search,) = server.searches
    assert search.method == "GET"
    assert search.query == {"identifier": f"{NIK_SYSTEM}|{NIK}"}


def test_given_credentials_in_a_netrc_file_then_they_are_not_used(
    register, server, claim, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login lain password lain")
    monkeypatch.setenv("NETRC", str(netrc))
    assert register.check(claim) is VERIFIED
    assert server.token_requests[0].authorization == ""
    assert server.searches[0].authorization.startswith("Bearer token-")


@pytest.mark.parametrize("says_404", [False, True])
def test_an_empty_bundle_and_a_404_of_the_register_both_mean_that_nobody_was_found(
    register, server, says_404
):
    server.says_404 = says_404
    assert register.check(claim_of(nik=nik_number(9777))) is NOT_FOUND


@pytest.mark.parametrize(
    ("shown", "claim", "expected", "searches"),
    [
        # A masked name: only what shows is compared.
        ({"shown_name": "S*** C*****"}, claim_of(), VERIFIED, 1),
        ({"shown_name": "S*** C*****"}, claim_of(name="Siti Lain"), MISMATCH, 1),
        # Something hidden: the register is asked to compare it.
        ({"shown_name": "**** ******"}, claim_of(), VERIFIED, 2),
        ({"shown_name": ""}, claim_of(), VERIFIED, 2),
        ({"shown_name": ""}, claim_of(name="Siti Lain"), MISMATCH, 2),
        ({"shown_birth_date": ""}, claim_of(), VERIFIED, 2),
        ({"shown_birth_date": "1985-**-**"}, claim_of(), VERIFIED, 2),
        ({"shown_birth_date": "1985"}, claim_of(), VERIFIED, 2),
        ({"shown_birth_date": "1985"}, claim_of(born=date(1985, 6, 16)), MISMATCH, 2),
        # What does show speaks against it already.
        ({"shown_birth_date": "1985"}, claim_of(born=date(1986, 6, 15)), MISMATCH, 1),
        ({"shown_birth_date": ""}, claim_of(name="Siti Lain"), MISMATCH, 1),
        # A hidden number is no other number.
        ({"shown_nik": ""}, claim_of(), VERIFIED, 1),
        ({"shown_nik": NIK[:4] + "*" * 8 + NIK[12:]}, claim_of(), VERIFIED, 1),
    ],
)
def test_given_a_register_that_hides_something_then_it_compares_that_itself(
    register, server, shown, claim, expected, searches
):
    server.residents = [Resident(NIK, "Siti Contoh", BORN, **shown)]
    assert register.check(claim) is expected
    assert len(server.searches) == searches


def test_what_the_register_must_compare_is_sent_to_it_only_then(register, server, claim):
    server.residents = [Resident(NIK, "Siti Contoh", BORN, shown_birth_date="")]
    register.check(claim)
    first, second = server.searches
    assert first.query == {"identifier": f"{NIK_SYSTEM}|{NIK}"}
    assert second.query == {**first.query, "name": "Siti Contoh", "birthdate": "1985-06-15"}


def test_given_somebody_who_is_there_twice_then_one_that_agrees_is_enough(register, server, claim):
    server.residents.insert(0, Resident(NIK, "Nama Lama", BORN))
    assert register.check(claim) is VERIFIED


def test_given_several_that_do_not_agree_then_it_is_a_mismatch(register, server):
    server.residents.append(Resident(NIK, "Nama Lama", BORN))
    assert register.check(claim_of(name="Siti Lain")) is MISMATCH


UNREADABLE = ("unreadable_answer", 200)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(403, outcome("forbidden", "x")), ("credentials_refused", 403)),
        (Answer(429, outcome("throttled", "x")), ("too_many_requests", 429)),
        (Answer(500, outcome("exception", "x")), ("server_error", 500)),
        (Answer(502, b"<html>"), ("server_error", 502)),
        (Answer(503, b""), ("server_error", 503)),
        (Answer(400, outcome("invalid", "x")), ("unexpected_status", 400)),
        (Answer(302, b""), ("unexpected_status", 302)),
        (Answer(404, b"<html>"), ("unexpected_status", 404)),
        (Answer(404, {"fault": {"faultstring": "no proxy"}}), ("unexpected_status", 404)),
        (Answer(404, outcome("not-supported", "x")), ("unexpected_status", 404)),
        (Answer(200, b""), UNREADABLE),
        (Answer(200, b'{"resourceType": "Bundle", '), UNREADABLE),
        (Answer(200, b"\xff\xfe"), UNREADABLE),
        (Answer(200, b"[" * 100_000), UNREADABLE),
        (Answer(200, []), UNREADABLE),
        (Answer(200, {}), UNREADABLE),
        (Answer(200, PATIENT), UNREADABLE),
        (Answer(200, outcome("exception", "x")), UNREADABLE),
        (Answer(200, {**bundle([]), "total": 1}), UNREADABLE),
        (Answer(200, bundle([{**PATIENT, "birthDate": "15-06-1985"}])), UNREADABLE),
        (Answer(200, bundle([Resident(nik_number(9777), "A", BORN).resource(1)])), UNREADABLE),
    ],
)
def test_given_an_answer_that_tells_nothing_about_the_person_then_nobody_was_reached(
    register, server, claim, troubles, answer, trouble
):
    server.rules = [always(PATIENT_PATH, answer)]
    assert register.check(claim) is UNREACHABLE
    assert troubles() == [trouble]


@pytest.mark.parametrize("found_nobody", [outcome("not-found", "x"), bundle([])])
def test_with_200_nobody_found_is_said_in_two_ways(register, server, claim, found_nobody):
    server.rules = [always(PATIENT_PATH, Answer(200, found_nobody))]
    assert register.check(claim) is NOT_FOUND


def test_a_remark_about_the_search_is_no_person(register, server, claim):
    remarked = bundle([PATIENT])
    remark = {"resource": outcome("processing", "x", "warning"), "search": {"mode": "outcome"}}
    remarked["entry"].insert(0, remark)
    server.rules = [always(PATIENT_PATH, Answer(200, remarked))]
    assert register.check(claim) is VERIFIED


@pytest.mark.parametrize(
    "name",
    [
        {"given": ["Siti"], "family": "Contoh"},
        {"given": ["Siti", "Contoh"]},
        {"text": "SITI CONTOH", "family": "Lain"},
    ],
)
def test_a_name_may_come_in_parts(register, server, claim, name):
    server.rules = [always(PATIENT_PATH, Answer(200, bundle([{**PATIENT, "name": [name]}])))]
    assert register.check(claim) is VERIFIED


def test_given_an_earlier_and_a_present_name_then_either_may_be_stated(register, server, claim):
    names = [{"use": "old", "text": "Siti Dulu"}, {"use": "official", "text": "Siti Contoh"}]
    server.rules = [always(PATIENT_PATH, Answer(200, bundle([{**PATIENT, "name": names}])))]
    assert register.check(claim) is VERIFIED
    assert register.check(claim_of(name="Siti Dulu")) is VERIFIED


@pytest.mark.parametrize("fault", [HangUp, Answer(502, b""), Answer(503, b""), Answer(504, b"")])
def test_given_a_search_that_broke_once_then_it_is_made_again(register, server, claim, fault):
    server.rules = [first_times(1, PATIENT_PATH, fault)]
    assert register.check(claim) is VERIFIED
    assert len(server.searches) == 2


@pytest.mark.parametrize(
    ("fault", "searches"),
    [(HangUp, 2), (Answer(503, b""), 2), (Answer(500, b""), 1), (Answer(429, b""), 1)],
)
def test_given_a_search_that_breaks_again_and_again_then_it_is_given_up(
    register, server, claim, fault, searches
):
    server.rules = [always(PATIENT_PATH, fault)]
    assert register.check(claim) is UNREACHABLE
    assert len(server.searches) == searches


@pytest.mark.parametrize("path", [TOKEN_PATH, PATIENT_PATH])
def test_given_a_server_that_keeps_silent_then_nobody_waits_for_long(
    impatient, server, claim, troubles, path
):
    answered = threading.Event()
    server.rules = [lambda request: answered.wait(5) and None if request.path == path else None]
    try:
        assert impatient.check(claim) is UNREACHABLE
    finally:
        answered.set()
    assert troubles() == [("no_answer", 0)]
    assert len([request for request in server.requests if request.path == path]) == 1


def test_given_a_redirection_then_nik_and_token_do_not_follow_it(register, server, claim, troubles):
    moved = Answer(302, b"", location=f"{server.url}/lain?{NIK}")
    server.rules = [always(PATIENT_PATH, moved)]
    assert register.check(claim) is UNREACHABLE
    assert troubles() == [("unexpected_status", 302)]
    assert {request.path for request in server.requests} == {TOKEN_PATH, PATIENT_PATH}


def test_given_that_nobody_listens_then_nobody_was_reached(clock, claim, troubles):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    register = SatusehatRegister(SatusehatSettings(url, CLIENT_ID, CLIENT_SECRET), clock)
    assert register.check(claim) is UNREACHABLE
    assert troubles() == [("not_reached", 0)]


def test_wrong_credentials_are_an_error_and_a_bad_day_a_warning(register, server, claim, caplog):
    server.rules = [first_times(1, PATIENT_PATH, Answer(500, b""))]
    register.check(claim)
    server.rules = [always(PATIENT_PATH, Answer(403, b""))]
    register.check(claim)
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]


def test_questions_share_their_connections(register, server, claim, monkeypatch):
    connected = []
    connect = socket.socket.connect
    monkeypatch.setattr(
        socket.socket, "connect", lambda self, to: connected.append(to) or connect(self, to)
    )
    for _ in range(5):
        register.check(claim)
    assert len(server.searches) == 5
    assert len(connected) == 1
