"""What failed for good, kept for a human to look at, to try again or to throw away."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.privacy.keys import DataKeys
from whatsapp.schema import dead_letters

WEBHOOK = "webhook"
TURN = "turn"
SEND = "send"
_REASON_LENGTH = 60


@dataclass(frozen=True)
class DeadLetter:
    """One of them.

    Attributes:
        source: ``webhook`` (a call or an item of it), ``turn`` (a citizen's message that could not
            be answered) or ``send`` (a message that Meta will not take).
        body: what came, of a call or an item.
        inbox_sequence: the citizen's message, of a turn.
        outbox_id: our message, of a send.
    """

    id: int
    source: str
    reason: str
    created_at: datetime
    body: str | None = field(repr=False)
    inbox_sequence: int | None
    outbox_id: str | None


@dataclass(frozen=True)
class DeadLetters:
    """Reads and writes dead letters within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add_call(self, reason: str, body: str) -> None:
        """Keep what came and could not be read; the same again is not kept twice."""
        self._add(
            WEBHOOK,
            reason,
            body_hash=self.keys.lookup_hash("dead_letter", body),
            body_sealed=self.keys.seal(body),
        )

    def add_turn(self, reason: str, inbox_sequence: int) -> None:
        """Note that a citizen's message could not be answered."""
        self._add(TURN, reason, inbox_sequence=inbox_sequence)

    def add_send(self, reason: str, outbox_id: str) -> None:
        """Note that Meta will not take a message."""
        self._add(SEND, reason, outbox_id=outbox_id)

    def all(self) -> list[DeadLetter]:
        """Return all of them, the oldest first."""
        rows = self.connection.execute(select(dead_letters).order_by(dead_letters.c.id))
        return [self._letter(row) for row in rows]

    def get(self, letter_id: int) -> DeadLetter | None:
        """Return one of them."""
        this = dead_letters.c.id == letter_id
        row = self.connection.execute(select(dead_letters).where(this)).first()
        return self._letter(row) if row else None

    def remove(self, letter_id: int) -> bool:
        """Throw one away; return whether it was there."""
        removed = self.connection.execute(
            delete(dead_letters).where(dead_letters.c.id == letter_id)
        )
        return bool(removed.rowcount)

    def count(self) -> int:
        """Return how many there are."""
        counted = self.connection.execute(select(func.count()).select_from(dead_letters))
        return int(counted.scalar_one())

    def _add(self, source: str, reason: str, **values: Any) -> None:
        insert_if_new(
            self.connection,
            dead_letters,
            source=source,
            reason=reason[:_REASON_LENGTH],
            created_at=self.clock.now(),
            **values,
        )

    def _letter(self, row: Any) -> DeadLetter:
        body = None if row.body_sealed is None else self.keys.open(row.body_sealed)
        return DeadLetter(
            row.id,
            row.source,
            row.reason,
            row.created_at,
            body,
            row.inbox_sequence,
            row.outbox_id,
        )


def as_text(body: Any) -> str:
    """Return a JSON value as text that can be encrypted: half a surrogate pair cannot."""
    return json.dumps(body, ensure_ascii=True)
