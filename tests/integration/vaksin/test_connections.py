"""Connections that PostgreSQL has cut are replaced before anybody's work is lost in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from vaksin import database
from vaksin.database import create_engine

CUT = text("SELECT pg_terminate_backend(:pid)")


@pytest.fixture
def own_engine(postgres_url: str) -> Iterator[Engine]:
    """Return an engine that keeps a single connection."""
    engine = create_engine(postgres_url, pool_size=1)
    yield engine
    engine.dispose()


def cut(engine: Engine, postgres_url: str) -> None:
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = create_engine(postgres_url)
    with other.begin() as connection:
        connection.execute(CUT, {"pid": pid})
    other.dispose()


def answer(engine: Engine) -> int:
    with engine.begin() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


def test_given_a_connection_cut_while_it_rested_then_another_takes_its_place(
    own_engine: Engine, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "RESTS_UNTESTED_SECONDS", 0.0)
    cut(own_engine, postgres_url)
    assert answer(own_engine) == 1


def test_given_one_cut_a_moment_after_its_use_then_one_transaction_fails_and_the_next_does_not(
    own_engine: Engine, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "RESTS_UNTESTED_SECONDS", 60.0)
    cut(own_engine, postgres_url)
    with pytest.raises(OperationalError):
        answer(own_engine)
    assert answer(own_engine) == 1
