"""Reads and writes conversations within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasa.shared.core.events import Event
from sqlalchemy import delete, insert, select, union, update
from sqlalchemy.engine import Connection

from memory.schema import archive, memories
from memory.sealed_events import open_events, seal_events
from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.privacy.keys import DataKeys


class ConversationMovedOn(RuntimeError):
    """Somebody else has saved the conversation since it was read; nothing is written."""


@dataclass(frozen=True)
class Memories:
    """What is remembered of conversations, and the archive of what was said before."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def recall(self, conversation_id: str) -> list[Event]:
        """Return what the next turn begins with; nothing if the conversation is unknown."""
        sealed = self.connection.execute(
            select(memories.c.events_sealed).where(memories.c.conversation_id == conversation_id)
        ).scalar_one_or_none()
        return open_events(sealed, self.keys) if sealed else []

    def history(self, conversation_id: str) -> list[Event]:
        """Return what was said before that and is still in the archive."""
        pieces = self.connection.execute(
            select(archive.c.events_sealed)
            .where(archive.c.conversation_id == conversation_id)
            .order_by(archive.c.id)
        ).scalars()
        return [event for piece in pieces for event in open_events(piece, self.keys)]

    def keep(self, conversation_id: str, events: Sequence[Event], known: Sequence[float]) -> None:
        """Remember events in place of what was remembered so far.

        Args:
            conversation_id: whose events they are.
            events: what the next turn begins with; at least one.
            known: when the events happened that the saver knew of; the newest one that was
                remembered so far must be among them.

        Raises:
            ConversationMovedOn: if it is not.
        """
        values = {
            "events_sealed": seal_events(events, self.keys),
            "newest_at": events[-1].timestamp,
            "remembered_at": self.clock.now(),
        }
        here = memories.c.conversation_id == conversation_id
        changed = self.connection.execute(
            update(memories).where(here, memories.c.newest_at.in_(known)).values(values)
        )
        if changed.rowcount:
            return
        if not insert_if_new(self.connection, memories, conversation_id=conversation_id, **values):
            raise ConversationMovedOn

    def add_history(self, conversation_id: str, events: Sequence[Event]) -> None:
        """Put events that are remembered no more into the archive."""
        if events:
            sealed = seal_events(events, self.keys)
            self.connection.execute(
                insert(archive).values(
                    conversation_id=conversation_id,
                    events_sealed=sealed,
                    archived_at=self.clock.now(),
                )
            )

    def forget(self, conversation_id: str) -> None:
        """Remember nothing of a conversation, and keep nothing of it in the archive."""
        for table in (memories, archive):
            self.connection.execute(delete(table).where(table.c.conversation_id == conversation_id))

    def exists(self, conversation_id: str) -> bool:
        """Tell whether anything is remembered of a conversation."""
        here = memories.c.conversation_id == conversation_id
        query = select(memories.c.conversation_id).where(here)
        return self.connection.execute(query).first() is not None

    def conversation_ids(self) -> list[str]:
        """Return the ids of all conversations."""
        ids = (select(table.c.conversation_id) for table in (memories, archive))
        return list(self.connection.execute(union(*ids)).scalars())
