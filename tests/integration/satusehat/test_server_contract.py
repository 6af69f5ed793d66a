"""The register of the tests keeps to OAuth2 and FHIR R4, so that the tests prove something."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from tests import fhir_r4
from tests.people import BORN, nik_number
from tests.satusehat_server import (
    CLIENT_ID,
    CLIENT_SECRET,
    NIK_SYSTEM,
    PATIENT_PATH,
    TOKEN_PATH,
    Resident,
    bundle,
    outcome,
)

GRANT = {"grant_type": "client_credentials"}
CREDENTIALS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
BY_NIK = {"identifier": f"{NIK_SYSTEM}|{nik_number()}"}


@pytest.fixture
def ask_token(server):
    return lambda query=GRANT, form=CREDENTIALS: requests.post(
        server.url + TOKEN_PATH, params=query, data=form, timeout=5
    )


@pytest.fixture
def search(server, ask_token):
    token = ask_token().json()["access_token"]
    return lambda query, authorization=f"Bearer {token}": requests.get(
        server.url + PATIENT_PATH,
        params=query,
        headers={"Authorization": authorization},
        timeout=5,
    )


def test_a_token_comes_with_its_seconds_as_a_text(ask_token):
    answer = ask_token()
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == "3599"
    assert answer.json()["access_token"]


@pytest.mark.parametrize(
    ("query", "form", "status"),
    [
        (GRANT, {**CREDENTIALS, "client_secret": "lain"}, 401),
        (GRANT, {}, 400),
        ({}, CREDENTIALS, 400),
    ],
)
def test_without_grant_and_credentials_there_is_no_token(ask_token, query, form, status):
    answer = ask_token(query, form)
    assert answer.status_code == status
    assert "access_token" not in answer.json()
    assert answer.json()["error"]


@pytest.mark.parametrize("authorization", ["", "Bearer lain", "Basic YQ=="])
def test_without_a_token_there_is_no_search(search, authorization):
    answer = search(BY_NIK, authorization)
    assert answer.status_code == 401
    assert fhir_r4.problems(answer.json()) == []
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_a_token_expires(search, clock):
    assert search(BY_NIK).status_code == 200
    clock.advance(timedelta(seconds=3599))
    assert search(BY_NIK).status_code == 401


def test_a_person_is_found_as_a_patient_in_a_bundle(search):
    answer = search(BY_NIK)
    assert fhir_r4.problems(answer.json()) == []
    assert answer.json()["total"] == 1
    (entry,) = answer.json()["entry"]
    assert entry["resource"]["name"] == [{"use": "official", "text": "Siti Contoh"}]
    assert entry["resource"]["birthDate"] == BORN.isoformat()


@pytest.mark.parametrize(
    ("more", "total"),
    [
        ({"name": "SITI CONTOH", "birthdate": BORN.isoformat()}, 1),
        ({"name": "Siti", "birthdate": BORN.isoformat()}, 0),
        ({"name": "Siti Contoh", "birthdate": "1985-06-16"}, 0),
    ],
)
def test_further_parameters_narrow_the_search(search, more, total):
    assert search({**BY_NIK, **more}).json()["total"] == total


def test_nobody_found_is_a_bundle_without_entries(search):
    answer = search({"identifier": f"{NIK_SYSTEM}|{nik_number(9777)}"})
    assert answer.status_code == 200
    assert fhir_r4.problems(answer.json()) == []
    assert "entry" not in answer.json()


def test_nobody_found_may_be_said_with_404(search, server):
    server.says_404 = True
    answer = search({"identifier": f"{NIK_SYSTEM}|{nik_number(9777)}"})
    assert answer.status_code == 404
    assert fhir_r4.problems(answer.json()) == []


def test_a_search_for_nothing_is_refused(search):
    answer = search({})
    assert answer.status_code == 400
    assert fhir_r4.problems(answer.json()) == []


def test_several_and_hidden_data_are_still_fhir(search, server):
    twin = Resident(nik_number(), "Siti Contoh", BORN, "S*** C*****", "1985", "")
    bare = Resident(nik_number(), "Siti Contoh", BORN, "", "", "")
    server.residents += [twin, bare]
    answer = search(BY_NIK)
    assert answer.json()["total"] == 3
    assert fhir_r4.problems(answer.json()) == []


PATIENT = Resident(nik_number(), "Siti Contoh", BORN).resource(1)


@pytest.mark.parametrize(
    "broken",
    [
        {"resourceType": "Lain"},
        {**bundle([]), "entry": []},
        {**bundle([]), "type": "lain"},
        {**bundle([]), "total": "0"},
        {**bundle([]), "link": [{"relation": "self"}]},
        bundle([{**PATIENT, "nama": "x"}]),
        bundle([{**PATIENT, "name": "x"}]),
        bundle([{**PATIENT, "birthDate": "15-06-1985"}]),
        bundle([{**PATIENT, "identifier": [{"use": "lain", "value": "1"}]}]),
        {"resourceType": "OperationOutcome"},
        outcome("lain", "x"),
        outcome("not-found", ""),
        outcome("not-found", "x", severity="lain"),
    ],
)
def test_what_is_not_fhir_is_noticed(broken):
    assert fhir_r4.problems(broken)
