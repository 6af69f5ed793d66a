"""Two people on file who turn out to be one."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from vaksin.people.decisions import DecidedBy
from vaksin.schema import (
    bookings,
    consents,
    corrections,
    decisions,
    notices,
    officer_requests,
    registrations,
    waiting_entries,
)

# The tables whose rows simply pass to the other.
_BELONGINGS = (
    bookings,
    consents,
    corrections,
    notices,
    officer_requests,
    registrations,
    waiting_entries,
)


def hand_over(connection: Connection, person_id: str, to: str) -> None:
    """Hand everything of a person but their doses over to another.

    They must not both have a live seat, or wait, for the same dose. A number that registered both
    keeps what it told of the other one; of two decisions an officer's counts, else the other's.
    """
    linked = select(registrations.c.contact_id).where(registrations.c.person_id == to)
    connection.execute(
        delete(registrations).where(
            registrations.c.person_id == person_id, registrations.c.contact_id.in_(linked)
        )
    )
    for table in _BELONGINGS:
        connection.execute(update(table).where(table.c.person_id == person_id).values(person_id=to))
    _hand_over_decision(connection, person_id, to)


def _hand_over_decision(connection: Connection, person_id: str, to: str) -> None:
    counts = decisions.c.ended_at.is_(None)
    own, others = (
        connection.execute(
            select(decisions.c.decided_by).where(decisions.c.person_id == one, counts)
        ).scalar_one_or_none()
        for one in (to, person_id)
    )
    officer = DecidedBy.OFFICER.value
    loser = to if others == officer and own != officer else person_id
    if own and others:
        connection.execute(delete(decisions).where(decisions.c.person_id == loser, counts))
    connection.execute(
        update(decisions).where(decisions.c.person_id == person_id).values(person_id=to)
    )
