"""Messages to citizens, kept until Meta took them, and how far they got."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.people.contacts import ContactBook
from vaksin.privacy.keys import DataKeys
from whatsapp.guard import plain_fallback
from whatsapp.limits import check
from whatsapp.payloads import Payload
from whatsapp.queues import contacts_with
from whatsapp.schema import outbox
from whatsapp.statuses import FAILED, QUEUED, SENT, StatusUpdate, steps_before

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
_LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Delivery:
    """A message whose turn to be sent has come, or will come after ``wait``."""

    id: str
    contact_id: str
    address: str | None = field(repr=False)
    payload: Payload = field(repr=False)
    attempt: int
    wait: timedelta


@dataclass(frozen=True)
class Outbox:
    """Reads and writes the outbox within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(self, contact_id: str, payloads: Iterable[Payload]) -> None:
        """Queue messages in their order; one that breaks a limit is replaced by plain texts."""
        for payload in payloads:
            if not check(payload):
                self._add(contact_id, payload)
                continue
            ids = [self._add(contact_id, plain) for plain in plain_fallback(payload)]
            logger.error("A message broke WhatsApp's limits; sent as plain text: %s", ids)

    def take(self, contact_id: str) -> Delivery | None:
        """Return a contact's first message that waits; if it is due, count the attempt.

        The next attempt is put off at the same time, so that whatever happens during this one, the
        message is neither lost nor sent over and over.
        """
        row = self.connection.execute(
            select(outbox)
            .where(outbox.c.contact_id == contact_id, outbox.c.status == QUEUED)
            .order_by(outbox.c.sequence)
            .limit(1)
        ).first()
        if row is None:
            return None
        delivery = self._delivery(row)
        if not delivery.wait:
            self._count_attempt(delivery)
        return delivery

    def sent(self, outbox_id: str, wamid: str) -> None:
        """Record that Meta took a message; a report about it may have come before."""
        this = outbox.c.id == outbox_id
        wamid_hash = self.keys.lookup_hash("wamid", wamid)
        self._change(this, wamid_hash=wamid_hash)
        self._change(and_(this, outbox.c.status == QUEUED), status=SENT, error_code=None)

    def refused(self, outbox_id: str, code: str, is_final: bool) -> None:
        """Record why a message was not taken, and whether that ends it."""
        values = {"status": FAILED} if is_final else {}
        still_queued = and_(outbox.c.id == outbox_id, outbox.c.status == QUEUED)
        self._change(still_queued, error_code=code, **values)

    def advance(self, report: StatusUpdate) -> None:
        """Record a report of Meta's, unless the message got further already."""
        wamid_hash = self.keys.lookup_hash("wamid", report.wamid)
        # A report can come before the answer to our own request, when the id is not known yet.
        unanswered = and_(outbox.c.wamid_hash.is_(None), outbox.c.id == report.outbox_id)
        known = or_(outbox.c.wamid_hash == wamid_hash, unanswered)
        self._change(
            and_(known, outbox.c.status.in_(steps_before(report.status))),
            status=report.status,
            wamid_hash=wamid_hash,
            error_code=report.error_code or None,
        )

    def contacts_waiting(self) -> list[str]:
        """Return the contacts with messages to be sent, the one who waits longest first."""
        return contacts_with(self.connection, outbox, QUEUED)

    def _add(self, contact_id: str, payload: Payload) -> str:
        now = self.clock.now()
        outbox_id = uuid.uuid4().hex
        self.connection.execute(
            insert(outbox).values(
                id=outbox_id,
                contact_id=contact_id,
                payload_sealed=self.keys.seal(json.dumps(payload)),
                status=QUEUED,
                attempts=0,
                next_attempt_at=now,
                created_at=now,
                changed_at=now,
            )
        )
        return outbox_id

    def _delivery(self, row: Any) -> Delivery:
        book = ContactBook(self.connection, self.keys, self.clock)
        return Delivery(
            id=row.id,
            contact_id=row.contact_id,
            address=book.phone_of(row.contact_id),
            payload=json.loads(self.keys.open(row.payload_sealed)),
            attempt=row.attempts + 1,
            wait=max(row.next_attempt_at - self.clock.now(), timedelta()),
        )

    def _count_attempt(self, delivery: Delivery) -> None:
        self._change(
            outbox.c.id == delivery.id,
            attempts=delivery.attempt,
            next_attempt_at=self.clock.now() + pause_after(delivery.attempt),
        )

    def _change(self, which: Any, **values: Any) -> None:
        self.connection.execute(
            update(outbox).where(which).values(changed_at=self.clock.now(), **values)
        )


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after an attempt: 4^n seconds, as Meta asks for code 131056."""
    return min(timedelta(seconds=4 ** (attempt - 1)), _LONGEST_PAUSE)
