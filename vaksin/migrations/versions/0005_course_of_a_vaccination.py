"""Doses, queues, postponements, drafts, verification, notices, corrections, erasures, closures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0005"
down_revision = "0004"

TABLES = (
    "corrections",
    "decisions",
    "drafts",
    "erasures",
    "limited_acts",
    "notices",
    "site_closures",
    "verifications",
    "vaccinations",
    "waiting_entries",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=True),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("corrected_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_corrections_contact_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_corrections_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_contact_id", "corrections", ["contact_id"], unique=False)
    op.create_index("ix_corrections_person_id", "corrections", ["person_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=10), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'tunda') = (until IS NOT NULL)", name="ck_decisions_postponed_until_a_day"
        ),
        sa.CheckConstraint(
            "decided_by IN ('petugas', 'skrining', 'warga')", name="ck_decisions_known_decider"
        ),
        sa.CheckConstraint("kind IN ('tunda', 'menolak')", name="ck_decisions_known_kind"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_decisions_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_person_id", "decisions", ["person_id"], unique=False)
    op.create_index(
        "uq_decisions_one_at_a_time",
        "decisions",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("answers_sealed", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_drafts_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_contact_id", "drafts", ["contact_id"], unique=False)
    op.create_index("ix_drafts_updated_at", "drafts", ["updated_at"], unique=False)
    op.create_table(
        "erasures",
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=True),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("is_whole", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("is_whole IN (0, 1)", name="ck_erasures_whole_or_one_person"),
        sa.CheckConstraint(
            "(done_at IS NULL) = (people IS NULL)", name="ck_erasures_done_counts_people"
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR done_at IS NULL", name="ck_erasures_withdrawn_or_done"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_erasures_contact_id"),
        sa.PrimaryKeyConstraint("receipt", name="pk_erasures"),
    )
    op.create_index("ix_erasures_contact_id", "erasures", ["contact_id"], unique=False)
    op.create_index("ix_erasures_due_at", "erasures", ["due_at"], unique=False)
    op.create_index(
        "uq_erasures_one_open_per_contact",
        "erasures",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL AND done_at IS NULL AND is_whole = 1"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND done_at IS NULL AND is_whole = 1"),
    )
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("erased_by", sa.String(length=12), nullable=True))
        registrations.create_foreign_key(
            "fk_registrations_erased_by", "erasures", ["erased_by"], ["receipt"]
        )
        registrations.create_index("ix_registrations_erased_by", ["erased_by"])
    op.create_table(
        "limited_acts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_limited_acts_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_limited_acts"),
    )
    op.create_index("ix_limited_acts_done_at", "limited_acts", ["done_at"], unique=False)
    op.create_index(
        "ix_limited_acts_of_contact", "limited_acts", ["contact_id", "kind"], unique=False
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("data_sealed", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("useful_until", UtcDateTime(), nullable=True),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_notices_contact_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_notices_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_person_id", "notices", ["person_id"], unique=False)
    op.create_index(
        "ix_notices_untold",
        "notices",
        ["contact_id", "created_at"],
        unique=False,
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.create_table(
        "site_closures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "last_day IS NULL OR last_day >= first_day",
            name="ck_site_closures_ends_after_it_starts",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_closures_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_site_closures"),
    )
    op.create_index("ix_site_closures_site_id", "site_closures", ["site_id"], unique=False)
    op.create_table(
        "verifications",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("register", sa.String(length=20), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_check_at", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(status = 'menunggu') = (next_check_at IS NOT NULL)",
            name="ck_verifications_waits_for_a_time",
        ),
        sa.CheckConstraint(
            "status IN ('menunggu', 'terverifikasi', 'tidak_ditemukan', 'tidak_cocok')",
            name="ck_verifications_known_status",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_verifications_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_verifications"),
    )
    op.create_index(
        "ix_verifications_next_check_at", "verifications", ["next_check_at"], unique=False
    )
    op.create_table(
        "vaccinations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vaccine_id", sa.String(length=20), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("earliest_on", sa.Date(), nullable=True),
        sa.Column("site_id", sa.String(length=40), nullable=True),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("told_by", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "told_by = 'warga' OR (vaccine_id IS NOT NULL AND batch IS NOT NULL"
            " AND given_at IS NOT NULL AND given_on IS NOT NULL)",
            name="ck_vaccinations_an_officer_records_everything",
        ),
        sa.CheckConstraint(
            "told_by = 'warga' OR earliest_on IS NULL OR given_on >= earliest_on",
            name="ck_vaccinations_never_before_its_day",
        ),
        sa.CheckConstraint("told_by IN ('petugas', 'warga')", name="ck_vaccinations_known_teller"),
        sa.CheckConstraint("number > 0", name="ck_vaccinations_doses_count_from_one"),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name="fk_vaccinations_booking_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_vaccinations_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_vaccinations_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vaccinations"),
        sa.UniqueConstraint("booking_id", name="uq_vaccinations_booking_id"),
        sa.UniqueConstraint("person_id", "number", name="uq_vaccinations_one_of_a_number"),
    )
    op.create_index(
        "ix_vaccinations_next_check_on",
        "vaccinations",
        ["next_check_on"],
        unique=False,
        sqlite_where=sa.text("next_check_on IS NOT NULL"),
        postgresql_where=sa.text("next_check_on IS NOT NULL"),
    )
    op.create_table(
        "waiting_entries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=40), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("dose", sa.Integer(), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=True),
        sa.Column("vaccine_ids", sa.String(length=200), nullable=False),
        sa.Column("screening_sealed", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'offered', 'taken', 'declined', 'passed', 'left', 'over')",
            name="ck_waiting_entries_known_status",
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
            name="fk_waiting_entries_booking_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_waiting_entries_contact_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_waiting_entries_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_waiting_entries_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_entries"),
    )
    op.create_index(
        "ix_waiting_entries_booking_id", "waiting_entries", ["booking_id"], unique=False
    )
    op.create_index(
        "ix_waiting_entries_contact_id", "waiting_entries", ["contact_id"], unique=False
    )
    op.create_index(
        "ix_waiting_entries_queue",
        "waiting_entries",
        ["site_id", "local_date", "status", "joined_at"],
        unique=False,
    )
    op.create_index(
        "uq_waiting_entries_one_per_person_and_dose",
        "waiting_entries",
        ["person_id", "dose"],
        unique=True,
        sqlite_where=sa.text("status IN ('waiting', 'offered')"),
        postgresql_where=sa.text("status IN ('waiting', 'offered')"),
    )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("registrations") as registrations:
        registrations.drop_index("ix_registrations_erased_by")
        registrations.drop_constraint("fk_registrations_erased_by", type_="foreignkey")
        registrations.drop_column("erased_by")
    for table in reversed(TABLES):
        op.drop_table(table)
