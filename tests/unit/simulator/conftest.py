"""Real parts for the tests: a webhook receiver and a running simulator."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from simulator.envelopes import BUSINESS_ACCOUNT_ID
from simulator.settings import Settings
from tests.processes import free_ports

CHECKOUT = Path(__file__).resolve().parents[3]
EXAMPLES = CHECKOUT.parent / "shared" / "whatsapp"
PHONE_NUMBER_ID = "100000000000001"
TOKEN = "token-for-tests"
SECRET = "secret-for-tests"
VERIFY_TOKEN = "verify-for-tests"
# How long a busy machine may take for what takes no time.
PATIENCE = 60.0


@dataclass
class Post:
    """One request the receiver got."""

    headers: dict
    raw: bytes

    @property
    def value(self):
        return json.loads(self.raw)["entry"][0]["changes"][0]["value"]


@dataclass
class Receiver:
    """A bot's webhook that keeps what it gets; the next `refusals` posts are answered 500."""

    url: str = ""
    refusals: int = 0
    accepts_handshake: bool = True
    posts: list[Post] = field(default_factory=list)

    def messages_from(self, number):
        values = [post.value for post in self.posts]
        found = [m for value in values for m in value.get("messages", [])]
        return [message for message in found if message.get("from") == number]

    def items(self, kind):
        bodies = [json.loads(post.raw) for post in self.posts]
        changes = [c for body in bodies for entry in body["entry"] for c in entry["changes"]]
        return [item for change in changes for item in change["value"].get(kind, [])]

    def statuses_of(self, message_id):
        values = [post.value for post in self.posts]
        found = [s for value in values for s in value.get("statuses", [])]
        return [status for status in found if status["id"] == message_id]

    def wait_until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "the expected webhook did not come"
            time.sleep(0.02)

    def take(self, post):
        self.posts.append(post)
        refused = self.refusals > 0
        self.refusals -= refused
        return 500 if refused else 200

    def handshake(self, query):
        matches = query.get("hub.verify_token") == [VERIFY_TOKEN]
        if not (self.accepts_handshake and matches and query.get("hub.mode") == ["subscribe"]):
            return 403, b"no"
        return 200, query["hub.challenge"][0].encode()


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer(*receiver.handshake(parse_qs(urlsplit(self.path).query)))

        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(receiver.take(Post(dict(self.headers), raw)), b"")

        def _answer(self, status, body):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Keep the test output clean."""

    return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A reset simulator hangs up in the middle of a post; that is no news."""


def _serve_receiver():
    receiver = Receiver()
    server = _Server(("127.0.0.1", 0), _handler(receiver))
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture
def receiver():
    """A webhook of one's own, for tests that make it fail."""
    yield from _serve_receiver()


@pytest.fixture(scope="session")
def bot():
    """The webhook that the shared simulator posts to."""
    yield from _serve_receiver()


@dataclass
class Simulator:
    """A running simulator, called as a bot and as a phone would."""

    url: str

    def graph(self, body, token=TOKEN, phone_id=PHONE_NUMBER_ID):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.post(
            f"{self.url}/v25.0/{phone_id}/messages", json=body, headers=headers, timeout=PATIENCE
        )

    def bot_says(self, number, **content):
        body = {"messaging_product": "whatsapp", "to": number, **content}
        return self.graph(body).json()["messages"][0]["id"]

    def upload(self, content, mime_type, **form):
        fields = {"messaging_product": "whatsapp", "type": mime_type, **form}
        return requests.post(
            f"{self.url}/v25.0/{PHONE_NUMBER_ID}/media",
            headers={"Authorization": f"Bearer {TOKEN}"},
            data=fields,
            files={"file": ("file", content, mime_type)},
            timeout=PATIENCE,
        )

    def submits(self, template):
        return requests.post(
            f"{self.url}/v25.0/{BUSINESS_ACCOUNT_ID}/message_templates",
            headers={"Authorization": f"Bearer {TOKEN}"},
            json=template,
            timeout=PATIENCE,
        )

    def get(self, path, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = path if path.startswith("http") else self.url + path
        return requests.get(url, headers=headers, timeout=PATIENCE)

    def post(self, path, body=None):
        return requests.post(self.url + path, json=body, timeout=PATIENCE)

    def put(self, path, body):
        return requests.put(self.url + path, json=body, timeout=PATIENCE)

    def report(self):
        return self.get("/control/report").json()

    def phone_sends(self, number, **message):
        return self.post(f"/phone/{number}/send", message).json()["id"]

    def screen(self, number, after=0, wait=0):
        return self.get(f"/phone/{number}/messages?after={after}&wait={wait}").json()


@pytest.fixture(scope="session")
def simulator(bot):
    """One simulator for all tests; each test uses numbers of its own."""
    (port,) = free_ports(1)
    with subprocess.Popen(
        [sys.executable, "-m", "simulator"],
        cwd=CHECKOUT,
        env={**os.environ, **environment(bot.url), "SIMULATOR_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    ) as process:
        running = Simulator(f"http://127.0.0.1:{port}")
        _wait_for_start(running, process)
        yield running
        process.terminate()


@pytest.fixture
def trouble(simulator):
    """Impose troubles on the shared simulator; they end with the test."""

    def impose(**troubles):
        assert simulator.put("/control/troubles", troubles).status_code == 200

    simulator.post("/control/reset")
    yield impose
    simulator.post("/control/reset")


def _wait_for_start(running, process):
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None:
        try:
            running.get("/health")
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "the simulator did not start in time"
            time.sleep(0.05)
    raise AssertionError(f"the simulator ended with {process.returncode}")


def environment(webhook_url):
    return {
        "WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        "SIMULATOR_WEBHOOK_URL": webhook_url,
    }


_serial = itertools.count(1)


@pytest.fixture
def number():
    """A fictional phone that no other test uses."""
    return f"62899{next(_serial):07d}"


@pytest.fixture
def settings(receiver):
    """Settings that give up soon, for the receiver of this test."""
    return Settings(
        phone_number_id=PHONE_NUMBER_ID,
        access_token=TOKEN,
        app_secret=SECRET,
        verify_token=VERIFY_TOKEN,
        webhook_urls=(receiver.url,),
        retry_delays=(0.02, 0.02),
    )


@pytest.fixture(scope="session")
def example():
    """Read one of Meta's own example bodies; the test is skipped where they are not kept."""

    def read(name):
        path = EXAMPLES / name
        if not path.exists():
            pytest.skip("Meta's examples are not on this machine")
        return json.loads(path.read_text(encoding="utf-8"))

    return read
