"""What was answered or has arrived is not kept: nobody reads it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_COLUMNS = (
    ("whatsapp_inbox", "message_id_sealed", "status IN ('done', 'ignored', 'revoked')"),
    ("whatsapp_inbox", "text_sealed", "status IN ('done', 'ignored', 'revoked')"),
    ("whatsapp_outbox", "payload_sealed", "status IN ('delivered', 'read')"),
)


def upgrade() -> None:
    """Let the columns be empty, and empty them where that is due."""
    for table, column, is_over in _COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.Text(), nullable=True)
        op.execute(f"UPDATE {table} SET {column} = NULL WHERE {is_over}")


def downgrade() -> None:
    """Want them filled again; what was emptied cannot be brought back."""
    # Every report about a message has its content opened, so an empty one must not be there.
    op.execute("DELETE FROM whatsapp_outbox WHERE payload_sealed IS NULL")
    for table, column, _ in _COLUMNS:
        op.execute(f"UPDATE {table} SET {column} = '' WHERE {column} IS NULL")
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.Text(), nullable=False)
