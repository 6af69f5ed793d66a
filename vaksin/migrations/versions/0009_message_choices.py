"""Which kinds of messages a number wants, as a record that only grows; before it was one switch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0009"
down_revision = "0008"

REFUSAL = "what was chosen cannot be changed"
# Contacts may turn out to be one.
FACTS = "kind, wanted, means, at"


def upgrade() -> None:
    """Add the table; who wanted no messages wants those of no kind."""
    op.create_table(
        "message_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('pengingat', 'ajakan')", name="ck_message_choices_known_kind"),
        sa.CheckConstraint("wanted IN (0, 1)", name="ck_message_choices_wanted_or_not"),
        sa.CheckConstraint(
            "means IN ('ketikan', 'tombol', 'meta', 'hapus', 'lama')",
            name="ck_message_choices_known_means",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_message_choices_contact_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_choices"),
    )
    op.create_index(
        "ix_message_choices_newest", "message_choices", ["contact_id", "kind", "id"], unique=False
    )
    for kind in ("pengingat", "ajakan"):
        op.execute(
            "INSERT INTO message_choices (contact_id, kind, wanted, means, at)"
            f" SELECT id, '{kind}', 0, 'lama', notifications_stopped_at FROM contacts"
            " WHERE notifications_stopped_at IS NOT NULL AND merged_into IS NULL"
        )
    with op.batch_alter_table("contacts") as contacts:
        contacts.drop_column("notifications_stopped_at")
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION message_choices_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
            " END $$"
        )
        body = "FOR EACH ROW EXECUTE FUNCTION message_choices_refuse()"
    else:
        body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    op.execute(
        "CREATE TRIGGER message_choices_no_update"
        f" BEFORE UPDATE OF {FACTS} ON message_choices {body}"
    )


def downgrade() -> None:
    """Drop it; who wants no reminders wants no messages."""
    op.add_column("contacts", sa.Column("notifications_stopped_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE contacts SET notifications_stopped_at = (SELECT CASE WHEN c.wanted = 0 THEN c.at"
        " END FROM message_choices c WHERE c.contact_id = contacts.id AND c.kind = 'pengingat'"
        " ORDER BY c.id DESC LIMIT 1)"
    )
    op.drop_table("message_choices")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION message_choices_refuse()")
