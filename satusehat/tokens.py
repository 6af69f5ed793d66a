"""The access token (OAuth2, client credentials) that every question needs.

One token serves all threads of a process. It is kept for 50 minutes, which is what integrations of
SATUSEHAT do, or for less if the server says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from satusehat.http import Http
from satusehat.settings import SatusehatSettings
from satusehat.trouble import RegisterUnreachable, Trouble, trouble_of_status
from vaksin.clock import Clock

TOKEN_PATH = "/oauth2/v1/accesstoken"
LONGEST_USE = timedelta(minutes=50)
# A token must not expire between being taken out and arriving.
MARGIN = timedelta(minutes=1)
# After a failure nobody asks for a token that long: with a silent server every waiting thread
# would otherwise wait in turn, and with a wrong secret the organisation might be locked out.
PAUSE_AFTER_FAILURE = timedelta(seconds=10)
# What may stand in the header of a request (RFC 6750, 2.1).
_BEARER_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")


@dataclass(frozen=True)
class _Token:
    text: str = field(repr=False)
    good_until: datetime


@dataclass(frozen=True)
class _Failure:
    trouble: Trouble
    status: int
    until: datetime


class AccessTokens:
    """Keeps the access token and asks for another when it runs out; any thread may call."""

    def __init__(self, http: Http, settings: SatusehatSettings, clock: Clock) -> None:
        self._http = http
        self._settings = settings
        self._clock = clock
        self._lock = Lock()
        self._token: _Token | None = None
        self._failure: _Failure | None = None

    def current(self) -> str:
        """Return a token that is still good, asking for one if need be.

        Raises:
            RegisterUnreachable: if there is none to be had, or there was none a moment ago.
        """
        with self._lock:
            if self._token and self._clock.now() < self._token.good_until:
                return self._token.text
            self._token = self._ask_unless_just_failed()
            return self._token.text

    def instead_of(self, refused: str) -> str:
        """Return another token than one that the server refused.

        Raises:
            RegisterUnreachable: if there is none to be had, or there was none a moment ago.
        """
        with self._lock:
            # Whoever else was refused the same token may have brought the new one already.
            if self._token and self._token.text == refused:
                self._token = None
        return self.current()

    def _ask_unless_just_failed(self) -> _Token:
        failure = self._failure
        if failure and self._clock.now() < failure.until:
            raise RegisterUnreachable(failure.trouble, failure.status)
        try:
            return self._ask()
        except RegisterUnreachable as error:
            until = self._clock.now() + PAUSE_AFTER_FAILURE
            self._failure = _Failure(error.trouble, error.status, until)
            raise

    def _ask(self) -> _Token:
        asked_at = self._clock.now()
        answer = self._http.post_form(
            TOKEN_PATH,
            {"grant_type": "client_credentials"},
            {
                "client_id": self._settings.client_id,
                "client_secret": self._settings.client_secret,
            },
        )
        # OAuth2 (RFC 6749, 5.2) says 400 where client id or secret are wrong.
        if answer.status == 400:
            raise RegisterUnreachable(Trouble.REFUSED, answer.status)
        if answer.status != 200:
            raise RegisterUnreachable(trouble_of_status(answer.status), answer.status)
        text = answer.body.get("access_token")
        if not isinstance(text, str) or not _BEARER_TOKEN.fullmatch(text):
            raise RegisterUnreachable(Trouble.UNREADABLE, answer.status)
        return _Token(text, asked_at + _time_of_use(answer.body.get("expires_in")))


def _time_of_use(expires_in: Any) -> timedelta:
    """Return how long a token is used; SATUSEHAT writes its seconds as a text."""
    try:
        seconds = int(expires_in)
    except (TypeError, ValueError, OverflowError):
        return LONGEST_USE
    # Bounded first: a timedelta cannot hold every number.
    lifetime = timedelta(seconds=min(max(seconds, 0), 24 * 60 * 60))
    return min(LONGEST_USE, lifetime - MARGIN)
