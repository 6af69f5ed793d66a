"""How answers of the Graph API are understood."""

from __future__ import annotations

import socket
import threading

import pytest

from tests.integration.whatsapp.meta import error
from whatsapp import payloads
from whatsapp.graph import GraphClient, GraphFailure

TEXT = payloads.text("halo")


@pytest.fixture
def client(graph):
    return GraphClient(graph.url, "1", "akses")


def failure(client):
    with pytest.raises(GraphFailure) as caught:
        client.send("628000000001", TEXT, "x")
    return caught.value.code, caught.value.is_passing


@pytest.mark.parametrize("code", [4, 80007, 130429, 131000, 131056])
@pytest.mark.parametrize("status", [400, 429])
def test_throttling_and_faults_of_meta_pass(client, graph, code, status):
    graph.rules = [lambda message: error(code, status)]
    assert failure(client) == (str(code), True)


@pytest.mark.parametrize("code", [0, 100, 190, 131009, 131026, 131047, 131048])
def test_everything_else_does_not(client, graph, code):
    graph.rules = [lambda message: error(code)]
    assert failure(client) == (str(code), False)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((429, {}), ("http_429", True)),
        ((500, {}), ("http_500", True)),
        ((503, {"error": "rusak"}), ("http_503", True)),
        ((404, {"error": {}}), ("http_404", False)),
        ((302, {}), ("http_302", False)),
        ((200, {}), ("unreadable_answer", False)),
        ((200, {"messages": [{"id": 7}]}), ("unreadable_answer", False)),
    ],
)
def test_an_answer_without_code_is_judged_by_its_status(client, graph, answer, expected):
    graph.rules = [lambda message: answer]
    assert failure(client) == expected


def test_a_server_that_is_not_there_may_be_tried_again():
    assert failure(GraphClient("http://127.0.0.1:1", "1", "akses")) == ("not_reached", True)


def test_a_connection_that_breaks_after_sending_is_not_tried_again():
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up():
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.close()

    threading.Thread(target=hang_up, daemon=True).start()
    client = GraphClient(f"http://127.0.0.1:{listener.getsockname()[1]}", "1", "akses")
    assert failure(client) == ("no_answer", False)


def test_a_server_that_never_answers_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr("whatsapp.graph.READ_SECONDS", 0.1)
    listener = socket.create_server(("127.0.0.1", 0))
    client = GraphClient(f"http://127.0.0.1:{listener.getsockname()[1]}", "1", "akses")
    assert failure(client) == ("no_answer", False)


def test_a_netrc_file_does_not_replace_the_token(client, graph, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login x password y\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client.send("628000000001", TEXT, "x")
    assert graph.requests[0].authorization == "Bearer akses"


def test_a_receipt_can_come_without_typing(client, graph):
    client.mark_read("wamid.A", typing=False)
    assert "typing_indicator" not in graph.receipts[0]
