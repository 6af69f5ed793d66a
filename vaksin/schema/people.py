"""Who writes, who is registered, and what they agreed to."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from vaksin.database import UtcDateTime
from vaksin.schema.base import metadata, one_of, unique_among

LIVE_ADDRESS = "retired_at IS NULL"
NOT_ENDED = "ended_at IS NULL"

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(64), primary_key=True),
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
unique_among(
    "uq_contact_addresses_one_contact_per_live_address",
    contact_addresses.c.kind,
    contact_addresses.c.address_hash,
    condition=LIVE_ADDRESS,
)
unique_among(
    "uq_contact_addresses_one_live_address_of_a_kind",
    contact_addresses.c.contact_id,
    contact_addresses.c.kind,
    condition=LIVE_ADDRESS,
)

# Which kinds of messages a number wants; of each kind the newest row counts. Rows are only added,
# and never changed (a trigger refuses, migration 0009).
message_choices = Table(
    "message_choices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("means", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("kind", ("pengingat", "ajakan")), name="known_kind"),
    CheckConstraint("wanted IN (0, 1)", name="wanted_or_not"),
    CheckConstraint(
        one_of("means", ("ketikan", "tombol", "meta", "hapus", "lama")), name="known_means"
    ),
)
Index(
    "ix_message_choices_newest",
    message_choices.c.contact_id,
    message_choices.c.kind,
    message_choices.c.id,
)

# A person exists once, and at most once more as somebody whom another number registered under the
# same NIK: who that is will be seen at the desk.
persons = Table(
    "persons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("nik_hash", String(64), nullable=False),
    Column("is_contested", Integer, nullable=False, server_default="0"),
    Column("nik_sealed", Text, nullable=False),
    Column("name_sealed", Text, nullable=False),
    Column("birth_date_sealed", Text, nullable=False),
    Column("phone_sealed", Text),
    Column("district_code", String(8), nullable=False),
    Column("group_sealed", Text, nullable=False),
    Column("flags", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("nik_hash", "is_contested", name="uq_persons_once_and_once_contested"),
    CheckConstraint("is_contested IN (0, 1)", name="contested_or_not"),
)

# ``erased_by`` names the wish by which this number has no say over the person any more.
registrations = Table(
    "registrations",
    metadata,
    Column("contact_id", ForeignKey("contacts.id"), primary_key=True),
    Column("person_id", ForeignKey("persons.id"), primary_key=True, index=True),
    Column("relation", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("erased_by", ForeignKey("erasures.receipt"), index=True),
)

# What was agreed to is never changed (a trigger refuses, migration 0006); for whom is added later.
consents = Table(
    "consents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("text_version", String(40), nullable=False),
    Column("relation", String(20), nullable=False),
    Column("basis", String(10), nullable=False, server_default="sendiri"),
    Column("given_at", UtcDateTime, nullable=False),
    Column("person_id", ForeignKey("persons.id", ondelete="SET NULL"), index=True),
    CheckConstraint(one_of("basis", ("sendiri", "izin", "wali")), name="known_basis"),
)

# Entries are only added. ``receipt`` is that of the wish; it is unknown of very old ones.
consent_changes = Table(
    "consent_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consent_id", ForeignKey("consents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("change", String(20), nullable=False),
    Column("receipt", String(12)),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("change", ("ditarik", "berlaku_lagi")), name="known_change"),
)

# An unfinished registration; what was given so far outlives the conversation.
drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("answers_sealed", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False, index=True),
)

verifications = Table(
    "verifications",
    metadata,
    Column("person_id", ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("register", String(20)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_check_at", UtcDateTime, index=True),
    Column("checked_at", UtcDateTime),
    CheckConstraint(
        one_of("status", ("menunggu", "terverifikasi", "tidak_ditemukan", "tidak_cocok")),
        name="known_status",
    ),
    CheckConstraint("(status = 'menunggu') = (next_check_at IS NOT NULL)", name="waits_for_a_time"),
)

# That somebody must wait, or does not want the vaccine; one at a time counts.
decisions = Table(
    "decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("until", Date),
    Column("decided_by", String(10), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("offered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    CheckConstraint(one_of("kind", ("tunda", "menolak")), name="known_kind"),
    CheckConstraint("(kind = 'tunda') = (until IS NOT NULL)", name="postponed_until_a_day"),
    CheckConstraint(one_of("decided_by", ("petugas", "skrining", "warga")), name="known_decider"),
)
unique_among("uq_decisions_one_at_a_time", decisions.c.person_id, condition=NOT_ENDED)

# That a part of somebody's data was corrected; never what it was or became.
corrections = Table(
    "corrections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contacts.id"), index=True),
    Column("part", String(20), nullable=False),
    Column("corrected_at", UtcDateTime, nullable=False),
)

# The receipt of an erasure, of all that a number gave us (``is_whole``) or of one person; it names
# nobody once the data is gone.
erasures = Table(
    "erasures",
    metadata,
    Column("receipt", String(12), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), index=True),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("withdrawn_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("people", Integer),
    Column("is_whole", Integer, nullable=False, server_default="1"),
    CheckConstraint("is_whole IN (0, 1)", name="whole_or_one_person"),
    CheckConstraint("withdrawn_at IS NULL OR done_at IS NULL", name="withdrawn_or_done"),
    CheckConstraint("(done_at IS NULL) = (people IS NULL)", name="done_counts_people"),
)
unique_among(
    "uq_erasures_one_open_per_contact",
    erasures.c.contact_id,
    condition="withdrawn_at IS NULL AND done_at IS NULL AND is_whole = 1",
)
