"""First tables: inbox, outbox, uploaded media."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "whatsapp_inbox",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("message_id_hash", sa.String(length=64), nullable=False),
        sa.Column("message_id_sealed", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'failed')", name="ck_whatsapp_inbox_known_status"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_whatsapp_inbox"),
        sa.UniqueConstraint("message_id_hash", name="uq_whatsapp_inbox_message_id_hash"),
    )
    op.create_index("ix_whatsapp_inbox_status_contact", "whatsapp_inbox", ["status", "contact_id"])
    op.create_table(
        "whatsapp_outbox",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("payload_sealed", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime(), nullable=False),
        sa.Column("wamid_hash", sa.String(length=64), nullable=True),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'sent', 'delivered', 'read', 'failed')",
            name="ck_whatsapp_outbox_known_status",
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_whatsapp_outbox"),
        sa.UniqueConstraint("id", name="uq_whatsapp_outbox_id"),
    )
    op.create_index(
        "ix_whatsapp_outbox_status_contact", "whatsapp_outbox", ["status", "contact_id"]
    )
    op.create_index("ix_whatsapp_outbox_wamid_hash", "whatsapp_outbox", ["wamid_hash"])
    op.create_table(
        "whatsapp_media",
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("media_id", sa.String(length=255), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name="pk_whatsapp_media"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("whatsapp_media", "whatsapp_outbox", "whatsapp_inbox"):
        op.drop_table(table)
