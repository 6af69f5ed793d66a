"""The channel's tables: what came in, what goes out, who works on it, and what failed for good.

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
    # Emptied as soon as nobody needs them any more: who was answered is not answered again.
    Column("message_id_sealed", Text),
    Column("contact_id", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("text_sealed", Text),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    # The message that began the turn in which this one was read; set when the turn first begins.
    Column("turn_key", String(64)),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    CheckConstraint(
        "status IN ('waiting', 'done', 'failed', 'ignored', 'revoked')", name="known_status"
    ),
)
Index("ix_whatsapp_inbox_status_contact", inbox.c.status, inbox.c.contact_id)

outbox = Table(
    "whatsapp_outbox",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("contact_id", String(64), nullable=False),
    # Emptied as soon as the citizen's phone has it.
    Column("payload_sealed", Text),
    Column("status", String(12), nullable=False),
    # How often it was put to Meta without a clear no, and how often Meta asked to come again.
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    # Set while nobody knows whether Meta has it: from before the request until a clear answer.
    Column("in_doubt_since", UtcDateTime),
    # Set while the 24-hour window is closed and a template asks the citizen to open it.
    Column("held_since", UtcDateTime),
    # What the domain knows it by, if it goes to somebody who is in no conversation.
    Column("push_id", String(32)),
    Column("wamid_hash", String(64), index=True),
    Column("error_code", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("failed_at", UtcDateTime),
    CheckConstraint(
        "status IN ('queued', 'sent', 'delivered', 'read', 'failed')", name="known_status"
    ),
)
Index("ix_whatsapp_outbox_status_contact", outbox.c.status, outbox.c.contact_id)

lanes = Table(
    "whatsapp_lanes",
    metadata,
    Column("contact_id", String(64), primary_key=True),
    Column("kind", String(8), primary_key=True),
    # When there is something to do; empty if there is nothing.
    Column("due_at", UtcDateTime),
    # Not earlier than this whatever comes: after a failure, or while a citizen floods us.
    Column("not_before", UtcDateTime),
    Column("lease_id", String(64)),
    Column("leased_until", UtcDateTime),
    CheckConstraint("kind IN ('turn', 'send')", name="known_kind"),
)
Index("ix_whatsapp_lanes_kind_due", lanes.c.kind, lanes.c.due_at)

conversations = Table(
    "whatsapp_conversations",
    metadata,
    Column("contact_id", String(64), primary_key=True),
    # Until then Meta takes messages that are no templates.
    Column("window_ends_at", UtcDateTime),
    # When the pair limit, and our own bound on a flood of messages, are as good as new.
    Column("pair_full_at", UtcDateTime),
    Column("flood_full_at", UtcDateTime),
    Column("flood_noticed_at", UtcDateTime),
    Column("apologised_at", UtcDateTime),
)

numbers = Table(
    "whatsapp_numbers",
    metadata,
    Column("phone_number_id", String(40), primary_key=True),
    Column("throughput_full_at", UtcDateTime),
    Column("paused_since", UtcDateTime),
    # Empty while paused: until an operator resumes.
    Column("paused_until", UtcDateTime),
    Column("pause_code", String(40)),
    # To how many people the number may write in a day, -1 for any number; empty until Meta says.
    Column("daily_limit", Integer),
    Column("quality", String(8)),
    # The part of its pace at which a campaign goes on after Meta has complained, and since when.
    Column("eased_percent", Integer),
    Column("eased_at", UtcDateTime),
)

# What Meta says of a template since it was submitted.
templates = Table(
    "whatsapp_templates",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("status", String(30), nullable=False),
    Column("quality", String(8)),
    Column("changed_at", UtcDateTime, nullable=False),
)

media = Table(
    "whatsapp_media",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("media_id", String(255), nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
)

dead_letters = Table(
    "whatsapp_dead_letters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(8), nullable=False),
    Column("reason", String(60), nullable=False),
    # Of a call or an item of it: what came, and its hash, because it may come again.
    Column("body_hash", String(64), unique=True),
    Column("body_sealed", Text),
    # Of a turn that was given up, or of a message that Meta will not take.
    Column("inbox_sequence", Integer, unique=True),
    Column("outbox_id", String(32), unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("source IN ('webhook', 'turn', 'send')", name="known_source"),
)
