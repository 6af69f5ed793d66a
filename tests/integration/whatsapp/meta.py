"""Meta for the tests: a small HTTP server in place of the Graph API, and signed webhook calls."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, Any]]
Rule = Callable[[dict[str, Any]], "Answer | None"]


@dataclass
class Request:
    """One request that arrived: its path, authorization and body."""

    path: str
    authorization: str
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Graph:
    """Takes messages and uploads; ``rules`` may answer a message otherwise."""

    requests: list[Request] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        serve = functools.partial(self._server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v25.0"

    @property
    def receipts(self) -> list[dict[str, Any]]:
        bodies = [r.json for r in self.requests if r.path.endswith("/messages")]
        return [body for body in bodies if "status" in body]

    @property
    def uploads(self) -> list[Request]:
        return [request for request in self.requests if request.path.endswith("/media")]

    def texts_to(self, address: str) -> list[str]:
        return [m["text"]["body"] for m in self.accepted if m["to"] == address]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            if request.path.endswith("/media"):
                return 200, {"id": f"media-{len(self.uploads)}"}
            if "status" in request.json:
                return 200, {"success": True}
            return self._take(request.json)

    def _take(self, message: dict[str, Any]) -> Answer:
        for rule in self.rules:
            answer = rule(message)
            if answer is not None:
                return answer
        self.accepted.append(message)
        return 200, {"messages": [{"id": f"wamid.KELUAR{len(self.accepted)}"}]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                request = Request(self.path, self.headers.get("authorization", ""), body)
                status, answer = graph.answer(request)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        return Handler


def error(code: int, status: int = 400) -> Answer:
    """Return an answer with which Meta refuses."""
    return status, {"error": {"code": code, "message": "x", "type": "OAuthException"}}


def first_times(count: int, answer: Answer) -> Rule:
    """Return a rule that gives an answer a number of times."""
    left = [answer] * count
    return lambda message: left.pop() if left else None
