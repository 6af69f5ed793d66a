"""Who has no business at a port gets a status and nothing else, whatever they try."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
import requests

from scripts.environment import complete
from tests.e2e.running import Product
from tests.privacy.conftest import Visited
from whatsapp.webhook import WEBHOOK_PATH

pytestmark = pytest.mark.e2e
SECONDS = 10
CLOSED = (401, 403, 404)
WRONG_METHOD = 405
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HEALTH = "/health"
NEIGHBOURS = ("/ready", "/metrics")
OPEN = {
    "gate": (HEALTH, *NEIGHBOURS, WEBHOOK_PATH),
    "bot": (HEALTH, *NEIGHBOURS, WEBHOOK_PATH),
    "actions": (HEALTH,),
}
# What Rasa, its SDK and Sanic would serve if they were let, and what scanners try everywhere.
TRIED = (
    *("/", "/version", "/status", "/domain", "/license", "/docs", "/openapi.json"),
    *("/model", "/model/train", "/model/parse", "/model/predict", "/model/test/intents"),
    *("/conversations/a1/tracker", "/conversations/a1/tracker/events", "/conversations/a1/story"),
    *("/conversations/a1/execute", "/conversations/a1/predict", "/conversations/a1/messages"),
    *("/conversations/a1/trigger_intent", "/webhooks/rest", "/webhooks/rest/webhook"),
    *("/webhooks/callback/webhook", "/webhooks/whatsapp", "/webhooks/whatsapp/"),
    *("/webhooks/whatsapp/health", "/socket.io/", "/actions", "/webhook", "/webhook/", "/health/"),
    *("/metrics/", "/ready/", "/.env", "/.git/config", "/var/local-secrets.json", "/static/x"),
    *(
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//health",
        "/admin",
        "/debug",
        "/favicon.ico",
    ),
)
# None of them is a request that a server could read.
NO_REQUESTS = (
    b"\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: minus\r\n\r\n",
    b"POST /webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


@pytest.fixture(scope="module")
def product(visited: dict[str, Visited]) -> Product:
    return visited["sqlite"].visits.product


def asked(product: Product, part: str, method: str, path: str, **options) -> requests.Response:
    url = product.url_of(part) + path
    return requests.request(method, url, timeout=SECONDS, allow_redirects=False, **options)


@pytest.mark.parametrize("part", OPEN)
def test_a_path_that_is_not_open_is_not_there_by_any_method(product: Product, part: str) -> None:
    answers = {
        (method, path): asked(product, part, method, path) for path in TRIED for method in METHODS
    }
    assert {a.status_code for a in answers.values()} <= set(CLOSED)
    assert [tried for tried, answer in answers.items() if answer.content] == []


@pytest.mark.parametrize("part", OPEN)
def test_an_open_path_by_a_wrong_method_is_answered_without_words(
    product: Product, part: str
) -> None:
    for path in OPEN[part]:
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = asked(product, part, method, path)
            assert answer.status_code in (*CLOSED, WRONG_METHOD), (method, path)
            assert not answer.content


@pytest.mark.parametrize("part", ["gate", "bot"])
def test_meta_must_prove_itself(product: Product, part: str) -> None:
    wrong = {"hub.mode": "subscribe", "hub.verify_token": "salah", "hub.challenge": "1"}
    tries = [
        asked(product, part, "GET", WEBHOOK_PATH),
        asked(product, part, "GET", WEBHOOK_PATH, params=wrong),
        asked(product, part, "POST", WEBHOOK_PATH, json={}),
        asked(product, part, "POST", WEBHOOK_PATH, headers={"X-Hub-Signature-256": "sha256=00"}),
    ]
    assert [answer.status_code for answer in tries] == [403, 403, 401, 401]
    assert [answer.content for answer in tries] == [b""] * len(tries)


@pytest.mark.parametrize("header", [{}, {"x-vaksin-secret": ""}, {"x-vaksin-secret": "salah"}])
@pytest.mark.parametrize("path", ["/webhook", "/webhook?token=salah"])
def test_the_action_server_answers_nobody_without_the_secret(
    product: Product, header: dict[str, str], path: str
) -> None:
    body = {"next_action": "action_cek_jadwal", "tracker": {"sender_id": "a1"}}
    answer = asked(product, "actions", "POST", path, json=body, headers=header)
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("part", ["gate", "bot"])
@pytest.mark.parametrize("path", NEIGHBOURS)
def test_who_comes_through_a_proxy_sees_no_operations(
    product: Product, part: str, path: str
) -> None:
    answer = asked(product, part, "GET", path, headers={"X-Forwarded-For": "203.0.113.7"})
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("part", OPEN)
def test_health_tells_that_it_is_alive_and_nothing_else(product: Product, part: str) -> None:
    assert asked(product, part, "GET", HEALTH).json() == {"status": "ok"}


@pytest.mark.parametrize("part", OPEN)
def test_no_page_of_another_site_may_read_an_answer(product: Product, part: str) -> None:
    answer = asked(product, part, "GET", HEALTH, headers={"Origin": "https://jahat.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("part", OPEN)
@pytest.mark.parametrize("sent", NO_REQUESTS, ids=range(len(NO_REQUESTS)))
def test_what_is_no_request_is_answered_without_words(
    product: Product, part: str, sent: bytes
) -> None:
    address = urlsplit(product.url_of(part))
    with socket.create_connection((address.hostname, address.port), SECONDS) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert not answer or head.split()[1].startswith(b"4")
    assert body == b""


def test_by_default_only_the_gate_listens_to_other_machines() -> None:
    hosts = {name: value for name, value in complete({}, local=False).items() if "_HOST" in name}
    assert {name for name, value in hosts.items() if value != "127.0.0.1"} == {"GATE_HOST"}
    assert len(hosts) == 3
