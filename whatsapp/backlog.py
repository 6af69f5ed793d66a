"""How much waits, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.database import reading
from whatsapp.inbox import WAITING
from whatsapp.schema import inbox, outbox
from whatsapp.statuses import QUEUED
from whatsapp.store import Store


@dataclass(frozen=True)
class Backlog:
    """What waits at a moment; ages are those of the oldest, in seconds."""

    inbox_depth: int
    inbox_age: float
    outbox_depth: int
    outbox_age: float
    outbox_held: int
    dead_letters: int
    is_paused: bool

    @property
    def depth(self) -> int:
        """How many messages wait in either direction."""
        return self.inbox_depth + self.outbox_depth


def backlog_of(store: Store) -> Backlog:
    """Look at the database once; blocks.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: if it cannot be reached.
    """
    waiting = inbox.c.status == WAITING
    queued, is_held = outbox.c.status == QUEUED, outbox.c.held_since.is_not(None)
    now = store.clock.now()
    with reading(store.engine) as connection:
        # A message that an operator lets be tried again came long ago, but is due only now.
        inbox_depth, oldest_due = _look(connection, waiting, inbox.c.due_at)
        outbox_depth, oldest_queued = _look(connection, queued & ~is_held, outbox.c.created_at)
        outbox_held, _ = _look(connection, queued & is_held, outbox.c.created_at)
        return Backlog(
            inbox_depth=inbox_depth,
            inbox_age=_age(oldest_due, now),
            outbox_depth=outbox_depth,
            outbox_age=_age(oldest_queued, now),
            outbox_held=outbox_held,
            dead_letters=store.letters(connection).count(),
            is_paused=store.numbers(connection).pause() is not None,
        )


def _look(
    connection: Connection, which: ColumnElement[bool], since: ColumnElement[datetime]
) -> tuple[int, datetime | None]:
    """Return how many rows there are and the earliest moment in them."""
    count, earliest = connection.execute(select(func.count(), func.min(since)).where(which)).one()
    return count, earliest


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max((now - since).total_seconds(), 0.0)
