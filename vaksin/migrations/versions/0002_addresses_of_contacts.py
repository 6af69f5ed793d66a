"""A contact has several addresses over time: numbers change, and user ids stand beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0002"
down_revision = "0001"

LIVE = sa.text("retired_at IS NULL")


def upgrade() -> None:
    """Move the one number of each contact to a table of its own."""
    op.create_table(
        "contact_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('phone', 'user_id')", name="ck_contact_addresses_known_kind"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_addresses_contact_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_addresses"),
    )
    for column in ("contact_id", "address_hash"):
        op.create_index(f"ix_contact_addresses_{column}", "contact_addresses", [column])
    _create_index_of_live("one_contact_per_live_address", ["kind", "address_hash"])
    _create_index_of_live("one_live_address_of_a_kind", ["contact_id", "kind"])
    op.execute(
        "INSERT INTO contact_addresses (contact_id, kind, address_hash, address_sealed, added_at)"
        " SELECT id, 'phone', address_hash, address_sealed, created_at FROM contacts"
        " WHERE address_hash IS NOT NULL AND address_sealed IS NOT NULL"
    )
    with op.batch_alter_table("contacts") as contacts:
        contacts.drop_constraint("uq_contacts_address_hash", type_="unique")
        contacts.drop_column("address_hash")
        contacts.drop_column("address_sealed")
        contacts.add_column(sa.Column("merged_into", sa.String(length=64), nullable=True))
        contacts.create_foreign_key("fk_contacts_merged_into", "contacts", ["merged_into"], ["id"])
        contacts.create_index("ix_contacts_merged_into", ["merged_into"])


def downgrade() -> None:
    """Give each contact its present number back; other addresses are lost."""
    with op.batch_alter_table("contacts") as contacts:
        contacts.drop_index("ix_contacts_merged_into")
        contacts.drop_constraint("fk_contacts_merged_into", type_="foreignkey")
        contacts.drop_column("merged_into")
        contacts.add_column(sa.Column("address_hash", sa.String(length=64), nullable=True))
        contacts.add_column(sa.Column("address_sealed", sa.Text(), nullable=True))
        contacts.create_unique_constraint("uq_contacts_address_hash", ["address_hash"])
    for column in ("address_hash", "address_sealed"):
        op.execute(
            f"UPDATE contacts SET {column} = (SELECT a.{column} FROM contact_addresses AS a"
            " WHERE a.contact_id = contacts.id AND a.kind = 'phone' AND a.retired_at IS NULL)"
        )
    op.drop_table("contact_addresses")


def _create_index_of_live(name: str, columns: list[str]) -> None:
    op.create_index(
        f"uq_contact_addresses_{name}",
        "contact_addresses",
        columns,
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
