"""Two contacts that turn out to be one conversation."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.schema import (
    bookings,
    campaign_recipients,
    consents,
    contacts,
    corrections,
    drafts,
    erasures,
    limited_acts,
    message_choices,
    notices,
    officer_requests,
    performed_requests,
    pushes,
    registrations,
    waiting_entries,
)

# The tables whose rows simply change hands.
_BELONGINGS = (
    registrations,
    bookings,
    consents,
    corrections,
    drafts,
    limited_acts,
    message_choices,
    notices,
    officer_requests,
    performed_requests,
    pushes,
    campaign_recipients,
    waiting_entries,
)


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
    _keep_one_invitation(connection, contact_id, into)
    overruled = _overruled_silences(connection, contact_id, into)
    for table in _BELONGINGS:
        connection.execute(
            update(table).where(table.c.contact_id == contact_id).values(contact_id=into)
        )
    if overruled:
        connection.execute(insert(message_choices), overruled)
    _keep_erasure(connection, contact_id, into)
    gone = (contacts.c.id == contact_id) | (contacts.c.merged_into == contact_id)
    connection.execute(update(contacts).where(gone).values(merged_into=into))


def _keep_one_invitation(connection: Connection, contact_id: str, into: str) -> None:
    """Let a campaign that had both write to one of them."""
    same = select(campaign_recipients.c.campaign_id).where(campaign_recipients.c.contact_id == into)
    doubled = campaign_recipients.c.contact_id == contact_id
    connection.execute(
        update(campaign_recipients)
        .where(doubled, campaign_recipients.c.campaign_id.in_(same))
        .values(contact_id=None, details_sealed=None)
    )


def _overruled_silences(
    connection: Connection, contact_id: str, into: str
) -> list[dict[str, object]]:
    """Return the wishes for no messages of a kind that the other one's newest choice overrules.

    Written once more, they count for both.
    """
    table = message_choices.c
    newest = (
        select(func.max(table.id))
        .where(table.contact_id.in_((contact_id, into)))
        .group_by(table.contact_id, table.kind)
    )
    found = select(message_choices).where(table.id.in_(newest.scalar_subquery())).order_by(table.id)
    rows = connection.execute(found).all()
    last = {row.kind: row for row in rows}
    return [
        {"contact_id": into, "kind": row.kind, "wanted": 0, "means": row.means, "at": row.at}
        for row in rows
        if not row.wanted and last[row.kind].wanted
    ]


def _keep_erasure(connection: Connection, contact_id: str, into: str) -> None:
    """Let a wish to be erased count for both, but only one of two wishes for everything."""
    is_open = erasures.c.withdrawn_at.is_(None) & erasures.c.done_at.is_(None)
    is_whole = is_open & (erasures.c.is_whole == 1)
    receipts = [
        connection.execute(
            select(erasures.c.receipt).where(erasures.c.contact_id == one, is_whole)
        ).scalar_one_or_none()
        for one in (contact_id, into)
    ]
    doubled, kept = receipts
    if doubled and kept:
        links = update(registrations).where(registrations.c.erased_by == doubled)
        connection.execute(links.values(erased_by=kept))
        connection.execute(delete(erasures).where(erasures.c.receipt == doubled))
    of_contact = erasures.c.contact_id == contact_id
    connection.execute(update(erasures).where(of_contact).values(contact_id=into))
