"""What the database holds after a conversation, as tests ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, true, update
from sqlalchemy.schema import Table
from sqlalchemy.sql import ColumnElement

from vaksin.application import Vaksin
from vaksin.schema import (
    bookings,
    consent_changes,
    consents,
    contacts,
    corrections,
    drafts,
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
        """Return what was agreed to, with ``withdrawn_at`` where that does not count now."""
        last: dict[str, Any] = {row.consent_id: row for row in self._rows(consent_changes)}
        return [
            SimpleNamespace(**row._mapping, withdrawn_at=_withdrawn_at(last.get(row.id)))
            for row in self._rows(consents)
        ]

    def contacts(self) -> Sequence[Any]:
        return self._rows(contacts)

    def registrations(self) -> Sequence[Any]:
        return self._rows(registrations)

    def people(self) -> list[str]:
        """Return the names of everybody registered."""
        return [self.programme.keys.open(row.name_sealed) for row in self._rows(persons)]

    def drafts(self) -> Sequence[Any]:
        return self._rows(drafts)

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
        self._fill(vaccination_sessions.c.id == session_id)

    def fill_site(self, site_id: str, day: date | None = None) -> None:
        """Let other people take all seats of a site, on one day or every day."""
        session = vaccination_sessions.c
        self._fill((session.site_id == site_id) & (session.local_date == day if day else true()))

    def _fill(self, which: ColumnElement[bool]) -> None:
        session = vaccination_sessions.c
        with self.programme.engine.begin() as connection:
            connection.execute(
                update(vaccination_sessions)
                .where(which)
                .values(seats_taken=session.capacity - session.walk_in_seats)
            )

    def _rows(self, table: Table) -> Sequence[Any]:
        with self.programme.engine.connect() as connection:
            return connection.execute(select(table)).all()


def _withdrawn_at(change: Any) -> datetime | None:
    return change.at if change and change.change == "ditarik" else None
