"""Messages of citizens, kept until their turn is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from vaksin.privacy.keys import DataKeys
from whatsapp.inbound import InboundMessage
from whatsapp.queues import contacts_with
from whatsapp.schema import inbox

WAITING = "waiting"
DONE = "done"
FAILED = "failed"


@dataclass(frozen=True)
class Turn:
    """A message whose turn has come.

    Attributes:
        sequence: its place among all messages; the only id of it that may be logged.
        reference: its lasting id without personal data, the same for every delivery of it.
        message_id: WhatsApp's id, needed to mark it as read.
        attempt: how many times it was taken, this time included.
    """

    sequence: int
    reference: str
    contact_id: str
    message_id: str = field(repr=False)
    text: str = field(repr=False)
    attempt: int


@dataclass(frozen=True)
class Inbox:
    """Reads and writes the inbox within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(self, message: InboundMessage) -> str | None:
        """Keep a message; return its contact, ``None`` if the message was there before."""
        book = ContactBook(self.connection, self.keys, self.clock)
        contact_id = book.contact_for(Addresses(phone=message.address))
        is_new = insert_if_new(
            self.connection,
            inbox,
            message_id_hash=self.keys.lookup_hash("wamid", message.message_id),
            message_id_sealed=self.keys.seal(message.message_id),
            contact_id=contact_id,
            kind=message.kind,
            text_sealed=self.keys.seal(message.text),
            status=WAITING,
            attempts=0,
            sent_at=_moment(message.timestamp),
            received_at=self.clock.now(),
        )
        return contact_id if is_new else None

    def take(self, contact_id: str) -> Turn | None:
        """Return the first message of a contact that waits, and count the attempt."""
        row = self.connection.execute(
            select(inbox)
            .where(inbox.c.contact_id == contact_id, inbox.c.status == WAITING)
            .order_by(inbox.c.sequence)
            .limit(1)
        ).first()
        if row is None:
            return None
        attempt = row.attempts + 1
        self.connection.execute(
            update(inbox).where(inbox.c.sequence == row.sequence).values(attempts=attempt)
        )
        return Turn(
            sequence=row.sequence,
            reference=row.message_id_hash,
            contact_id=contact_id,
            message_id=self.keys.open(row.message_id_sealed),
            text=self.keys.open(row.text_sealed),
            attempt=attempt,
        )

    def close(self, sequence: int, status: str) -> None:
        """End a message's turn as done or failed."""
        self.connection.execute(
            update(inbox)
            .where(inbox.c.sequence == sequence)
            .values(status=status, closed_at=self.clock.now())
        )

    def contacts_waiting(self) -> list[str]:
        """Return the contacts with messages that wait, the one who waits longest first."""
        return contacts_with(self.connection, inbox, WAITING)


def _moment(timestamp: int | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, timezone.utc)
