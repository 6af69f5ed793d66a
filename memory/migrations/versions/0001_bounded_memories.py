"""What the next turn needs in one row for each conversation, and an archive of what is older.

Takes the place of Rasa's own table, in which a conversation grew for ever. What stood there is
given up: an unfinished registration is kept as a draft by the programme, and taken up again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0001"
down_revision = None

_RASAS_OWN = "events"


def upgrade() -> None:
    """Add the tables."""
    if sa.inspect(op.get_bind()).has_table(_RASAS_OWN):
        op.drop_table(_RASAS_OWN)
    op.create_table(
        "dialogue_memories",
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("events_sealed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("remembered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_dialogue_memories"),
    )
    op.create_index("ix_dialogue_memories_remembered_at", "dialogue_memories", ["remembered_at"])
    op.create_table(
        "dialogue_archive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("events_sealed", sa.Text(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dialogue_archive"),
    )
    op.create_index("ix_dialogue_archive_conversation_id", "dialogue_archive", ["conversation_id"])
    op.create_index("ix_dialogue_archive_archived_at", "dialogue_archive", ["archived_at"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("dialogue_archive")
    op.drop_table("dialogue_memories")
