"""A tracker store on each kind of database, made as Rasa makes it from ``endpoints.yml``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.engine import Engine

from memory.schema import metadata
from memory.tracker_store import BoundedTrackerStore
from vaksin.privacy.keys import DataKeys

DOMAIN = Domain.from_yaml(
    """
    intents: [sapa, daftar]
    entities: []
    slots:
      nama:
        type: text
        influence_conversation: false
        mappings: [{type: custom}]
      jumlah:
        type: any
        initial_value: 1
        mappings: [{type: custom}]
    forms:
      formulir:
        required_slots: [nama]
    responses:
      utter_sapa: [{text: Halo}]
    """
)


@pytest.fixture
def endpoint(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> EndpointConfig:
    """Return what ``endpoints.yml`` says of the store."""
    monkeypatch.setenv("VAKSIN_DATA_KEYS", DataKeys.generate())
    url = engine.url.render_as_string(hide_password=False)
    return EndpointConfig(type="memory.tracker_store.BoundedTrackerStore", url=url)


@pytest.fixture
def store(endpoint: EndpointConfig) -> Iterator[BoundedTrackerStore]:
    """Return a store with an empty database."""
    store = TrackerStore.create(endpoint, DOMAIN)
    assert isinstance(store, BoundedTrackerStore)
    with store.engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(sa.delete(table))
    yield store
    store.engine.dispose()


@pytest.fixture
def rows(store: BoundedTrackerStore):
    """Return a function that tells the rows of a table, each as one text."""

    def rows(table: str) -> list[str]:
        with store.engine.connect() as connection:
            found = connection.execute(sa.text(f"SELECT * FROM {table}"))
            return [str(tuple(row)) for row in found]

    return rows
