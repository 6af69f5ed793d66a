"""The domain's tables. What must never happen is forbidden here, not only in the code.

Columns whose names end in ``_sealed`` hold personal data encrypted by :mod:`vaksin.privacy.keys`;
those that end in ``_hash`` hold keyed hashes for looking it up.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from vaksin.database import UtcDateTime, new_metadata

metadata = new_metadata()

LIVE_BOOKING = "status = 'booked'"
LIVE_ADDRESS = "retired_at IS NULL"

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("notifications_stopped_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("merged_into", ForeignKey("contacts.id"), index=True),
)

contact_addresses = Table(
    "contact_addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("address_hash", String(64), nullable=False, index=True),
    Column("address_sealed", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    CheckConstraint("kind IN ('phone', 'user_id')", name="known_kind"),
)
Index(
    "uq_contact_addresses_one_contact_per_live_address",
    contact_addresses.c.kind,
    contact_addresses.c.address_hash,
    unique=True,
    sqlite_where=text(LIVE_ADDRESS),
    postgresql_where=text(LIVE_ADDRESS),
)
Index(
    "uq_contact_addresses_one_live_address_of_a_kind",
    contact_addresses.c.contact_id,
    contact_addresses.c.kind,
    unique=True,
    sqlite_where=text(LIVE_ADDRESS),
    postgresql_where=text(LIVE_ADDRESS),
)

persons = Table(
    "persons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("nik_hash", String(64), nullable=False, unique=True),
    Column("nik_sealed", Text, nullable=False),
    Column("name_sealed", Text, nullable=False),
    Column("birth_date_sealed", Text, nullable=False),
    Column("district_code", String(8), nullable=False),
    Column("group_sealed", Text, nullable=False),
    Column("flags", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

registrations = Table(
    "registrations",
    metadata,
    Column("contact_id", ForeignKey("contacts.id"), primary_key=True),
    Column("person_id", ForeignKey("persons.id"), primary_key=True),
    Column("relation", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("text_version", String(40), nullable=False),
    Column("relation", String(20), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)

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
)

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
    Column("seats_taken", Integer, nullable=False, server_default="0"),
    CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="never_overbooked"),
    CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
)
Index(
    "ix_vaccination_sessions_site_start",
    vaccination_sessions.c.site_id,
    vaccination_sessions.c.starts_at,
)

bookings = Table(
    "bookings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("persons.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("session_id", ForeignKey("vaccination_sessions.id"), nullable=False, index=True),
    Column("dose", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("ticket_code", String(20), nullable=False, unique=True),
    Column("screening_sealed", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint("status IN ('booked', 'cancelled', 'attended', 'missed')", name="known_status"),
)
Index(
    "uq_bookings_one_live_per_person_and_dose",
    bookings.c.person_id,
    bookings.c.dose,
    unique=True,
    sqlite_where=text(LIVE_BOOKING),
    postgresql_where=text(LIVE_BOOKING),
)

officer_requests = Table(
    "officer_requests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reference", String(12), nullable=False, unique=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("message_sealed", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

performed_requests = Table(
    "performed_requests",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("result_sealed", Text, nullable=False),
    Column("performed_at", UtcDateTime, nullable=False, index=True),
)
