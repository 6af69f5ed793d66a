"""What requests came to, so that one that is repeated has no second effect."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "performed_requests",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("result_sealed", sa.Text(), nullable=False),
        sa.Column("performed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_performed_requests_contact_id"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_performed_requests"),
    )
    for column in ("contact_id", "performed_at"):
        op.create_index(f"ix_performed_requests_{column}", "performed_requests", [column])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("performed_requests")
