"""One trained bot for all conversations; a database of its own for each of them.

The programme and the reader of "besok" share one clock that stands still, so no conversation
depends on the day on which it is tested.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from jsonschema.validators import validator_for
from rasa.core.agent import Agent
from rasa_sdk.executor import ActionExecutor

import actions.base
import nlu.entity_extractor
from memory.tracker_store import BoundedTrackerStore
from tests.conversations.harness import Citizen, DirectEndpoint, Said
from tests.conversations.journey import WEDNESDAY_SESSION, Journey
from tests.conversations.records import Records
from tests.people import make_applicant
from vaksin.application import Vaksin
from vaksin.booking.model import Booking
from vaksin.clock import SettableClock
from vaksin.database import create_engine
from vaksin.people.model import SELF
from vaksin.privacy.keys import KEY_BYTES, DataKeys

MODEL = Path(__file__).parents[2] / "models" / "vaksin.tar.gz"
KEYS = DataKeys.parse("1:" + base64.b64encode(b"c" * KEY_BYTES).decode())
# Monday, 1 March 2027, 08.00 WIB: officers are at work.
MONDAY_MORNING = datetime(2027, 3, 1, 1, 0, tzinfo=timezone.utc)
# Monday, 5 June 2023, 08.00 WIB: the rules of the pandemic were in force.
PANDEMIC_MORNING = datetime(2023, 6, 5, 1, 0, tzinfo=timezone.utc)
_CLOCK = SettableClock(MONDAY_MORNING)


@pytest.fixture(scope="session")
def schema_checked_once() -> Iterator[None]:
    """Spare Rasa from checking its own schema anew before it checks what an action returned.

    That takes most of the time of a turn; what the actions return is checked nevertheless.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validator_for({}), "check_schema", lambda schema, **_: None)
        yield


@pytest.fixture(scope="session")
def agent(schema_checked_once: None, tracker_store: BoundedTrackerStore) -> Agent:
    """Return the trained bot with the real actions."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    executor = ActionExecutor()
    executor.register_package("actions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nlu.entity_extractor, "SystemClock", lambda: _CLOCK)
        return Agent.load(
            MODEL, action_endpoint=DirectEndpoint(executor), tracker_store=tracker_store
        )


@pytest.fixture(scope="session")
def tracker_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoundedTrackerStore]:
    """Return the bot's memory: what is longer ago than the newest turns is gone here, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAKSIN_DATA_KEYS", DataKeys.generate())
        file = tmp_path_factory.mktemp("memory") / "percakapan.db"
        store = BoundedTrackerStore(None, f"sqlite:///{file}")
    yield store
    store.engine.dispose()


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a database with all sites and sessions and nobody registered."""
    file = tmp_path_factory.mktemp("conversations") / "prepared.db"
    engine = create_engine(f"sqlite:///{file}")
    Vaksin(engine, KEYS, SettableClock(MONDAY_MORNING)).prepare()
    engine.dispose()
    return file


@pytest.fixture
def clock() -> SettableClock:
    """Return the clock of the bot, set to a Monday morning."""
    _CLOCK.moment = MONDAY_MORNING
    return _CLOCK


@pytest.fixture
def programme(
    prepared_database: Path,
    tmp_path: Path,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Vaksin]:
    """Return the programme that the actions work with."""
    programme = _programme_on_copy(prepared_database, tmp_path / "vaksin.db", clock)
    monkeypatch.setattr(actions.base, "programme", lambda: programme)
    monkeypatch.setattr(actions.base, "sleep", lambda _: None)
    yield programme
    programme.engine.dispose()


def _programme_on_copy(database: Path, copy: Path, clock: SettableClock) -> Vaksin:
    shutil.copy(database, copy)
    return Vaksin(create_engine(f"sqlite:///{copy}"), KEYS, clock)


@pytest.fixture(scope="session")
def journey(
    agent: Agent, prepared_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    """Return a registration that was held once, on a database of its own."""
    journey = Journey(agent)
    file = tmp_path_factory.mktemp("journey") / "vaksin.db"
    programme = _programme_on_copy(prepared_database, file, SettableClock(MONDAY_MORNING))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions.base, "programme", lambda: programme)
        asyncio.run(journey.record())
    programme.engine.dispose()
    return journey


@pytest.fixture
def at(journey: Journey, programme: Vaksin) -> Callable[[str], Awaitable[Citizen]]:
    """Return what brings a new citizen to a question: ``await at("nama")``."""
    return partial(journey.citizen_at, programme)


@pytest.fixture
def records(programme: Vaksin) -> Records:
    """Return what the database holds."""
    return Records(programme)


@pytest.fixture
def new_citizen(agent: Agent, programme: Vaksin) -> Callable[[], Citizen]:
    """Return the maker of people with a number of their own."""
    return lambda: Citizen(agent)


@pytest.fixture
def citizen(new_citizen: Callable[[], Citizen]) -> Citizen:
    """Return somebody who writes for the first time."""
    return new_citizen()


@pytest.fixture
def book(programme: Vaksin) -> Callable[..., Booking]:
    """Return what registers and books a fictional person from a citizen's number."""

    def book(
        citizen: Citizen, serial: int = 9001, name: str = "Contoh Warga", relation: str = SELF
    ) -> Booking:
        applicant = make_applicant(serial, name, relation)
        programme.record_consent(citizen.id, relation)
        return programme.seats.register(citizen.id, applicant, WEDNESDAY_SESSION)

    return book


@pytest.fixture
def family(citizen: Citizen, book: Callable[..., Booking], clock: SettableClock) -> Citizen:
    """Return somebody who registered themself and then their mother."""
    book(citizen, 9001, "Budi Contoh")
    clock.advance(timedelta(minutes=5))
    book(citizen, 9002, "Siti Contoh", "ibu")
    return citizen


@pytest.fixture
def enrol(programme: Vaksin) -> Callable[..., str]:
    """Return what registers somebody without a seat."""

    def enrol(
        citizen: Citizen,
        serial: int = 9001,
        name: str = "Budi Contoh",
        relation: str = SELF,
        **more: Any,
    ) -> str:
        applicant = replace(make_applicant(serial, name, relation), **more)
        return programme.seats.enrol(citizen.id, applicant)

    return enrol


@pytest.fixture
def hears(programme: Vaksin) -> Callable[..., Awaitable[Said]]:
    """Return what puts all news for a citizen on its way and lets the bot tell it."""

    async def hears(citizen: Citizen, **says: Any) -> Said:
        programme.transactions.writing(
            lambda act: act.notices.announce(citizen.id, programme.clock.now())
        )
        return await citizen.says("/kabar", **says)

    return hears


@pytest.fixture
def pandemic(programme: Vaksin, clock: SettableClock) -> Vaksin:
    """Go back to June 2023: more brands, minors from six years on, and brands that must fit."""
    clock.moment = PANDEMIC_MORNING
    programme.upkeep.top_up_sessions()
    return programme


@pytest.fixture
def vaccines_for_children(programme: Vaksin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every vaccine be given from the age of six on."""
    for_children = {
        name: replace(vaccine, usage=tuple(replace(u, minimum_age=6) for u in vaccine.usage))
        for name, vaccine in programme.vaccines.items()
    }
    monkeypatch.setitem(programme.__dict__, "vaccines", for_children)
