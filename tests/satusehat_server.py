"""SATUSEHAT for the tests: a real HTTP server with residents, tokens and bad days.

It answers like the Ministry's: tokens as OAuth2 (RFC 6749) and Apigee write them, with the seconds
as a text; searches and errors in FHIR R4. What the Ministry's documents leave open (an empty Bundle
or 404, masked data) is switched by the test.
"""

from __future__ import annotations

import contextlib
import functools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from vaksin.clock import Clock

CLIENT_ID = "klien-contoh"
CLIENT_SECRET = "rahasia-contoh"
NIK_SYSTEM = "https://fhir.kemkes.go.id/id/nik"
TOKEN_PATH = "/oauth2/v1/accesstoken"
PATIENT_PATH = "/fhir-r4/v1/Patient"
FORM = "application/x-www-form-urlencoded"
FHIR_JSON = "application/fhir+json"
JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """One request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    authorization: str
    content_type: str


@dataclass(frozen=True)
class Answer:
    """What the server says; a body that is bytes is sent as it is."""

    status: int
    body: Any
    content_type: str = FHIR_JSON
    location: str = ""


class _Server(ThreadingHTTPServer):
    """A server that many may call at the same moment."""

    daemon_threads = True
    request_queue_size = 128


class HangUp(Exception):
    """Raised by a rule: the connection is closed without an answer."""


Rule = Callable[[Request], "Answer | None"]


@dataclass(frozen=True)
class Resident:
    """Somebody in the register, and what a search for them shows in place of the truth."""

    nik: str
    name: str
    birth_date: date
    shown_name: str | None = None
    shown_birth_date: str | None = None
    shown_nik: str | None = None

    def is_meant_by(self, query: dict[str, str]) -> bool:
        """Tell whether all parameters of a search fit, as FHIR joins them."""
        facts = {
            "identifier": f"{NIK_SYSTEM}|{self.nik}",
            "name": self.name.casefold(),
            "birthdate": self.birth_date.isoformat(),
        }
        asked = {**query, **({"name": query["name"].casefold()} if "name" in query else {})}
        return all(facts.get(key) == value for key, value in asked.items())

    def resource(self, number: int) -> dict[str, Any]:
        """Return the Patient that a search shows; what is masked to nothing is left out."""
        nik = self.nik if self.shown_nik is None else self.shown_nik
        name = self.name if self.shown_name is None else self.shown_name
        born = (
            self.birth_date.isoformat() if self.shown_birth_date is None else self.shown_birth_date
        )
        patient: dict[str, Any] = {
            "resourceType": "Patient",
            "id": f"P{number:011d}",
            "active": True,
        }
        if nik:
            patient["identifier"] = [{"use": "official", "system": NIK_SYSTEM, "value": nik}]
        if name:
            patient["name"] = [{"use": "official", "text": name}]
        if born:
            patient["birthDate"] = born
        return patient


@dataclass
class Satusehat:
    """The Ministry's service; ``rules`` may answer a request otherwise, the first that does wins.

    Attributes:
        token_seconds: for how long a token is good, by the clock of the test.
        says_404: whether a search that finds nobody answers 404 in place of an empty Bundle.
    """

    clock: Clock
    residents: list[Resident] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    token_seconds: int = 3599
    says_404: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._good_until: dict[str, Any] = {}
        self._server = _Server(("127.0.0.1", 0), self._handler())
        serve = functools.partial(self._server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def token_requests(self) -> list[Request]:
        return [request for request in self.requests if request.path == TOKEN_PATH]

    @property
    def searches(self) -> list[Request]:
        return [request for request in self.requests if request.path == PATIENT_PATH]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def forget_tokens(self) -> None:
        """Let every token that was given out be good no more."""
        with self._lock:
            self._good_until.clear()

    def answer(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            rules = list(self.rules)
        # Outside the lock: a rule may wait.
        for rule in rules:
            answer = rule(request)
            if answer is not None:
                return answer
        if (request.method, request.path) == ("POST", TOKEN_PATH):
            return self._token(request)
        if (request.method, request.path) == ("GET", PATIENT_PATH):
            return self._search(request)
        return Answer(404, outcome("not-supported", "unknown path"))

    def _token(self, request: Request) -> Answer:
        if request.query.get("grant_type") != "client_credentials" or request.content_type != FORM:
            return Answer(400, {"error": "unsupported_grant_type"}, JSON)
        if request.form != {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}:
            return Answer(401, {"error": "invalid_client"}, JSON)
        with self._lock:
            token = f"token-{len(self._good_until) + 1}-{len(self.requests)}"
            now = self.clock.now()
            self._good_until[token] = now + timedelta(seconds=self.token_seconds)
        body = {
            "access_token": token,
            "token_type": "BearerToken",
            "expires_in": str(self.token_seconds),
            "issued_at": str(int(now.timestamp() * 1000)),
            "client_id": CLIENT_ID,
            "status": "approved",
        }
        return Answer(200, body, JSON)

    def _search(self, request: Request) -> Answer:
        scheme, _, token = request.authorization.partition(" ")
        with self._lock:
            good_until = self._good_until.get(token)
        if scheme != "Bearer" or good_until is None or self.clock.now() >= good_until:
            return Answer(401, outcome("login", "invalid access token"))
        if "identifier" not in request.query and "name" not in request.query:
            return Answer(400, outcome("required", "a search needs parameters"))
        found = [person for person in self.residents if person.is_meant_by(request.query)]
        if not found and self.says_404:
            return Answer(404, outcome("not-found", "no such patient"))
        return Answer(200, bundle([who.resource(n) for n, who in enumerate(found, 1)], self.url))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        satusehat = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._serve()

            def do_POST(self) -> None:
                self._serve()

            def _serve(self) -> None:
                url = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                request = Request(
                    method=self.command,
                    path=url.path,
                    query=dict(parse_qsl(url.query)),
                    form=dict(parse_qsl(body.decode())),
                    authorization=self.headers.get("authorization", ""),
                    content_type=self.headers.get("content-type", ""),
                )
                try:
                    answer = satusehat.answer(request)
                except HangUp:
                    self.close_connection = True
                    return
                # Whoever asked may have given up waiting.
                with contextlib.suppress(ConnectionError):
                    self._send(answer)

            def _send(self, answer: Answer) -> None:
                is_raw = isinstance(answer.body, bytes)
                content = answer.body if is_raw else json.dumps(answer.body).encode()
                self.send_response(answer.status)
                self.send_header("content-type", answer.content_type)
                self.send_header("content-length", str(len(content)))
                if answer.location:
                    self.send_header("location", answer.location)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        return Handler


def outcome(code: str, text: str, severity: str = "error") -> dict[str, Any]:
    """Return FHIR's way to say that something went wrong."""
    issue = {"severity": severity, "code": code, "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def bundle(resources: list[dict[str, Any]], base: str = "http://127.0.0.1") -> dict[str, Any]:
    """Return the answer to a search; FHIR knows no empty list, so without resources no entry."""
    entries = [
        {
            "fullUrl": f"{base}{PATIENT_PATH}/{resource['id']}",
            "resource": resource,
            "search": {"mode": "match"},
        }
        for resource in resources
    ]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "link": [{"relation": "self", "url": f"{base}{PATIENT_PATH}"}],
        **({"entry": entries} if entries else {}),
    }


def first_times(count: int, path: str, answer: Answer | type[HangUp]) -> Rule:
    """Return a rule that deals so with the first requests for a path."""
    left = [answer] * count

    def rule(request: Request) -> Answer | None:
        if request.path != path or not left:
            return None
        what = left.pop()
        if isinstance(what, Answer):
            return what
        raise what

    return rule


def always(path: str, answer: Answer | type[HangUp]) -> Rule:
    """Return a rule that deals so with every request for a path."""
    return first_times(1000, path, answer)
