"""Meta and the database for the tests of the running channel."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.whatsapp.bot import World
from tests.integration.whatsapp.meta import Graph


@pytest.fixture(scope="module", autouse=True)
def frozen_for_a_module_only() -> Iterator[None]:
    """Let the collector see again what was there when a server started.

    Not after every test: each start would walk through all of Rasa and TensorFlow again.
    """
    yield
    gc.unfreeze()


@pytest.fixture
def graph() -> Iterator[Graph]:
    """Return a Graph API that takes everything."""
    server = Graph()
    yield server
    server.close()


@pytest.fixture
def world(tmp_path: Path, graph: Graph) -> World:
    """Return a fresh database next to that Graph API."""
    return World(tmp_path, graph.url)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a turn that failed be tried again at once."""
    monkeypatch.setattr("whatsapp.turns.FIRST_PAUSE", timedelta())
