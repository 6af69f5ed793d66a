"""Whatever happens, nothing about the person and no secret ends in a log or an error.

The register's interface takes the NIK in the address, urllib3 logs addresses and the errors of
requests carry them: here everything is logged at DEBUG and every error is looked through.
"""

from __future__ import annotations

import logging
import socket
import threading
import traceback

import pytest
import requests

from satusehat.http import Http
from satusehat.patients import NIK_SYSTEM
from satusehat.register import SatusehatRegister
from satusehat.settings import SatusehatSettings
from satusehat.trouble import RegisterUnreachable
from tests.people import BORN, nik_number
from tests.satusehat_server import (
    CLIENT_ID,
    CLIENT_SECRET,
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
from vaksin.identity.verification import VerificationOutcome

NIK = nik_number()
# The serial alone would be a trace, and so would a name or birth date from the second search.
TELLING = (NIK, NIK[6:], "Siti", "Contoh", BORN.isoformat(), CLIENT_SECRET, "token-")
QUERY = {"identifier": f"{NIK_SYSTEM}|{NIK}"}


FAULTS = {
    "found": [],
    "hung up": [always(PATIENT_PATH, HangUp)],
    "hung up once": [first_times(1, PATIENT_PATH, HangUp)],
    "redirected": [always(PATIENT_PATH, Answer(302, b"", location=f"/lain?{NIK}"))],
    "refused": [always(PATIENT_PATH, Answer(401, outcome("login", NIK)))],
    "no token": [always(TOKEN_PATH, Answer(401, {"error": NIK}))],
    "server error": [always(PATIENT_PATH, Answer(500, outcome("exception", NIK)))],
    "no json": [always(PATIENT_PATH, Answer(200, f"<p>{NIK} Siti Contoh".encode()))],
    "broken date": [
        always(
            PATIENT_PATH,
            Answer(200, bundle([Resident(NIK, "Siti Contoh", BORN, None, NIK).resource(1)])),
        )
    ],
}


@pytest.fixture
def silent(server):
    """Let the register keep silent when it is asked about somebody."""
    over = threading.Event()
    server.rules = [
        lambda request: over.wait(10) and None if request.path == PATIENT_PATH else None
    ]
    yield
    over.set()


@pytest.fixture
def logged(caplog):
    """Log everything, also what urllib3 says; return all that was logged."""
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "urllib3.connectionpool", "urllib3.util.retry", "satusehat"):
        caplog.set_level(logging.DEBUG, logger=name)
    return lambda: "\n".join(
        [caplog.text, *(repr((r.msg, r.args, r.exc_info)) for r in caplog.records)]
    )


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("shown_birth_date", [None, ""])
def test_nothing_about_the_person_is_logged(
    register, server, claim, logged, fault, shown_birth_date
):
    server.residents = [Resident(NIK, "Siti Contoh", BORN, None, shown_birth_date)]
    server.rules = FAULTS[fault]
    register.check(claim)
    assert server.requests
    assert not [telling for telling in TELLING if telling in logged()]


@pytest.mark.usefixtures("silent")
def test_nothing_is_logged_of_a_question_that_took_too_long(impatient, claim, logged):
    assert impatient.check(claim) is VerificationOutcome.UNREACHABLE
    assert not [telling for telling in TELLING if telling in logged()]


def test_what_urllib3_says_of_other_requests_stays_visible(register, server, claim, logged):
    register.check(claim)
    requests.get(f"{server.url}/lain", timeout=5)
    assert "/lain" in logged()
    assert PATIENT_PATH not in logged()


def test_without_the_silence_urllib3_would_log_the_nik(server, logged):
    requests.get(server.url + PATIENT_PATH, params=QUERY, timeout=5)
    assert NIK in logged()


def test_nothing_is_logged_where_nobody_listens(clock, claim, logged):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings = SatusehatSettings(url, CLIENT_ID, CLIENT_SECRET)
    assert SatusehatRegister(settings, clock).check(claim) is VerificationOutcome.UNREACHABLE
    assert not [telling for telling in TELLING if telling in logged()]


@pytest.mark.parametrize("fault", ["hung up", "silent", "nobody", "bad token"])
def test_an_error_holds_nothing_of_the_request_not_even_as_its_cause(server, fault, request):
    url, token = server.url, "dua\nbaris" if fault == "bad token" else "token-1"
    server.rules = FAULTS.get(fault, [])
    if fault == "silent":
        request.getfixturevalue("silent")
    if fault == "nobody":
        server.close()
    with pytest.raises(RegisterUnreachable) as caught:
        Http(url, read_seconds=0.2).get(PATIENT_PATH, QUERY, token)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    shown += repr(error) + str(error) + repr(vars(error)) + repr(error.args)
    assert not [telling for telling in (*TELLING, "dua", url) if telling in shown]


def test_representations_tell_nothing(register, settings, claim, server):
    resident = Resident(NIK, "Siti Contoh", BORN)
    shown = repr([register, settings, claim, Http(server.url).__dict__])
    assert not [telling for telling in TELLING if telling in shown]
    assert CLIENT_ID not in shown
    assert NIK in repr(resident)
