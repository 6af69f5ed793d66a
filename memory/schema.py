"""Tables of the conversations."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, Text

from vaksin.database import UtcDateTime, new_metadata

metadata = new_metadata()

# Where every conversation stands: what its next turn needs, and nothing else.
memories = Table(
    "dialogue_memories",
    metadata,
    Column("conversation_id", String(255), primary_key=True),
    Column("events_sealed", Text, nullable=False),
    # When the newest event happened, in seconds since 1970 as Rasa counts: who saves a conversation
    # must have known that event.
    Column("newest_at", Float(53), nullable=False),
    Column("remembered_at", UtcDateTime, nullable=False, index=True),
)

# What was said before, for as long as it is kept; no turn reads it.
archive = Table(
    "dialogue_archive",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String(255), nullable=False, index=True),
    Column("events_sealed", Text, nullable=False),
    Column("archived_at", UtcDateTime, nullable=False, index=True),
)
