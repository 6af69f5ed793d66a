"""The channel's transactions. Every method blocks: call it in a thread."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError

from vaksin.clock import Clock
from vaksin.database import upgrade
from vaksin.privacy.keys import DataKeys
from whatsapp.inbound import InboundMessage
from whatsapp.inbox import Inbox, Turn
from whatsapp.outbox import Delivery, Outbox
from whatsapp.payloads import Payload
from whatsapp.schema import media
from whatsapp.statuses import StatusUpdate

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_whatsapp"
# Meta keeps an upload for 30 days.
_UPLOAD_LIFETIME = timedelta(days=25)


def prepare(engine: Engine) -> None:
    """Bring the channel's tables to their newest form; the domain's must be there already."""
    upgrade(engine, MIGRATIONS, VERSION_TABLE)


@dataclass(frozen=True)
class Store:
    """What the channel keeps, one transaction for each method."""

    engine: Engine
    keys: DataKeys
    clock: Clock

    def receive(
        self, messages: Sequence[InboundMessage], reports: Sequence[StatusUpdate]
    ) -> list[str]:
        """Keep all of a webhook call; return the contacts whose messages are new.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: if the database did not take it; nothing is kept then.
        """
        with self.engine.begin() as connection:
            contacts = [self._receive_one(connection, message) for message in messages]
            for report in reports:
                self._outbox(connection).advance(report)
        return list(dict.fromkeys(filter(None, contacts)))

    def take_turn(self, contact_id: str) -> Turn | None:
        """Return the message of a contact that is to be answered next."""
        with self.engine.begin() as connection:
            return self._inbox(connection).take(contact_id)

    def close_turn(self, turn: Turn, status: str, answer: Iterable[Payload]) -> None:
        """End a turn and queue its answer: both or neither."""
        with self.engine.begin() as connection:
            self._outbox(connection).add(turn.contact_id, answer)
            self._inbox(connection).close(turn.sequence, status)

    def contacts_to_answer(self) -> list[str]:
        """Return the contacts with messages that wait for a turn."""
        with self.engine.begin() as connection:
            return self._inbox(connection).contacts_waiting()

    def enqueue(self, contact_id: str, payloads: Iterable[Payload]) -> None:
        """Queue messages that answer no message."""
        with self.engine.begin() as connection:
            self._outbox(connection).add(contact_id, payloads)

    def take_delivery(self, contact_id: str) -> Delivery | None:
        """Return the message to a contact that is to be sent next."""
        with self.engine.begin() as connection:
            return self._outbox(connection).take(contact_id)

    def mark_sent(self, outbox_id: str, wamid: str) -> None:
        """Record under which id Meta took a message."""
        with self.engine.begin() as connection:
            self._outbox(connection).sent(outbox_id, wamid)

    def mark_refused(self, outbox_id: str, code: str, is_final: bool) -> None:
        """Record why Meta did not take a message, and whether to give it up."""
        with self.engine.begin() as connection:
            self._outbox(connection).refused(outbox_id, code, is_final)

    def contacts_to_send_to(self) -> list[str]:
        """Return the contacts with messages that wait to be sent."""
        with self.engine.begin() as connection:
            return self._outbox(connection).contacts_waiting()

    def uploaded(self, content_hash: str) -> str | None:
        """Return Meta's id of an image that was uploaded before and is still there."""
        with self.engine.begin() as connection:
            media_id = connection.execute(
                select(media.c.media_id).where(
                    media.c.content_hash == content_hash,
                    media.c.uploaded_at > self.clock.now() - _UPLOAD_LIFETIME,
                )
            ).scalar_one_or_none()
        return None if media_id is None else str(media_id)

    def remember_upload(self, content_hash: str, media_id: str) -> None:
        """Keep Meta's id of an uploaded image."""
        values = {"media_id": media_id, "uploaded_at": self.clock.now()}
        with self.engine.begin() as connection:
            connection.execute(delete(media).where(media.c.content_hash == content_hash))
            connection.execute(insert(media).values(content_hash=content_hash, **values))

    def _receive_one(self, connection: Connection, message: InboundMessage) -> str | None:
        try:
            return self._add_once(connection, message)
        except (DataError, ValueError) as error:
            logger.error("A message cannot be kept: %s", type(error).__name__)
            return None

    def _add_once(self, connection: Connection, message: InboundMessage) -> str | None:
        try:
            with connection.begin_nested():
                return self._inbox(connection).add(message)
        except IntegrityError:
            # Another call made the same new contact in between; now it is there to be found.
            with connection.begin_nested():
                return self._inbox(connection).add(message)

    def _inbox(self, connection: Connection) -> Inbox:
        return Inbox(connection, self.keys, self.clock)

    def _outbox(self, connection: Connection) -> Outbox:
        return Outbox(connection, self.keys, self.clock)
