"""The channel's tables: what came in, what goes out, and which images Meta already has.

WhatsApp's message ids hold the citizen's number in base64, so they are kept as keyed hashes to look
up by (``_hash``) and encrypted (``_sealed``), like texts (see :mod:`vaksin.privacy.keys`).
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from vaksin.database import UtcDateTime, new_metadata

metadata = new_metadata()

inbox = Table(
    "whatsapp_inbox",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("message_id_hash", String(64), nullable=False, unique=True),
    Column("message_id_sealed", Text, nullable=False),
    Column("contact_id", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("text_sealed", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("received_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    CheckConstraint("status IN ('waiting', 'done', 'failed')", name="known_status"),
)
Index("ix_whatsapp_inbox_status_contact", inbox.c.status, inbox.c.contact_id)

outbox = Table(
    "whatsapp_outbox",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("contact_id", String(64), nullable=False),
    Column("payload_sealed", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("wamid_hash", String(64), index=True),
    Column("error_code", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint(
        "status IN ('queued', 'sent', 'delivered', 'read', 'failed')", name="known_status"
    ),
)
Index("ix_whatsapp_outbox_status_contact", outbox.c.status, outbox.c.contact_id)

media = Table(
    "whatsapp_media",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("media_id", String(255), nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
)
