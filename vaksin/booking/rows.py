"""Bookings as rows: reading, writing and locking them."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.booking.model import Booking, BookingStatus, Origin, Screening, Wanted
from vaksin.booking.reminding import SeatReminders
from vaksin.booking.rules import SeatRules
from vaksin.booking.timetable import (
    session_columns,
    session_from,
    site_columns,
    site_from,
)
from vaksin.clock import Clock
from vaksin.privacy.keys import DataKeys
from vaksin.schema import LIVE_STATUSES, bookings, sites, vaccination_sessions

# Letters and digits that are not mistaken for one another when read aloud at the desk.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12

IS_LIVE = bookings.c.status.in_(LIVE_STATUSES)
IS_HELD = bookings.c.status == BookingStatus.HELD.value
# Seats that somebody thought about and never confirmed leave nothing behind.
IS_WITHOUT_TRACE = bookings.c.status.in_(
    (BookingStatus.EXPIRED.value, BookingStatus.CANCELLED.value)
)


@dataclass(frozen=True)
class BookingRows:
    """The table of bookings within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock
    rules: SeatRules

    def add(
        self,
        wanted: Wanted,
        contact_id: str | None,
        session_id: str,
        status: BookingStatus,
        held_until: datetime | None = None,
        origin: Origin = Origin.CITIZEN,
    ) -> str:
        """Write a booking and return its id; its seat must have been taken before.

        Raises:
            sqlalchemy.exc.IntegrityError: if the person has a live booking for this dose, or the
                session is before the first day of the dose.
        """
        now, booking_id = self.clock.now(), uuid.uuid4().hex
        session = select(vaccination_sessions.c.local_date).where(
            vaccination_sessions.c.id == session_id
        )
        self.connection.execute(
            insert(bookings).values(
                id=booking_id,
                person_id=wanted.person_id,
                contact_id=contact_id,
                session_id=session_id,
                session_date=session.scalar_subquery(),
                earliest_on=wanted.earliest_on,
                dose=wanted.dose,
                status=status.value,
                held_until=held_until,
                origin=origin.value,
                ticket_code=new_ticket_code(),
                screening_sealed=seal_screening(wanted.screening, self.keys),
                created_at=now,
                changed_at=now,
            )
        )
        if status is BookingStatus.BOOKED:
            self.reminders.replan(booking_id)
        return booking_id

    def change(self, booking_id: str, status: BookingStatus, **values: Any) -> None:
        """Give a booking another status, and no time until which it is held."""
        self.connection.execute(
            update(bookings)
            .where(bookings.c.id == booking_id)
            .values(
                status=status.value,
                changed_at=self.clock.now(),
                **({"held_until": None} | values),
            )
        )
        self.reminders.replan(booking_id)

    @property
    def reminders(self) -> SeatReminders:
        """What is planned to be told of the bookings."""
        return SeatReminders(self.connection, self.keys, self.clock, self.rules)

    def update(self, condition: Any, **values: Any) -> None:
        """Write columns of the bookings that meet a condition."""
        self.connection.execute(update(bookings).where(condition).values(**values))

    def find(self, condition: Any) -> list[Booking]:
        """Return the bookings that meet a condition, the newest first."""
        rows = self.connection.execute(
            select(bookings, *session_columns(), *site_columns())
            .join(vaccination_sessions, vaccination_sessions.c.id == bookings.c.session_id)
            .join(sites, sites.c.id == vaccination_sessions.c.site_id)
            .where(condition)
            # Of two that were made at the same moment the live one is the newer one.
            .order_by(bookings.c.created_at.desc(), IS_LIVE.desc(), bookings.c.id)
        )
        return [self._booking(row) for row in rows]

    def lock(self, condition: Any, *, skip_locked: bool = False, limit: int | None = None) -> None:
        """Let others that want to change these bookings wait, or skip those that they have."""
        self.ids(condition, skip_locked=skip_locked, limit=limit)

    def ids(
        self, condition: Any, *, skip_locked: bool = False, limit: int | None = None
    ) -> list[str]:
        """Lock bookings, in one order lest two transactions wait for one another; return ids."""
        query = select(bookings.c.id).where(condition).order_by(bookings.c.id).limit(limit)
        found = self.connection.execute(query.with_for_update(skip_locked=skip_locked))
        return list(found.scalars())

    def delete(self, booking_ids: Collection[str]) -> None:
        """Delete bookings; seats that are still theirs must have been given back before."""
        self.connection.execute(delete(bookings).where(bookings.c.id.in_(booking_ids)))

    def _booking(self, row: Any) -> Booking:
        return Booking(
            id=row.id,
            person_id=row.person_id,
            contact_id=row.contact_id,
            session=session_from(row, site_from(row)),
            dose=row.dose,
            status=BookingStatus(row.status),
            held_until=row.held_until,
            earliest_on=row.earliest_on,
            origin=Origin(row.origin),
            moves=row.moves,
            created_at=row.created_at,
            ticket_code=row.ticket_code,
            screening=open_screening(row.screening_sealed, self.keys),
        )


def seal_screening(screening: Screening, keys: DataKeys) -> str:
    """Return health answers as they are kept in a column."""
    told = {"versi": screening.version, "jawaban": sorted(screening.answers)}
    return keys.seal(json.dumps(told))


def open_screening(sealed: str, keys: DataKeys) -> Screening:
    """Read health answers; those of earlier releases have no version."""
    told = json.loads(keys.open(sealed))
    if isinstance(told, list):
        return Screening(tuple(told))
    return Screening(tuple(told["jawaban"]), told["versi"])


def new_ticket_code() -> str:
    """Return a code that cannot be guessed (60 random bits)."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return grouped_code(letters)


def grouped_code(letters: str) -> str:
    """Return the letters of a code as they are shown, in groups of four."""
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
