"""Leases, pacing, doubt and dead letters: the channel works in any number of processes."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0002"
down_revision = "0001"

_STATUS = "ck_whatsapp_inbox_known_status"
_OUTBOX_TIMES = ("sent_at", "delivered_at", "read_at", "failed_at")


def upgrade() -> None:
    """Add them; what waits is put on its lane, so that nothing queued before is forgotten."""
    _change_inbox()
    _change_outbox()
    _create_lanes()
    _create_conversations_and_numbers()
    _create_dead_letters()
    _schedule_what_waits()
    _open_windows()


def downgrade() -> None:
    """Take them away again."""
    for table in ("dead_letters", "numbers", "conversations", "lanes"):
        op.drop_table(f"whatsapp_{table}")
    op.execute("DELETE FROM whatsapp_inbox WHERE status IN ('ignored', 'revoked')")
    with op.batch_alter_table("whatsapp_inbox") as batch:
        batch.drop_constraint(_STATUS, type_="check")
        batch.create_check_constraint(_STATUS, "status IN ('waiting', 'done', 'failed')")
        batch.alter_column("sent_at", existing_type=UtcDateTime(), nullable=True)
        batch.drop_column("turn_key")
        batch.drop_column("due_at")
    with op.batch_alter_table("whatsapp_outbox") as batch:
        for name in ("refusals", "in_doubt_since", "held_since", *_OUTBOX_TIMES):
            batch.drop_column(name)


def _change_inbox() -> None:
    with op.batch_alter_table("whatsapp_inbox") as batch:
        batch.add_column(sa.Column("turn_key", sa.String(length=64)))
        batch.add_column(sa.Column("due_at", UtcDateTime()))
        batch.drop_constraint(_STATUS, type_="check")
        batch.create_check_constraint(
            _STATUS, "status IN ('waiting', 'done', 'failed', 'ignored', 'revoked')"
        )
    op.execute("UPDATE whatsapp_inbox SET due_at = received_at")
    op.execute("UPDATE whatsapp_inbox SET sent_at = received_at WHERE sent_at IS NULL")
    with op.batch_alter_table("whatsapp_inbox") as batch:
        batch.alter_column("due_at", existing_type=UtcDateTime(), nullable=False)
        batch.alter_column("sent_at", existing_type=UtcDateTime(), nullable=False)


def _change_outbox() -> None:
    with op.batch_alter_table("whatsapp_outbox") as batch:
        batch.add_column(sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"))
        for name in ("in_doubt_since", "held_since", *_OUTBOX_TIMES):
            batch.add_column(sa.Column(name, UtcDateTime()))


def _create_lanes() -> None:
    op.create_table(
        "whatsapp_lanes",
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("not_before", UtcDateTime()),
        sa.Column("lease_id", sa.String(length=64)),
        sa.Column("leased_until", UtcDateTime()),
        sa.CheckConstraint("kind IN ('turn', 'send')", name="ck_whatsapp_lanes_known_kind"),
        sa.PrimaryKeyConstraint("contact_id", "kind", name="pk_whatsapp_lanes"),
    )
    op.create_index("ix_whatsapp_lanes_kind_due", "whatsapp_lanes", ["kind", "due_at"])


def _create_conversations_and_numbers() -> None:
    op.create_table(
        "whatsapp_conversations",
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("window_ends_at", UtcDateTime()),
        sa.Column("pair_full_at", UtcDateTime()),
        sa.Column("flood_full_at", UtcDateTime()),
        sa.Column("flood_noticed_at", UtcDateTime()),
        sa.Column("apologised_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("contact_id", name="pk_whatsapp_conversations"),
    )
    op.create_table(
        "whatsapp_numbers",
        sa.Column("phone_number_id", sa.String(length=40), nullable=False),
        sa.Column("throughput_full_at", UtcDateTime()),
        sa.Column("paused_since", UtcDateTime()),
        sa.Column("paused_until", UtcDateTime()),
        sa.Column("pause_code", sa.String(length=40)),
        sa.PrimaryKeyConstraint("phone_number_id", name="pk_whatsapp_numbers"),
    )


def _create_dead_letters() -> None:
    op.create_table(
        "whatsapp_dead_letters",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("body_hash", sa.String(length=64)),
        sa.Column("body_sealed", sa.Text()),
        sa.Column("inbox_sequence", sa.Integer()),
        sa.Column("outbox_id", sa.String(length=32)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "source IN ('webhook', 'turn', 'send')", name="ck_whatsapp_dead_letters_known_source"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_whatsapp_dead_letters"),
        sa.UniqueConstraint("body_hash", name="uq_whatsapp_dead_letters_body_hash"),
        sa.UniqueConstraint("inbox_sequence", name="uq_whatsapp_dead_letters_inbox_sequence"),
        sa.UniqueConstraint("outbox_id", name="uq_whatsapp_dead_letters_outbox_id"),
    )


def _schedule_what_waits() -> None:
    op.execute(
        "INSERT INTO whatsapp_lanes (contact_id, kind, due_at) "
        "SELECT contact_id, 'turn', MIN(received_at) FROM whatsapp_inbox "
        "WHERE status = 'waiting' GROUP BY contact_id"
    )
    op.execute(
        "INSERT INTO whatsapp_lanes (contact_id, kind, due_at) "
        "SELECT contact_id, 'send', MIN(created_at) FROM whatsapp_outbox "
        "WHERE status = 'queued' GROUP BY contact_id"
    )


def _open_windows() -> None:
    """Let every citizen be answered for a day after they last wrote."""
    inbox = sa.table("whatsapp_inbox", sa.column("contact_id"), sa.column("sent_at", UtcDateTime()))
    conversations = sa.table(
        "whatsapp_conversations",
        sa.column("contact_id"),
        sa.column("window_ends_at", UtcDateTime()),
    )
    newest = sa.select(inbox.c.contact_id, sa.func.max(inbox.c.sent_at)).group_by(
        inbox.c.contact_id
    )
    rows = [
        {"contact_id": contact_id, "window_ends_at": sent_at + timedelta(days=1)}
        for contact_id, sent_at in op.get_bind().execute(newest)
    ]
    if rows:
        op.bulk_insert(conversations, rows)
