"""Two contacts that turn out to be one conversation."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection

from vaksin.schema import (
    bookings,
    consents,
    contacts,
    officer_requests,
    performed_requests,
    registrations,
)

# The tables whose rows simply change hands.
_BELONGINGS = (registrations, bookings, consents, officer_requests, performed_requests)


def absorb(connection: Connection, contact_id: str, into: str) -> None:
    """Hand everything of a contact over to another, and remember where it went.

    Somebody registered from both keeps the relation that the surviving contact told.
    """
    known = select(registrations.c.person_id).where(registrations.c.contact_id == into)
    connection.execute(
        delete(registrations).where(
            registrations.c.contact_id == contact_id, registrations.c.person_id.in_(known)
        )
    )
    for table in _BELONGINGS:
        connection.execute(
            update(table).where(table.c.contact_id == contact_id).values(contact_id=into)
        )
    _keep_silence(connection, contact_id, into)
    gone = (contacts.c.id == contact_id) | (contacts.c.merged_into == contact_id)
    connection.execute(update(contacts).where(gone).values(merged_into=into))


def _keep_silence(connection: Connection, contact_id: str, into: str) -> None:
    """Let a wish for no messages that either of the two had count for both."""
    both = contacts.c.id.in_((contact_id, into))
    stopped_at = connection.execute(
        select(func.min(contacts.c.notifications_stopped_at)).where(both)
    ).scalar_one()
    connection.execute(
        update(contacts).where(contacts.c.id == into).values(notifications_stopped_at=stopped_at)
    )
