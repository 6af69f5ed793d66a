"""HTTP as far as SATUSEHAT needs it. Every call blocks: make it in a thread.

Nothing that leaves this module carries an address, a header or a body of a request: the exceptions
of ``requests`` do, and are therefore neither passed on nor kept as the context of another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from satusehat.silence import unlogged
from satusehat.trouble import RegisterUnreachable, Trouble

CONNECT_SECONDS = 3.05
READ_SECONDS = 10.0
CONNECTIONS = 16
# A second try mends a connection that the other side had closed, or one bad server of several.
# Longer troubles, and slow answers, are for whoever asks again later: a citizen may be waiting now.
_PASSING_STATUSES = frozenset({502, 503, 504})
_ACCEPTED = "application/fhir+json, application/json"


@dataclass(frozen=True)
class Answer:
    """An answer: its status and the object in its body, an empty one if there is none."""

    status: int
    body: dict[str, Any] = field(repr=False)


class Http:
    """Connections to one server, kept open between requests; any number of threads may use them."""

    def __init__(self, base_url: str, read_seconds: float = READ_SECONDS) -> None:
        self._base_url = base_url
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._session = requests.Session()
        self._session.headers["Accept"] = _ACCEPTED
        # Without an own authorisation requests would take one out of a .netrc file.
        self._session.auth = _as_it_is
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))

    def post_form(self, path: str, query: Mapping[str, str], form: Mapping[str, str]) -> Answer:
        """Send a form once.

        Raises:
            RegisterUnreachable: if there was no answer.
        """
        return self._request("POST", path, params=query, data=form)

    def get(self, path: str, query: Mapping[str, str], token: str) -> Answer:
        """Get something with an access token; tried again once if the connection or server broke.

        Raises:
            RegisterUnreachable: if there was no answer.
        """
        headers = {"Authorization": f"Bearer {token}"}
        try:
            answer = self._request("GET", path, params=query, headers=headers)
        except RegisterUnreachable as error:
            if error.trouble is not Trouble.NOT_REACHED:
                raise
        else:
            if answer.status not in _PASSING_STATUSES:
                return answer
        return self._request("GET", path, params=query, headers=headers)

    def _request(self, method: str, path: str, **content: Any) -> Answer:
        try:
            with unlogged():
                response = self._session.request(
                    method,
                    self._base_url + path,
                    timeout=self._timeout,
                    allow_redirects=False,
                    **content,
                )
        except requests.RequestException as error:
            trouble = _trouble_of(error)
        else:
            return Answer(response.status_code, _object_in(response.content))
        # Raised out here, so that the exception above, which holds the address, is not its context.
        raise RegisterUnreachable(trouble)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _trouble_of(error: requests.RequestException) -> Trouble:
    is_late = isinstance(error, requests.Timeout)
    return Trouble.NO_ANSWER if is_late else Trouble.NOT_REACHED


def _object_in(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
