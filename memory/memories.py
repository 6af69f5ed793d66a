"""Reads and writes conversations within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasa.shared.core.events import Event
from sqlalchemy import bindparam, delete, insert, select, union, update
from sqlalchemy.engine import Connection

from memory.schema import archive, memories
from memory.sealed_events import open_events, seal_events
from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.privacy.keys import DataKeys

# Built once, because building a statement takes longer than running it.
_THIS = memories.c.conversation_id == bindparam("this")
_READ = select(memories.c.version, memories.c.events_sealed).where(_THIS)
_CHANGE = update(memories).where(_THIS, memories.c.version == bindparam("read"))
_ADD_HISTORY = insert(archive)


class ConversationMovedOn(RuntimeError):
    """Somebody else has saved or erased the conversation since it was read; nothing is written."""


@dataclass(frozen=True)
class Memory:
    """What the next turn of a conversation begins with, and how often it was saved."""

    version: int
    events: Sequence[Event]


@dataclass(frozen=True)
class Memories:
    """What is remembered of conversations, and the archive of what was said before."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def recall(self, conversation_id: str) -> Memory | None:
        """Return what the next turn begins with; ``None`` if the conversation is unknown."""
        row = self.connection.execute(_READ, {"this": conversation_id}).first()
        return Memory(row.version, open_events(row.events_sealed, self.keys)) if row else None

    def history(self, conversation_id: str) -> list[Event]:
        """Return what was said before that and is still in the archive."""
        pieces = self.connection.execute(
            select(archive.c.events_sealed)
            .where(archive.c.conversation_id == conversation_id)
            .order_by(archive.c.id)
        ).scalars()
        return [event for piece in pieces for event in open_events(piece, self.keys)]

    def keep(self, conversation_id: str, events: Sequence[Event], version: int | None) -> int:
        """Remember events in place of what was remembered so far; return the new version.

        ``version`` is that which was recalled, ``None`` if nothing was.

        Raises:
            ConversationMovedOn: if that is not what is remembered now.
        """
        next_version = (version or 0) + 1
        values = {
            "version": next_version,
            "events_sealed": seal_events(events, self.keys),
            "remembered_at": self.clock.now(),
        }
        if version is None:
            is_kept = insert_if_new(
                self.connection, memories, conversation_id=conversation_id, **values
            )
        else:
            given = {"this": conversation_id, "read": version, **values}
            is_kept = bool(self.connection.execute(_CHANGE, given).rowcount)
        if not is_kept:
            raise ConversationMovedOn
        return next_version

    def add_history(self, conversation_id: str, events: Sequence[Event]) -> None:
        """Put events that are remembered no more into the archive."""
        if events:
            row = {
                "conversation_id": conversation_id,
                "events_sealed": seal_events(events, self.keys),
                "archived_at": self.clock.now(),
            }
            self.connection.execute(_ADD_HISTORY, row)

    def forget_history(self, conversation_id: str) -> None:
        """Keep nothing of a conversation in the archive."""
        self.connection.execute(delete(archive).where(archive.c.conversation_id == conversation_id))

    def exists(self, conversation_id: str) -> bool:
        """Tell whether anything is remembered of a conversation."""
        here = memories.c.conversation_id == conversation_id
        query = select(memories.c.conversation_id).where(here)
        return self.connection.execute(query).first() is not None

    def conversation_ids(self) -> list[str]:
        """Return the ids of all conversations."""
        ids = (select(table.c.conversation_id) for table in (memories, archive))
        return list(self.connection.execute(union(*ids)).scalars())
