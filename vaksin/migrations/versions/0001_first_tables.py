"""First tables: people, consents, sites, sessions, bookings, requests to officers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=True),
        sa.Column("address_sealed", sa.Text(), nullable=True),
        sa.Column("notifications_stopped_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("address_hash", name="uq_contacts_address_hash"),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("nik_hash", sa.String(length=64), nullable=False),
        sa.Column("nik_sealed", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("birth_date_sealed", sa.Text(), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("group_sealed", sa.Text(), nullable=False),
        sa.Column("flags", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.UniqueConstraint("nik_hash", name="uq_persons_nik_hash"),
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("district", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("is_sample", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
    )
    op.create_index("ix_sites_district_code", "sites", ["district_code"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_consents_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_contact_id", "consents", ["contact_id"], unique=False)
    op.create_table(
        "officer_requests",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("message_sealed", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_officer_requests_contact_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_officer_requests"),
        sa.UniqueConstraint("reference", name="uq_officer_requests_reference"),
    )
    op.create_index(
        "ix_officer_requests_contact_id", "officer_requests", ["contact_id"], unique=False
    )
    op.create_table(
        "registrations",
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_registrations_contact_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_registrations_person_id"),
        sa.PrimaryKeyConstraint("contact_id", "person_id", name="pk_registrations"),
    )
    op.create_table(
        "vaccination_sessions",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("site_id", sa.String(length=40), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("vaccine_id", sa.String(length=20), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at", name="ck_vaccination_sessions_ends_after_it_starts"
        ),
        sa.CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= capacity",
            name="ck_vaccination_sessions_never_overbooked",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_vaccination_sessions_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vaccination_sessions"),
    )
    op.create_index(
        "ix_vaccination_sessions_site_start",
        "vaccination_sessions",
        ["site_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=60), nullable=False),
        sa.Column("dose", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("ticket_code", sa.String(length=20), nullable=False),
        sa.Column("screening_sealed", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('booked', 'cancelled', 'attended', 'missed')",
            name="ck_bookings_known_status",
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_bookings_contact_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_bookings_person_id"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["vaccination_sessions.id"], name="fk_bookings_session_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        sa.UniqueConstraint("ticket_code", name="uq_bookings_ticket_code"),
    )
    op.create_index("ix_bookings_person_id", "bookings", ["person_id"], unique=False)
    op.create_index("ix_bookings_session_id", "bookings", ["session_id"], unique=False)
    op.create_index(
        "uq_bookings_one_live_per_person_and_dose",
        "bookings",
        ["person_id", "dose"],
        unique=True,
        sqlite_where=sa.text("status = 'booked'"),
        postgresql_where=sa.text("status = 'booked'"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "officer_requests",
        "bookings",
        "vaccination_sessions",
        "sites",
        "consents",
        "registrations",
        "persons",
        "contacts",
    ):
        op.drop_table(table)
