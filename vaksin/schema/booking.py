"""Sites, sessions, seats, doses and those who wait for a seat."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from vaksin.database import UtcDateTime
from vaksin.schema.base import metadata, one_of, unique_among

# A seat that nobody else can have for the same dose: held for a while, booked, or arrived.
LIVE_STATUSES = ("held", "booked", "arrived")
LIVE_BOOKING = one_of("status", LIVE_STATUSES)
WAITING_STATUSES = ("waiting", "offered")
WAITING = one_of("status", WAITING_STATUSES)

sites = Table(
    "sites",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("short_name", String(24), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("address", String(200), nullable=False),
    Column("district_code", String(8), nullable=False, index=True),
    Column("district", String(60), nullable=False),
    Column("city", String(60), nullable=False),
    Column("timezone", String(40), nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("is_sample", Integer, nullable=False),
    Column("is_open", Integer, nullable=False),
    Column("wheelchair", Integer, nullable=False, server_default="0"),
    Column("origin", String(10), nullable=False, server_default="content"),
    CheckConstraint(one_of("origin", ("content", "import")), name="known_origin"),
)

# ``walk_in_seats`` are kept for people who come without an appointment.
vaccination_sessions = Table(
    "vaccination_sessions",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("vaccine_id", String(20), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("walk_in_seats", Integer, nullable=False, server_default="0"),
    Column("seats_taken", Integer, nullable=False, server_default="0"),
    Column("closed_at", UtcDateTime),
    CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="never_overbooked"),
    CheckConstraint(
        "walk_in_seats >= 0 AND walk_in_seats <= capacity", name="walk_in_seats_are_seats"
    ),
    CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    UniqueConstraint("id", "local_date", name="uq_vaccination_sessions_id_date"),
)
Index(
    "ix_vaccination_sessions_site_start",
    vaccination_sessions.c.site_id,
    vaccination_sessions.c.starts_at,
)
Index("ix_vaccination_sessions_end", vaccination_sessions.c.ends_at)

# Days on which a site is closed, also for sessions that are written later; without a last day it is
# closed until somebody opens it again.
site_closures = Table(
    "site_closures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("reopened_at", UtcDateTime),
    CheckConstraint("last_day IS NULL OR last_day >= first_day", name="ends_after_it_starts"),
)

# ``session_date`` repeats the session's day (the foreign key sees to it), so that the database
# itself refuses a dose before ``earliest_on``, the first day that the rules allow.
bookings = Table(
    "bookings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("persons.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contacts.id"), index=True),
    Column("session_id", String(60), nullable=False),
    Column("session_date", Date, nullable=False),
    Column("earliest_on", Date),
    Column("dose", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("held_until", UtcDateTime),
    Column("origin", String(10), nullable=False, server_default="citizen"),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("ticket_code", String(20), nullable=False, unique=True),
    Column("screening_sealed", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["session_id", "session_date"],
        ["vaccination_sessions.id", "vaccination_sessions.local_date"],
        name="fk_bookings_session",
    ),
    CheckConstraint(
        one_of(
            "status",
            (
                *LIVE_STATUSES,
                "attended",
                "missed",
                "cancelled",
                "expired",
                "postponed",
                "refused",
            ),
        ),
        name="known_status",
    ),
    CheckConstraint("(status = 'held') = (held_until IS NOT NULL)", name="held_until_a_time"),
    CheckConstraint(
        "earliest_on IS NULL OR session_date >= earliest_on", name="never_before_its_day"
    ),
    CheckConstraint("dose > 0", name="doses_count_from_one"),
    CheckConstraint(
        one_of("origin", ("citizen", "waiting", "walk_in", "moved")), name="known_origin"
    ),
)
Index("ix_bookings_session_id", bookings.c.session_id, bookings.c.created_at)
Index(
    "ix_bookings_held_until",
    bookings.c.held_until,
    sqlite_where=bookings.c.held_until.is_not(None),
    postgresql_where=bookings.c.held_until.is_not(None),
)
unique_among(
    "uq_bookings_one_live_per_person_and_dose",
    bookings.c.person_id,
    bookings.c.dose,
    condition=LIVE_BOOKING,
)

# Doses that were given, ours and those that people told of. ``next_check_on`` is the day on which
# to look whether the next dose is near; empty if nobody needs to look. ``certificate_told_at`` is
# when it was told that the dose's certificate is issued.
vaccinations = Table(
    "vaccinations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("vaccine_id", String(20)),
    Column("given_on", Date),
    Column("given_at", UtcDateTime),
    Column("batch", String(40)),
    Column("earliest_on", Date),
    Column("site_id", ForeignKey("sites.id")),
    Column("booking_id", ForeignKey("bookings.id", ondelete="SET NULL"), unique=True),
    Column("told_by", String(10), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("next_check_on", Date),
    Column("certificate_told_at", UtcDateTime),
    UniqueConstraint("person_id", "number", name="uq_vaccinations_one_of_a_number"),
    CheckConstraint("number > 0", name="doses_count_from_one"),
    CheckConstraint(one_of("told_by", ("petugas", "warga")), name="known_teller"),
    CheckConstraint(
        "told_by = 'warga' OR (vaccine_id IS NOT NULL AND batch IS NOT NULL"
        " AND given_at IS NOT NULL AND given_on IS NOT NULL)",
        name="an_officer_records_everything",
    ),
    CheckConstraint(
        "told_by = 'warga' OR earliest_on IS NULL OR given_on >= earliest_on",
        name="never_before_its_day",
    ),
)

Index(
    "ix_vaccinations_next_check_on",
    vaccinations.c.next_check_on,
    sqlite_where=vaccinations.c.next_check_on.is_not(None),
    postgresql_where=vaccinations.c.next_check_on.is_not(None),
)

waiting_entries = Table(
    "waiting_entries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("dose", Integer, nullable=False),
    Column("earliest_on", Date),
    Column("vaccine_ids", String(200), nullable=False),
    Column("screening_sealed", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("booking_id", ForeignKey("bookings.id", ondelete="SET NULL"), index=True),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint(
        one_of("status", (*WAITING_STATUSES, "taken", "declined", "passed", "left", "over")),
        name="known_status",
    ),
)
Index(
    "ix_waiting_entries_queue",
    waiting_entries.c.site_id,
    waiting_entries.c.local_date,
    waiting_entries.c.status,
    waiting_entries.c.joined_at,
)
unique_among(
    "uq_waiting_entries_one_per_person_and_dose",
    waiting_entries.c.person_id,
    waiting_entries.c.dose,
    condition=WAITING,
)
