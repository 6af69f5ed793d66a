"""What an operator may do: look at what failed, let it be tried again, throw it away, resume.

Whatever is tried again is put where the running bot looks for work; it needs no other sign.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError

from vaksin.database import reading
from whatsapp.calls import Call, read_call
from whatsapp.dead_letters import SEND as SEND_LETTER
from whatsapp.dead_letters import TURN as TURN_LETTER
from whatsapp.dead_letters import DeadLetter
from whatsapp.leases import SEND, TURN
from whatsapp.numbers import Pause
from whatsapp.schema import inbox, outbox
from whatsapp.sealed_payloads import open_payload
from whatsapp.store import Store

EMPTY = "empty"
GONE = "gone"
NOT_KEPT = "not_kept"
NO_JSON = "no_json"


class StillFailing(Exception):
    """A dead letter cannot be tried again, and stays; the text says in one word why."""


@dataclass(frozen=True)
class Progress:
    """How far a message to a citizen got.

    Attributes:
        steps: when it was queued, and when it reached each status that it reached.
        refusals: how often Meta asked to come again later.
        held_since: since when it waits for the citizen to write.
        in_doubt_since: since when nobody knows whether Meta has it.
    """

    status: str
    steps: list[tuple[str, datetime]]
    attempts: int
    refusals: int
    next_attempt_at: datetime
    held_since: datetime | None
    in_doubt_since: datetime | None
    error_code: str | None


@dataclass(frozen=True)
class Opened:
    """A dead letter with what it is about, decrypted: personal data."""

    letter: DeadLetter
    content: str = field(repr=False)


@dataclass(frozen=True)
class Desk:
    """One transaction for each method."""

    store: Store

    def letters(self) -> list[DeadLetter]:
        """Return all dead letters, the oldest first."""
        with reading(self.store.engine) as connection:
            return self.store.letters(connection).all()

    def open(self, number: int) -> Opened | None:
        """Return one of them with its content, ``None`` if there is none."""
        with reading(self.store.engine) as connection:
            letter = self.store.letters(connection).get(number)
            return Opened(letter, self._content(connection, letter)) if letter else None

    def discard(self, number: int) -> bool:
        """Throw one away; return whether it was there."""
        with self.store.engine.begin() as connection:
            return self.store.letters(connection).remove(number)

    def replay(self, number: int) -> bool:
        """Let what failed be tried again and remove the letter; return whether it was there.

        Raises:
            StillFailing: if that is of no use; the letter stays.
        """
        with self.store.engine.begin() as connection:
            letters = self.store.letters(connection)
            letter = letters.get(number)
            # Removed first: of two operators who replay it at once only one goes on.
            if letter is None or not letters.remove(number):
                return False
            if letter.source == TURN_LETTER:
                self._answer_again(connection, letter.inbox_sequence)
            elif letter.source == SEND_LETTER:
                self._send_again(connection, letter.outbox_id)
            else:
                self._read_again(connection, letter.body or "")
            return True

    def message(self, outbox_id: str) -> Progress | None:
        """Return how far a message got, ``None`` if there is none with this id."""
        with reading(self.store.engine) as connection:
            this = outbox.c.id == outbox_id
            row = connection.execute(select(outbox).where(this)).first()
            return _progress(row) if row else None

    def pause(self) -> Pause | None:
        """Return the pause of the number that is in force, if there is one."""
        with reading(self.store.engine) as connection:
            return self.store.numbers(connection).pause()

    def resume(self) -> bool:
        """End a pause of the number; return whether there was one."""
        with self.store.engine.begin() as connection:
            numbers = self.store.numbers(connection)
            if numbers.pause() is None:
                return False
            numbers.resume()
            self.store.lanes(connection).hasten(SEND)
            return True

    def _read_again(self, connection: Connection, body: str) -> None:
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError):
            raise StillFailing(NO_JSON) from None
        call = read_call(payload, self.store.phone_number_id)
        for unreadable in call.unreadable:
            raise StillFailing(unreadable.reason)
        if not call.items:
            raise StillFailing(EMPTY)
        self._take_in(connection, call)

    def _take_in(self, connection: Connection, call: Call) -> None:
        try:
            self.store.intake(connection).take_in(call)
        except (DataError, IntegrityError, ValueError):
            raise StillFailing(NOT_KEPT) from None

    def _answer_again(self, connection: Connection, sequence: int | None) -> None:
        contact_id = self.store.inbox(connection).reopen(sequence) if sequence else None
        self._schedule(connection, TURN, contact_id)

    def _send_again(self, connection: Connection, outbox_id: str | None) -> None:
        contact_id = self.store.outbox(connection).requeue(outbox_id) if outbox_id else None
        self._schedule(connection, SEND, contact_id)

    def _schedule(self, connection: Connection, kind: str, contact_id: str | None) -> None:
        if contact_id is None:
            raise StillFailing(GONE)
        self.store.lanes(connection).schedule(kind, {contact_id: self.store.clock.now()})

    def _content(self, connection: Connection, letter: DeadLetter) -> str:
        if letter.source == TURN_LETTER:
            return self._texts(connection, letter.inbox_sequence)
        if letter.source == SEND_LETTER:
            this = outbox.c.id == letter.outbox_id
            sealed = connection.execute(select(outbox.c.payload_sealed).where(this)).scalar()
            return json.dumps(open_payload(sealed, self.store.keys)) if sealed else ""
        return letter.body or ""

    def _texts(self, connection: Connection, sequence: int | None) -> str:
        """Return what the citizen wrote, all messages that were read as one turn."""
        first = inbox.alias()
        rows = connection.execute(
            select(inbox.c.text_sealed)
            .join(first, inbox.c.contact_id == first.c.contact_id)
            .where(first.c.sequence == sequence, inbox.c.turn_key == first.c.turn_key)
            # Empty if another letter of the same turn was replayed, and answered.
            .where(inbox.c.text_sealed.is_not(None))
            .order_by(inbox.c.sequence)
        )
        return "\n".join(self.store.keys.open(sealed) for sealed in rows.scalars())


def _progress(row: Any) -> Progress:
    times = {
        "queued": row.created_at,
        "sent": row.sent_at,
        "delivered": row.delivered_at,
        "read": row.read_at,
        "failed": row.failed_at,
    }
    return Progress(
        status=row.status,
        steps=[(step, at) for step, at in times.items() if at is not None],
        attempts=row.attempts,
        refusals=row.refusals,
        next_attempt_at=row.next_attempt_at,
        held_since=row.held_since,
        in_doubt_since=row.in_doubt_since,
        error_code=row.error_code,
    )
