"""Tables of the conversations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Integer, String, Table, Text
from sqlalchemy.engine import Engine

from vaksin.database import UtcDateTime, new_metadata, upgrade

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_memory"

metadata = new_metadata()

# Where every conversation stands: what its next turn needs, and nothing else.
memories = Table(
    "dialogue_memories",
    metadata,
    Column("conversation_id", String(255), primary_key=True),
    Column("events_sealed", Text, nullable=False),
    # How often it was saved: who saves it must have read it as it was saved last.
    Column("version", Integer, nullable=False),
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


def prepare(engine: Engine) -> None:
    """Bring the tables to their newest form."""
    upgrade(engine, MIGRATIONS, VERSION_TABLE)
