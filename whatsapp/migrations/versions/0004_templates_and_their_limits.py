"""Messages to people who are in no conversation, and what Meta allows of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0004"
down_revision = "0003"

_OF_NUMBERS = (
    ("daily_limit", sa.Integer()),
    ("quality", sa.String(length=8)),
    ("eased_percent", sa.Integer()),
    ("eased_at", UtcDateTime()),
)


def upgrade() -> None:
    """Add the columns and the table."""
    with op.batch_alter_table("whatsapp_outbox") as batch:
        batch.add_column(sa.Column("push_id", sa.String(length=32), nullable=True))
    with op.batch_alter_table("whatsapp_numbers") as batch:
        for name, kind in _OF_NUMBERS:
            batch.add_column(sa.Column(name, kind, nullable=True))
    op.create_table(
        "whatsapp_templates",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("quality", sa.String(length=8), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_whatsapp_templates"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("whatsapp_templates")
    with op.batch_alter_table("whatsapp_numbers") as batch:
        for name, _ in _OF_NUMBERS:
            batch.drop_column(name)
    with op.batch_alter_table("whatsapp_outbox") as batch:
        batch.drop_column("push_id")
