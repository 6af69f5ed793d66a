"""Seats are held before they are booked; sessions keep some for walk-ins and can be closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0004"
down_revision = "0003"

STATUSES = (
    "status IN ('held', 'booked', 'arrived', 'attended', 'missed', 'cancelled', 'expired',"
    " 'postponed', 'refused')"
)
LIVE = sa.text("status IN ('held', 'booked', 'arrived')")


def upgrade() -> None:
    """Change the tables that were there."""
    _change_sites_and_sessions()
    _change_bookings()
    _change_persons()
    with op.batch_alter_table("consents") as consents:
        consents.add_column(
            sa.Column("basis", sa.String(10), nullable=False, server_default="sendiri")
        )
        consents.create_check_constraint(
            "ck_consents_known_basis", "basis IN ('sendiri', 'izin', 'wali')"
        )
    with op.batch_alter_table("officer_requests") as requests:
        requests.add_column(sa.Column("person_id", sa.String(32), nullable=True))
        requests.create_foreign_key(
            "fk_officer_requests_person_id", "persons", ["person_id"], ["id"], ondelete="SET NULL"
        )
        requests.create_index("ix_officer_requests_person_id", ["person_id"])
    op.create_index("ix_registrations_person_id", "registrations", ["person_id"])


def downgrade() -> None:
    """Refuse: an earlier release has no words for what these tables say by now.

    Raises:
        NotImplementedError: always; restore the backup made before the upgrade instead.
    """
    raise NotImplementedError("restore the backup that was made before the upgrade")


def _change_sites_and_sessions() -> None:
    with op.batch_alter_table("sites") as sites:
        sites.add_column(sa.Column("wheelchair", sa.Integer(), nullable=False, server_default="0"))
        sites.add_column(
            sa.Column("origin", sa.String(10), nullable=False, server_default="content")
        )
        sites.create_check_constraint("ck_sites_known_origin", "origin IN ('content', 'import')")
    with op.batch_alter_table("vaccination_sessions") as sessions:
        sessions.add_column(
            sa.Column("walk_in_seats", sa.Integer(), nullable=False, server_default="0")
        )
        sessions.add_column(sa.Column("closed_at", UtcDateTime(), nullable=True))
        sessions.create_check_constraint(
            "ck_vaccination_sessions_walk_in_seats_are_seats",
            "walk_in_seats >= 0 AND walk_in_seats <= capacity",
        )
        sessions.create_unique_constraint("uq_vaccination_sessions_id_date", ["id", "local_date"])
        sessions.create_index("ix_vaccination_sessions_end", ["ends_at"])


def _change_bookings() -> None:
    op.drop_index("uq_bookings_one_live_per_person_and_dose", "bookings")
    op.drop_index("ix_bookings_session_id", "bookings")
    with op.batch_alter_table("bookings") as bookings:
        bookings.add_column(sa.Column("session_date", sa.Date(), nullable=True))
        bookings.add_column(sa.Column("earliest_on", sa.Date(), nullable=True))
        bookings.add_column(sa.Column("held_until", UtcDateTime(), nullable=True))
        bookings.add_column(
            sa.Column("origin", sa.String(10), nullable=False, server_default="citizen")
        )
        bookings.add_column(sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE bookings SET session_date = (SELECT s.local_date FROM vaccination_sessions AS s"
        " WHERE s.id = bookings.session_id)"
    )
    with op.batch_alter_table("bookings") as bookings:
        bookings.alter_column("session_date", existing_type=sa.Date(), nullable=False)
        bookings.alter_column("contact_id", existing_type=sa.String(64), nullable=True)
        bookings.drop_constraint("fk_bookings_session_id", type_="foreignkey")
        bookings.create_foreign_key(
            "fk_bookings_session",
            "vaccination_sessions",
            ["session_id", "session_date"],
            ["id", "local_date"],
        )
        bookings.drop_constraint("ck_bookings_known_status", type_="check")
        bookings.create_check_constraint("ck_bookings_known_status", STATUSES)
        bookings.create_check_constraint(
            "ck_bookings_held_until_a_time", "(status = 'held') = (held_until IS NOT NULL)"
        )
        bookings.create_check_constraint(
            "ck_bookings_never_before_its_day",
            "earliest_on IS NULL OR session_date >= earliest_on",
        )
        bookings.create_check_constraint("ck_bookings_doses_count_from_one", "dose > 0")
        bookings.create_check_constraint(
            "ck_bookings_known_origin", "origin IN ('citizen', 'waiting', 'walk_in', 'moved')"
        )
    op.create_index("ix_bookings_contact_id", "bookings", ["contact_id"])
    op.create_index("ix_bookings_session_id", "bookings", ["session_id", "created_at"])
    op.create_index(
        "ix_bookings_held_until",
        "bookings",
        ["held_until"],
        sqlite_where=sa.text("held_until IS NOT NULL"),
        postgresql_where=sa.text("held_until IS NOT NULL"),
    )
    op.create_index(
        "uq_bookings_one_live_per_person_and_dose",
        "bookings",
        ["person_id", "dose"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _change_persons() -> None:
    with op.batch_alter_table("persons") as persons:
        persons.add_column(sa.Column("phone_sealed", sa.Text(), nullable=True))
        persons.add_column(
            sa.Column("is_contested", sa.Integer(), nullable=False, server_default="0")
        )
        persons.create_check_constraint("ck_persons_contested_or_not", "is_contested IN (0, 1)")
        persons.drop_constraint("uq_persons_nik_hash", type_="unique")
        persons.create_unique_constraint(
            "uq_persons_once_and_once_contested", ["nik_hash", "is_contested"]
        )
