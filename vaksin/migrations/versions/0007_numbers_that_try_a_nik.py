"""How many numbers tried the same NIK is looked up by its hash."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_limited_acts_of_subject", "limited_acts", ["subject_hash"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_limited_acts_of_subject", table_name="limited_acts")
