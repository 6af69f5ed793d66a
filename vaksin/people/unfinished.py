"""Whose registration was begun and given up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from vaksin.booking.rows import IS_WITHOUT_TRACE
from vaksin.people.doses import TOLD_BY_OFFICER
from vaksin.schema import (
    bookings,
    decisions,
    officer_requests,
    persons,
    registrations,
    vaccinations,
    waiting_entries,
)


def unfinished(connection: Connection, among: Collection[str] | None, limit: int) -> Sequence[str]:
    """Return the ids of people of whom nothing is known but seats that were never confirmed.

    ``among`` are ids of people, ``None`` for all. The people are locked; those with whom another
    transaction has to do are left to it.
    """
    query = select(persons.c.id).where(
        *(
            ~_of_person(table, condition)
            for table, condition in (
                (registrations, True),
                (bookings, ~IS_WITHOUT_TRACE),
                (vaccinations, vaccinations.c.told_by == TOLD_BY_OFFICER),
                (decisions, True),
                (waiting_entries, True),
                (officer_requests, True),
            )
        )
    )
    if among is not None:
        query = query.where(persons.c.id.in_(among))
    lock = query.order_by(persons.c.id).limit(limit).with_for_update(skip_locked=True)
    locked = connection.execute(lock).scalars().all()
    # A seat may have been chosen for one of them just before the lock; from now on none can be.
    return connection.execute(query.where(persons.c.id.in_(locked))).scalars().all()


def _of_person(table: Any, condition: Any) -> Any:
    of_person = table.c.person_id == persons.c.id
    return select(table.c.person_id).where(of_person, condition).exists()
