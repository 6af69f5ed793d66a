"""What is kept of conversations, and how it is let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from memory.schema import archive, memories, metadata
from vaksin.privacy.keeping import DataKind, Rows, Shelf
from vaksin.privacy.sealing import SealedTable, sealed_tables

# An unfinished registration is a draft of the programme by then, and kept as long as drafts are.
SHELVES: Sequence[Shelf] = (
    Rows(DataKind.CONVERSATION, archive, archive.c.archived_at),
    Rows(DataKind.CONVERSATION, memories, memories.c.remembered_at),
)


@dataclass(frozen=True)
class ConversationKeeper:
    """The memory of conversations as a :class:`vaksin.privacy.keeping.Keeper`."""

    shelves: Sequence[Shelf] = SHELVES

    @property
    def sealed(self) -> Sequence[SealedTable]:
        """Every table with sealed columns."""
        return sealed_tables(metadata)

    @property
    def contact_ids(self) -> Sequence[ColumnElement[str]]:
        """Whose conversations are kept."""
        return memories.c.conversation_id, archive.c.conversation_id

    def forget(self, connection: Connection, contact_id: str) -> None:
        """Delete a conversation. A turn that is going on begins anew without it."""
        for table in (memories, archive):
            connection.execute(delete(table).where(table.c.conversation_id == contact_id))
