"""A programme together with its channel, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from sqlalchemy.engine import Engine

import memory.schema
import whatsapp.schema
import whatsapp.store
from tests.integration.worker.office import Office, open_office
from vaksin.clock import SettableClock


@pytest.fixture
def office(engine: Engine, clock: SettableClock) -> Iterator[Office]:
    """Return a programme, its channel and its memory, empty; their only key is the first."""
    whatsapp.store.prepare(engine)
    memory.schema.prepare(engine)
    yield open_office(engine, clock, 1)
    with engine.begin() as connection:
        for kept in (whatsapp.schema.metadata, memory.schema.metadata):
            for table in kept.sorted_tables:
                connection.execute(delete(table))
