"""Rasa's own ways that are replaced by quick ones: what they accept and refuse stays the same."""

from __future__ import annotations

import copy
import hashlib
import inspect

import pytest
import pytest_asyncio
import rasa
from aiohttp import web
from aiohttp.test_utils import TestServer
from jsonschema.exceptions import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.slots import AnySlot, Slot, TextSlot
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from whatsapp import rasa_speed

VALIDATE = RemoteAction._validate_action_result
RESOLVE = Event.resolve_by_type
RUN = DaskGraphRunner.run
SESSION = EndpointConfig.session
SLOTS_COPY_THEMSELVES = "__copy__" in vars(Slot)
GOOD = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": None}], "responses": [{}]},
    {"events": [{"event": "active_loop", "name": None}, {"event": "restart"}]},
]
BAD = [
    {"events": {}},
    {"responses": [7]},
    {"events": [{"event": "slot"}]},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": "kemarin"}]},
    {"events": [{"event": "tidak ada"}]},
    {"events": [{"event": ["slot"]}]},
    {"events": [{}]},
    {"events": [7]},
]


@pytest.fixture
def action(monkeypatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", VALIDATE)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(RESOLVE))
    monkeypatch.delattr(Slot, "__copy__", raising=False)
    monkeypatch.setattr(DaskGraphRunner, "run", RUN)
    monkeypatch.setattr(EndpointConfig, "session", SESSION)
    rasa_speed.quicken_rasa()
    return RemoteAction("action_contoh", None)


@pytest.mark.parametrize("result", GOOD)
def test_what_rasa_takes_is_taken(action, result):
    assert VALIDATE(action, result)
    assert action._validate_action_result(result)


@pytest.mark.parametrize("result", BAD)
def test_what_rasa_refuses_is_refused(action, result):
    with pytest.raises(ValidationError):
        VALIDATE(action, result)
    with pytest.raises(ValidationError, match="the form that Rasa expects"):
        action._validate_action_result(result)


@pytest.mark.parametrize("name", sorted(kind.type_name for kind in all_subclasses(Event)))
def test_every_kind_of_event_is_the_class_that_rasa_finds(action, name):
    assert Event.resolve_by_type(name) is RESOLVE(name)


def test_an_unknown_kind_of_event_is_the_default(action):
    assert Event.resolve_by_type("tidak ada", SlotSet) is SlotSet


def test_an_unknown_kind_of_event_without_default_is_refused(action):
    with pytest.raises(ValueError, match="tidak ada"):
        Event.resolve_by_type("tidak ada")


@pytest.mark.parametrize("kind", [TextSlot, AnySlot])
def test_a_copied_slot_is_the_same_and_goes_its_own_way(action, kind):
    slot = kind("contoh", mappings=[{}], initial_value=None)
    slot.value = "satu"
    copied = copy.copy(slot)
    assert type(copied) is kind
    assert vars(copied) == vars(slot)
    copied.value = "dua"
    assert slot.value == "satu"


def test_rasas_slots_have_no_copy_of_their_own():
    assert not SLOTS_COPY_THEMSELVES


class Runner:
    """A runner of a few nodes: each returns what it got, and notes that it ran."""

    def __init__(self, needs):
        self.ran = []
        nodes = {
            name: SchemaNode(
                needs=dict(zip("abc", needed, strict=False)),
                uses=Runner,
                constructor_name="create",
                fn="run",
                config={},
                is_target=name == "akhir",
            )
            for name, needed in needs.items()
        }
        self.runner = object.__new__(DaskGraphRunner)
        self.runner._graph_schema = GraphSchema(nodes)
        self.runner._execution_context = None
        self.runner._instantiated_nodes = {name: self.node(name) for name in nodes}

    def node(self, name):
        def run(*inputs):
            self.ran.append(name)
            if name == "gagal":
                raise RuntimeError(name)
            return name, inputs

        return run


@pytest.mark.parametrize(
    ("targets", "ran"), [(None, ["awal", "kiri", "kanan", "akhir"]), (["kiri"], ["awal", "kiri"])]
)
def test_components_run_once_and_give_what_rasas_runner_gives(action, targets, ran):
    needs = {"awal": ["pesan"], "kiri": ["awal"], "kanan": ["awal", "pesan"], "lain": ["awal"]}
    quick, slow = (Runner(needs | {"akhir": ["kiri", "kanan"]}) for _ in range(2))
    inputs = {"pesan": ["halo"]}
    assert quick.runner.run(inputs, targets) == RUN(slow.runner, inputs, targets)
    assert sorted(quick.ran) == sorted(slow.ran) == sorted(ran)


def test_an_error_within_a_component_is_the_one_that_rasas_runner_raises(action):
    with pytest.raises(GraphRunError):
        RUN(Runner({"gagal": []}).runner, {}, ["gagal"])
    with pytest.raises(GraphRunError):
        Runner({"gagal": []}).runner.run({}, ["gagal"])


@pytest_asyncio.fixture
async def server():
    """Return a server that tells what it was asked, and over which connection."""

    async def answer(request):
        port = request.transport.get_extra_info("peername")[1]
        words = {name: request.headers.get(name) for name in ("x-contoh", "authorization")}
        return web.json_response({"port": port, **words})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    async with TestServer(app) as server:
        yield server


async def test_two_calls_of_an_action_share_a_connection(action, server):
    endpoint = EndpointConfig(str(server.make_url("/webhook")))
    first, second = [await endpoint.request(json={}) for _ in range(2)]
    assert first["port"] == second["port"]
    await rasa_speed.close_session(endpoint)


async def test_a_call_carries_the_headers_and_the_login_of_its_endpoint(action, server):
    login = {"username": "bot", "password": "rahasia"}
    url = str(server.make_url("/webhook"))
    endpoint = EndpointConfig(url, headers={"x-contoh": "ada"}, basic_auth=login)
    answer = await endpoint.request(json={})
    assert answer["x-contoh"] == "ada"
    assert answer["authorization"].startswith("Basic ")
    await rasa_speed.close_session(endpoint)


async def test_given_a_closed_session_then_the_next_call_opens_another(action, server):
    endpoint = EndpointConfig(str(server.make_url("/webhook")))
    await endpoint.request(json={})
    await rasa_speed.close_session(endpoint)
    assert await endpoint.request(json={})
    await rasa_speed.close_session(endpoint)


async def test_given_nothing_open_then_closing_does_nothing(action):
    await rasa_speed.close_session(EndpointConfig("http://localhost"))
    await rasa_speed.close_session(None)


def test_given_another_version_of_rasa_then_its_own_ways_are_kept(action, monkeypatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", VALIDATE)
    monkeypatch.setattr(rasa, "__version__", "3.6.22")
    rasa_speed.quicken_rasa()
    assert RemoteAction._validate_action_result is VALIDATE


@pytest.mark.parametrize(
    ("replaced", "digest"),
    [
        (VALIDATE, "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42"),
        (SESSION, "e55aa13d9d4fb4bc440ac33b870a97ee162b76dda7ccb6bf68433567475fdffb"),
        (RUN, "45f0f52f574f3aa9546a552bf671183e171092c18b66e97f5771a7fa295de37e"),
        (RESOLVE, "b5cf570fa7f286c7059ec73d8880528d03a78b28cf4e80285a46079c0fa65968"),
    ],
)
def test_what_is_replaced_is_what_was_read(replaced, digest):
    source = inspect.getsource(replaced).encode()
    assert hashlib.sha256(source).hexdigest() == digest
