"""A programme together with its channel, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from sqlalchemy.engine import Engine

from tests.integration.worker.office import Office, open_office
from vaksin.clock import SettableClock
from whatsapp.schema import metadata
from whatsapp.store import prepare


@pytest.fixture
def office(engine: Engine, clock: SettableClock) -> Iterator[Office]:
    """Return a programme and its channel, with empty tables, whose only key is the first."""
    prepare(engine)
    yield open_office(engine, clock, 1)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
