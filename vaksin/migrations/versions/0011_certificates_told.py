"""When it was told that the certificate of a dose is issued, so that it is told once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; nothing was told before."""
    op.add_column("vaccinations", sa.Column("certificate_told_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("vaccinations") as vaccinations:
        vaccinations.drop_column("certificate_told_at")
