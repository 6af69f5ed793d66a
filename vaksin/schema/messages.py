"""Messages that nobody asked for just now, and the campaigns of which some of them are part."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from vaksin.database import UtcDateTime
from vaksin.schema.base import metadata, one_of

RUNNING, PAUSED = "running", "paused"
# ``details_sealed`` of a recipient holds what a list told of them for the variables of the message.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("template", String(64), nullable=False),
    # What is the same for everybody, as JSON.
    Column("fixed_values", String(2000), nullable=False),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    # Hours of the day at which messages go out, in the time of where somebody lives.
    Column("daily_from", String(5), nullable=False),
    Column("daily_until", String(5), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("pause_reason", String(40)),
    # When the pace lets a whole burst go out again.
    Column("full_at", UtcDateTime),
    Column("created_by", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    CheckConstraint(
        one_of("status", ("planning", "planned", RUNNING, PAUSED, "stopped", "done")),
        name="known_status",
    ),
    CheckConstraint("per_minute > 0", name="goes_on"),
    CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
)

# A message outside of a conversation, and how far it got; the channel has it under the same id.
# When somebody is erased it stays, without them, for the counts.
pushes = Table(
    "pushes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id")),
    Column("template", String(64), nullable=False),
    Column("campaign_id", ForeignKey("campaigns.id")),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("sent_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("failed_at", UtcDateTime),
    Column("failure", String(40)),
    Column("answered_at", UtcDateTime),
    # When somebody who could not be reached was handed over to another channel.
    Column("handed_over_at", UtcDateTime),
)
Index("ix_pushes_contact", pushes.c.contact_id, pushes.c.created_at)
Index("ix_pushes_campaign", pushes.c.campaign_id, pushes.c.failure)

campaign_recipients = Table(
    "campaign_recipients",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("contact_id", ForeignKey("contacts.id"), index=True),
    Column("person_id", ForeignKey("persons.id", ondelete="SET NULL"), index=True),
    Column("timezone", String(40), nullable=False),
    Column("details_sealed", Text),
    Column("status", String(10), nullable=False),
    # Why somebody was left out after all.
    Column("reason", String(20)),
    Column("push_id", ForeignKey("pushes.id"), unique=True),
    CheckConstraint(one_of("status", ("planned", "pushed", "left_out")), name="known_status"),
    CheckConstraint("(status = 'pushed') = (push_id IS NOT NULL)", name="pushed_is_a_push"),
    UniqueConstraint("campaign_id", "contact_id", name="uq_campaign_recipients_once"),
)
Index(
    "ix_campaign_recipients_next",
    campaign_recipients.c.campaign_id,
    campaign_recipients.c.status,
    campaign_recipients.c.timezone,
    campaign_recipients.c.id,
)
