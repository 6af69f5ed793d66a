"""One access token serves many questions, until it runs out or is refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from satusehat.tokens import LONGEST_USE, MARGIN, PAUSE_AFTER_FAILURE
from tests.satusehat_server import PATIENT_PATH, TOKEN_PATH, Answer, HangUp, always, first_times
from vaksin.identity.verification import VerificationOutcome

VERIFIED = VerificationOutcome.VERIFIED
UNREACHABLE = VerificationOutcome.UNREACHABLE
SECOND = timedelta(seconds=1)
THREADS = 24


def together(register, claim):
    """Check a claim from many threads at the same moment; return what each was told."""
    start = threading.Barrier(THREADS)

    def check(_):
        start.wait()
        return register.check(claim)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(check, range(THREADS)))


def granting(**changes):
    """Return a rule with a token that differs from the usual one."""
    body = {"access_token": "khusus", "token_type": "BearerToken", "expires_in": "3599", **changes}
    return always(TOKEN_PATH, Answer(200, body))


def test_many_questions_need_one_token(register, server, claim):
    assert {register.check(claim) for _ in range(20)} == {VERIFIED}
    assert len(server.token_requests) == 1


@pytest.mark.parametrize(
    ("token_seconds", "used_for"),
    [
        (3599, LONGEST_USE),
        (7200, LONGEST_USE),
        (10**12, LONGEST_USE),
        (600, timedelta(seconds=600) - MARGIN),
    ],
)
def test_a_token_is_used_for_50_minutes_or_until_shortly_before_it_expires(
    register, server, claim, clock, token_seconds, used_for
):
    server.rules = [granting(expires_in=str(token_seconds)), always(PATIENT_PATH, Answer(500, b""))]
    register.check(claim)
    clock.advance(used_for - SECOND)
    register.check(claim)
    assert len(server.token_requests) == 1
    clock.advance(SECOND)
    register.check(claim)
    assert len(server.token_requests) == 2


def test_after_expiry_questions_are_answered_with_another_token(register, server, claim, clock):
    register.check(claim)
    clock.advance(timedelta(hours=1))
    assert register.check(claim) is VERIFIED
    assert len(server.token_requests) == 2


@pytest.mark.parametrize("seconds", ["10", 10, "0", -5])
def test_a_token_that_is_hardly_good_serves_one_question(register, server, claim, seconds):
    server.rules = [granting(expires_in=seconds), always(PATIENT_PATH, Answer(500, b""))]
    register.check(claim)
    register.check(claim)
    assert len(server.token_requests) == 2


@pytest.mark.parametrize("seconds", [None, "", "lama", [], 1e400])
def test_without_readable_seconds_a_token_is_used_for_50_minutes(
    register, server, claim, clock, seconds
):
    server.rules = [granting(expires_in=seconds), always(PATIENT_PATH, Answer(500, b""))]
    register.check(claim)
    clock.advance(LONGEST_USE - SECOND)
    register.check(claim)
    assert len(server.token_requests) == 1


def test_given_a_refused_token_then_the_question_is_asked_again_with_another(
    register, server, claim
):
    register.check(claim)
    server.forget_tokens()
    assert register.check(claim) is VERIFIED
    assert len(server.token_requests) == 2


def test_given_that_the_other_token_is_refused_too_then_it_is_given_up(register, server, claim):
    server.rules = [always(PATIENT_PATH, Answer(401, b""))]
    assert register.check(claim) is UNREACHABLE
    assert len(server.token_requests) == 2
    assert len(server.searches) == 2


def test_many_threads_share_one_request_for_a_token(register, server, claim):
    assert together(register, claim) == [VERIFIED] * THREADS
    assert len(server.token_requests) == 1


def test_many_threads_whose_token_is_refused_share_one_request_for_another(register, server, claim):
    register.check(claim)
    server.forget_tokens()
    assert together(register, claim) == [VERIFIED] * THREADS
    assert len(server.token_requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(400, {"error": "invalid_client"}),
        Answer(401, {"error": "invalid_client"}),
        Answer(403, b""),
        Answer(404, b"<html>"),
        Answer(429, b""),
        Answer(500, b""),
        Answer(503, b""),
        Answer(200, b""),
        Answer(200, {}),
        Answer(200, {"access_token": ""}),
        Answer(200, {"access_token": 7}),
        HangUp,
    ],
)
def test_without_a_token_nobody_is_reached_and_no_nik_leaves(register, server, claim, answer):
    server.rules = [always(TOKEN_PATH, answer)]
    assert register.check(claim) is UNREACHABLE
    assert server.searches == []
    # Asking for a token is not repeated: it is no mere reading.
    assert len(server.token_requests) == 1


@pytest.mark.parametrize("token", ["dua\nbaris", "a\r\nX: y", " spasi", "\u20ac"])
def test_a_token_that_fits_no_header_is_no_token(register, server, claim, token):
    server.rules = [granting(access_token=token)]
    assert register.check(claim) is UNREACHABLE


def test_after_a_failure_nobody_asks_for_a_token_for_a_moment(register, server, claim, clock):
    server.rules = [first_times(1, TOKEN_PATH, Answer(503, b""))]
    assert register.check(claim) is UNREACHABLE
    clock.advance(PAUSE_AFTER_FAILURE - SECOND)
    assert register.check(claim) is UNREACHABLE
    assert len(server.token_requests) == 1
    clock.advance(SECOND)
    assert register.check(claim) is VERIFIED


def test_given_a_silent_server_then_waiting_threads_do_not_wait_in_turn(impatient, server, claim):
    answered = threading.Event()
    server.rules = [lambda request: answered.wait(10) and None]
    try:
        assert together(impatient, claim) == [UNREACHABLE] * THREADS
    finally:
        answered.set()
    assert len(server.token_requests) == 1
