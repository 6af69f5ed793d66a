"""What the database holds after a conversation, as tests ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.schema import Table

from vaksin.application import Vaksin
from vaksin.schema import (
    bookings,
    consents,
    contacts,
    corrections,
    erasures,
    officer_requests,
    persons,
    registrations,
    vaccination_sessions,
)


@dataclass(frozen=True)
class Records:
    """Reads rows, opens what is sealed, and takes seats that somebody else would take."""

    programme: Vaksin

    def bookings(self, status: str = "booked") -> Sequence[Any]:
        return [row for row in self._rows(bookings) if row.status == status]

    def consents(self) -> Sequence[Any]:
        return self._rows(consents)

    def contacts(self) -> Sequence[Any]:
        return self._rows(contacts)

    def registrations(self) -> Sequence[Any]:
        return self._rows(registrations)

    def people(self) -> list[str]:
        """Return the names of everybody registered."""
        return [self.programme.keys.open(row.name_sealed) for row in self._rows(persons)]

    def requests(self) -> list[tuple[str, str]]:
        """Return kind and words of what citizens left for officers."""
        rows = self._rows(officer_requests)
        return [(row.kind, self.programme.keys.open(row.message_sealed)) for row in rows]

    def erasures(self) -> Sequence[Any]:
        return self._rows(erasures)

    def corrections(self) -> list[str]:
        """Return the parts that were corrected."""
        return [row.part for row in self._rows(corrections)]

    def nothing_registered(self) -> bool:
        return not (self._rows(persons) or self._rows(bookings) or self._rows(registrations))

    def seats_taken(self, session_id: str) -> int:
        session = vaccination_sessions.c
        query = select(session.seats_taken).where(session.id == session_id)
        with self.programme.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def fill(self, session_id: str) -> None:
        """Let other people take all seats of a session."""
        session = vaccination_sessions.c
        with self.programme.engine.begin() as connection:
            connection.execute(
                update(vaccination_sessions)
                .where(session.id == session_id)
                .values(seats_taken=session.capacity)
            )

    def _rows(self, table: Table) -> Sequence[Any]:
        with self.programme.engine.connect() as connection:
            return connection.execute(select(table)).all()
