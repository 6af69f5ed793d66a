"""Messages outside of conversations: what was pushed to whom, and campaigns."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0010"
down_revision = "0009"

_KEY = "fk_notices_push_id"
_TO_PUSH = sa.text(
    "told_at IS NULL AND push_id IS NULL"
    " AND kind NOT IN ('tawaran_lewat', 'kursi_lepas', 'dosis_berikutnya')"
)


def upgrade() -> None:
    """Make the tables, and let reminders that are planned be pushed when they are due."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("fixed_values", sa.String(length=2000), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("daily_from", sa.String(length=5), nullable=False),
        sa.Column("daily_until", sa.String(length=5), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("pause_reason", sa.String(length=40), nullable=True),
        sa.Column("full_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('planning', 'planned', 'running', 'paused', 'stopped', 'done')",
            name="ck_campaigns_known_status",
        ),
        sa.CheckConstraint("per_minute > 0", name="ck_campaigns_goes_on"),
        sa.CheckConstraint("ends_at > begins_at", name="ck_campaigns_ends_after_it_begins"),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_table(
        "pushes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=True),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=12), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("handed_over_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_pushes_contact_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_pushes_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pushes"),
    )
    op.create_index("ix_pushes_created_at", "pushes", ["created_at"], unique=False)
    op.create_index("ix_pushes_contact", "pushes", ["contact_id", "created_at"], unique=False)
    op.create_index("ix_pushes_campaign", "pushes", ["campaign_id", "failure"], unique=False)
    op.create_table(
        "campaign_recipients",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=12), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("details_sealed", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("push_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned', 'pushed', 'left_out')",
            name="ck_campaign_recipients_known_status",
        ),
        sa.CheckConstraint(
            "(status = 'pushed') = (push_id IS NOT NULL)",
            name="ck_campaign_recipients_pushed_is_a_push",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_recipients_campaign_id"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_campaign_recipients_contact_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
            name="fk_campaign_recipients_person_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["push_id"], ["pushes.id"], name="fk_campaign_recipients_push_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_recipients"),
        sa.UniqueConstraint("campaign_id", "contact_id", name="uq_campaign_recipients_once"),
        sa.UniqueConstraint("push_id", name="uq_campaign_recipients_push_id"),
    )
    for column in ("contact_id", "person_id"):
        name = f"ix_campaign_recipients_{column}"
        op.create_index(name, "campaign_recipients", [column], unique=False)
    op.create_index(
        "ix_campaign_recipients_next",
        "campaign_recipients",
        ["campaign_id", "status", "timezone", "id"],
        unique=False,
    )
    with op.batch_alter_table("notices") as batch:
        batch.add_column(sa.Column("push_from", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("push_id", sa.String(length=32), nullable=True))
        batch.create_foreign_key(_KEY, "pushes", ["push_id"], ["id"], ondelete="SET NULL")
    # What came up long before waits, as it did, for whom it is to write.
    lately = datetime.now(timezone.utc) - timedelta(days=1)
    op.execute(
        sa.text(
            "UPDATE notices SET push_from = coalesce(due_at, created_at)"
            " WHERE told_at IS NULL AND (due_at IS NOT NULL OR created_at > :lately)"
        ).bindparams(sa.bindparam("lately", lately, type_=UtcDateTime()))
    )
    op.create_index("ix_notices_push_id", "notices", ["push_id"], unique=False)
    op.create_index(
        "ix_notices_to_push",
        "notices",
        ["push_from"],
        unique=False,
        sqlite_where=_TO_PUSH,
        postgresql_where=_TO_PUSH,
    )


def downgrade() -> None:
    """Drop all of it."""
    op.drop_index("ix_notices_to_push", table_name="notices")
    op.drop_index("ix_notices_push_id", table_name="notices")
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(_KEY, type_="foreignkey")
        batch.drop_column("push_id")
        batch.drop_column("push_from")
    op.drop_table("campaign_recipients")
    op.drop_table("pushes")
    op.drop_table("campaigns")
