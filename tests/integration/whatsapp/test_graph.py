"""How answers of the Graph API are understood."""

from __future__ import annotations

import socket
import threading

import pytest

from tests.integration.whatsapp.meta import error
from vaksin.people.addresses import Addresses
from whatsapp import payloads
from whatsapp.graph import GraphClient, GraphFailure
from whatsapp.remedies import Remedy

TEXT = payloads.text("halo")
ANI = Addresses(phone="628000000001")


@pytest.fixture
def client(graph):
    return GraphClient(graph.url, "1", "akses")


def failure(client):
    with pytest.raises(GraphFailure) as caught:
        client.send(ANI, TEXT, "x")
    return caught.value.code, caught.value.remedy


@pytest.mark.parametrize("status", [400, 429])
@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (130429, Remedy.REPEAT),
        (131056, Remedy.REPEAT_FOR_CITIZEN),
        (131026, Remedy.GIVE_UP_RECIPIENT),
        (100, Remedy.DEAD_LETTER),
    ],
)
def test_the_code_decides_and_not_the_status(client, graph, code, status, remedy):
    graph.rules = [lambda message: error(code, status)]
    assert failure(client) == (str(code), remedy)


def test_the_trace_of_a_refusal_is_kept(client, graph):
    graph.rules = [lambda message: (400, {"error": {"code": 100, "fbtrace_id": "Abc"}})]
    with pytest.raises(GraphFailure) as caught:
        client.send(ANI, TEXT, "x")
    assert caught.value.trace_id == "Abc"


def test_a_refusal_that_calls_itself_transient_is_repeated(client, graph):
    graph.rules = [lambda message: (400, {"error": {"code": 999999, "is_transient": True}})]
    assert failure(client) == ("999999", Remedy.REPEAT_FOR_CITIZEN)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((429, {}), ("http_429", Remedy.REPEAT)),
        ((500, {}), ("http_500", Remedy.SETTLE)),
        ((503, {"error": "rusak"}), ("http_503", Remedy.SETTLE)),
        ((401, {}), ("http_401", Remedy.PAUSE_NUMBER)),
        ((404, {"error": {}}), ("http_404", Remedy.DEAD_LETTER)),
        ((302, {}), ("http_302", Remedy.PAUSE_NUMBER)),
        ((200, {}), ("unreadable_answer", Remedy.SETTLE)),
        ((200, {"messages": [{"id": 7}]}), ("unreadable_answer", Remedy.SETTLE)),
    ],
)
def test_an_answer_without_code_is_judged_by_its_status(client, graph, answer, expected):
    graph.rules = [lambda message: answer]
    assert failure(client) == expected


def test_a_citizen_without_number_is_reached_by_user_id(client, graph):
    client.send(Addresses(user_id="ID.1349"), TEXT, "x")
    assert graph.accepted[0]["recipient"] == "ID.1349"
    assert "to" not in graph.accepted[0]


def test_a_server_that_is_not_there_may_be_tried_again():
    assert failure(GraphClient("http://127.0.0.1:1", "1", "akses")) == (
        "not_reached",
        Remedy.REACH_AGAIN,
    )


def test_a_connection_that_breaks_after_sending_leaves_a_doubt():
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up():
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.close()

    threading.Thread(target=hang_up, daemon=True).start()
    client = GraphClient(f"http://127.0.0.1:{listener.getsockname()[1]}", "1", "akses")
    assert failure(client) == ("no_answer", Remedy.SETTLE)


def test_a_server_that_never_answers_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr("whatsapp.graph.READ_SECONDS", 0.1)
    listener = socket.create_server(("127.0.0.1", 0))
    client = GraphClient(f"http://127.0.0.1:{listener.getsockname()[1]}", "1", "akses")
    assert failure(client) == ("no_answer", Remedy.SETTLE)


def test_a_netrc_file_does_not_replace_the_token(client, graph, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login x password y\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client.send(ANI, TEXT, "x")
    assert graph.requests[0].authorization == "Bearer akses"
