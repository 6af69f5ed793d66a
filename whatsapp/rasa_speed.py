"""Where Rasa spends most of a turn on nothing; all that is changed in Rasa's own code.

Rasa 3.6.21 checks every answer of the action server against a JSON schema, the schema itself
against the schema of schemas, and each event against the schemas of all kinds of events. For every
event that it reads it walks through all classes of events, it copies all slots, some ten times a
turn, in the most general way, plans anew how to run the same few components each time, and opens a
connection for every call of an action. Here the schemas are compiled once, an event is checked by
the schema of its kind, classes are found by their name, a slot copies itself, components run in the
order in which they need each other, and connections are kept for a moment. What comes of it stays
as it was. A newer version of Rasa is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import rasa
import ujson
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

from whatsapp.rasa_version import RASA_VERSION

# The attribute of an endpoint that holds its open session, and the loop to which that belongs.
_SESSION = "kept_session"

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
_EVENT = dict(_SCHEMA["properties"]["events"]["items"])
# An event is of exactly one kind, by its name.
_BY_KIND = {
    kind["properties"]["event"]["const"]: _VALIDATOR.evolve(schema={"allOf": [_EVENT, kind]})
    for kind in _EVENT.pop("oneOf")
}
# Shorter than servers keep an idle connection, so that none is used that was closed just now.
_KEPT_SECONDS = 2.0
_KINDS: dict[str, type[Event]] = {}
_resolve_slowly = Event.resolve_by_type


def quicken_rasa() -> None:
    """Put the quick ways in the place of Rasa's own, if this is the Rasa that was read."""
    if rasa.__version__ == RASA_VERSION:
        RemoteAction._validate_action_result = _validate
        Event.resolve_by_type = staticmethod(_resolve)
        Slot.__copy__ = _copy
        DaskGraphRunner.run = _run
        EndpointConfig.session = _session


def _validate(action: RemoteAction, result: dict[str, Any]) -> bool:
    error: ValidationError | None = best_match(_errors(result))
    if error is None:
        return True
    error.message += ". The action server's answer has not the form that Rasa expects."
    raise error


def _errors(result: dict[str, Any]) -> Iterator[ValidationError]:
    events = result.get("events", [])
    if not isinstance(events, list) or any(_kind(event) is None for event in events):
        yield from _VALIDATOR.iter_errors(result)
        return
    yield from _VALIDATOR.iter_errors({**result, "events": []})
    for event in events:
        yield from _BY_KIND[event["event"]].iter_errors(event)


def _kind(event: Any) -> str | None:
    name = event.get("event") if isinstance(event, dict) else None
    return name if isinstance(name, str) and name in _BY_KIND else None


def _resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    if type_name not in _KINDS:
        # The first class of a name counts, as Rasa finds it.
        for kind in reversed(list(all_subclasses(Event))):
            _KINDS[kind.type_name] = kind
    return _KINDS.get(type_name) or _resolve_slowly(type_name, default)


def _copy(slot: Slot) -> Slot:
    copied: Slot = object.__new__(type(slot))
    copied.__dict__.update(slot.__dict__)
    return copied


def _run(
    runner: DaskGraphRunner,
    inputs: Mapping[str, Any] | None = None,
    targets: Sequence[str] | None = None,
) -> dict[str, Any]:
    schema, nodes = runner._graph_schema, runner._instantiated_nodes
    outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}

    def output(name: str) -> Any:
        # A node gets the name alone of one that nobody provides.
        if name not in outputs and name in nodes:
            needed = map(output, schema.nodes[name].needs.values())
            outputs[name] = nodes[name](*needed)
        return outputs.get(name, name)

    try:
        return dict(output(target) for target in targets or schema.target_names)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error


@asynccontextmanager
async def _session(endpoint: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
    loop = asyncio.get_running_loop()
    kept_by, session = vars(endpoint).get(_SESSION, (None, None))
    if session is None or session.closed or kept_by is not loop:
        session = _new_session(endpoint)
        vars(endpoint)[_SESSION] = (loop, session)
    yield session


def _new_session(endpoint: EndpointConfig) -> aiohttp.ClientSession:
    basic = endpoint.basic_auth
    return aiohttp.ClientSession(
        headers=endpoint.headers,
        auth=aiohttp.BasicAuth(basic["username"], basic["password"]) if basic else None,
        timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        json_serialize=ujson.dumps,
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEPT_SECONDS),
    )


async def close_session(endpoint: EndpointConfig | None) -> None:
    """Close what is kept open to an endpoint."""
    _, session = vars(endpoint).pop(_SESSION, (None, None)) if endpoint else (None, None)
    if session is not None:
        await session.close()
