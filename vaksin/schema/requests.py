"""What was asked of us, what we have to tell, and how often somebody tried."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, text

from vaksin.database import UtcDateTime
from vaksin.schema.base import metadata

officer_requests = Table(
    "officer_requests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reference", String(12), nullable=False, unique=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("persons.id", ondelete="SET NULL"), index=True),
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

# News for a citizen; ``due_at`` is before when it is not told, ``announced_at`` when the channel
# last put it on its way in a conversation. Who is in none is written to from ``push_from`` on, once
# (``push_id``); without that moment they hear it when they write.
notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("person_id", ForeignKey("persons.id", ondelete="CASCADE"), index=True),
    Column("kind", String(20), nullable=False),
    Column("data_sealed", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("useful_until", UtcDateTime),
    Column("booking_id", ForeignKey("bookings.id", ondelete="CASCADE"), index=True),
    Column("push_from", UtcDateTime),
    Column("push_id", ForeignKey("pushes.id", ondelete="SET NULL"), index=True),
    Column("announced_at", UtcDateTime),
    Column("told_at", UtcDateTime),
)
# Kinds of news that are not worth a message outside of a conversation (vaksin.notices says why);
# the index leaves them out, so that the condition must be asked for in the same words.
NEVER_PUSHED = ("tawaran_lewat", "kursi_lepas", "dosis_berikutnya")
IS_PUSHED_KIND = text(f"notices.kind NOT IN {NEVER_PUSHED!r}")
_IS_TO_PUSH = text(f"told_at IS NULL AND push_id IS NULL AND kind NOT IN {NEVER_PUSHED!r}")
Index(
    "ix_notices_to_push",
    notices.c.push_from,
    sqlite_where=_IS_TO_PUSH,
    postgresql_where=_IS_TO_PUSH,
)
Index(
    "ix_notices_untold",
    notices.c.contact_id,
    notices.c.created_at,
    sqlite_where=notices.c.told_at.is_(None),
    postgresql_where=notices.c.told_at.is_(None),
)

# How often a number did what must not be done without end.
limited_acts = Table(
    "limited_acts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject_hash", String(64), nullable=False),
    Column("done_at", UtcDateTime, nullable=False, index=True),
)
Index("ix_limited_acts_of_contact", limited_acts.c.contact_id, limited_acts.c.kind)
Index("ix_limited_acts_of_subject", limited_acts.c.subject_hash)
