"""Notices that are planned: not told before a moment, and gone with the booking they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0008"
down_revision = "0007"

_KEY = "fk_notices_booking_id"


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("notices") as batch:
        batch.add_column(sa.Column("due_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("booking_id", sa.String(length=32), nullable=True))
        batch.create_foreign_key(_KEY, "bookings", ["booking_id"], ["id"], ondelete="CASCADE")
    op.create_index("ix_notices_booking_id", "notices", ["booking_id"], unique=False)


def downgrade() -> None:
    """Drop them, and what was planned."""
    op.execute("DELETE FROM notices WHERE due_at IS NOT NULL AND told_at IS NULL")
    op.drop_index("ix_notices_booking_id", table_name="notices")
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(_KEY, type_="foreignkey")
        batch.drop_column("booking_id")
        batch.drop_column("due_at")
