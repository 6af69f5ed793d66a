"""What the channel keeps of citizens, and how it lets go of it.

An idle lane and the moment at which a 24-hour window ends stay when a contact is forgotten: they
hold nothing that anybody wrote, and the rest of a family is still written to. The moment goes with
the incoming messages by its retention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.privacy.keeping import DataKind, Rows, Shelf
from vaksin.privacy.keys import DataKeys
from vaksin.privacy.sealing import SealedTable, sealed_tables
from whatsapp.inbox import EMPTIED, WAITING
from whatsapp.schema import conversations, dead_letters, inbox, media, metadata, outbox
from whatsapp.statuses import QUEUED

# What an operator may still let be answered or sent is not over.
_HAS_NO_LETTER_IN = ~exists().where(dead_letters.c.inbox_sequence == inbox.c.sequence)
_HAS_NO_LETTER_OUT = ~exists().where(dead_letters.c.outbox_id == outbox.c.id)

SHELVES: Sequence[Shelf] = (
    # First, so that on the same day the messages go of which they were.
    Rows(DataKind.DEAD_LETTER, dead_letters, dead_letters.c.created_at),
    Rows(
        DataKind.INCOMING,
        inbox,
        ended_at=func.coalesce(inbox.c.closed_at, inbox.c.received_at),
        is_over=(inbox.c.status != WAITING) & _HAS_NO_LETTER_IN,
    ),
    # Whoever never wrote has no window, but was written to.
    Rows(
        DataKind.INCOMING,
        conversations,
        func.coalesce(conversations.c.window_ends_at, conversations.c.pair_full_at),
    ),
    Rows(
        DataKind.OUTGOING,
        outbox,
        ended_at=outbox.c.changed_at,
        is_over=(outbox.c.status != QUEUED) & _HAS_NO_LETTER_OUT,
    ),
    # Pictures of tickets; whichever is shown again is uploaded again.
    Rows(DataKind.OUTGOING, media, media.c.uploaded_at),
)


@dataclass(frozen=True)
class ChannelKeeper:
    """The channel as a :class:`vaksin.privacy.keeping.Keeper`."""

    keys: DataKeys
    shelves: Sequence[Shelf] = SHELVES

    @property
    def sealed(self) -> Sequence[SealedTable]:
        """Every table with sealed columns."""
        return sealed_tables(metadata)

    @property
    def contact_ids(self) -> Sequence[ColumnElement[str]]:
        """Whose messages are kept, and when they wrote; an idle lane keeps nobody."""
        return inbox.c.contact_id, outbox.c.contact_id, conversations.c.contact_id

    def forget(self, connection: Connection, contact_id: str) -> None:
        """Empty what a contact wrote, and delete what they were written.

        What waits to be answered or sent stays, and goes by its retention afterwards. A dead letter
        that is a call nobody could read names no contact; it goes by its retention too.
        """
        was_read = (inbox.c.contact_id == contact_id) & (inbox.c.status != WAITING)
        went_out = (outbox.c.contact_id == contact_id) & (outbox.c.status != QUEUED)
        connection.execute(
            delete(dead_letters).where(
                dead_letters.c.inbox_sequence.in_(select(inbox.c.sequence).where(was_read))
                | dead_letters.c.outbox_id.in_(select(outbox.c.id).where(went_out))
            )
        )
        connection.execute(delete(outbox).where(went_out))
        # Meta may deliver a message again for seven days. The row stays for its hash, by which the
        # message is known and not answered a second time, but holds neither its words nor its id,
        # in which the citizen's number is written.
        connection.execute(update(inbox).where(was_read).values(EMPTIED))
