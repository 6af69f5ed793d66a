"""Taking, moving and giving back seats.

The seat is taken by one conditional UPDATE, so two citizens can never have the last one; a unique
index over live bookings makes a second booking of the same person and dose impossible.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from vaksin.booking.model import (
    AlreadyBooked,
    Booking,
    BookingStatus,
    NotLive,
    SessionFull,
    SessionOver,
)
from vaksin.booking.timetable import (
    Timetable,
    session_columns,
    session_from,
    site_columns,
    site_from,
)
from vaksin.clock import Clock
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, sites, vaccination_sessions

# Letters and digits that are not mistaken for one another when read aloud at the desk.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12

_IS_LIVE = bookings.c.status == BookingStatus.BOOKED.value
_OPEN_SITES = select(sites.c.id).where(sites.c.is_open == 1)


@dataclass(frozen=True)
class BookingDesk:
    """Books within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def book(
        self,
        person_id: str,
        contact_id: str,
        session_id: str,
        screening: Iterable[str] = (),
        dose: int = 1,
    ) -> Booking:
        """Take a seat.

        Raises:
            SessionOver: if the session has begun or is unknown, or its site is closed.
            SessionFull: if no seat is left.
            AlreadyBooked: if the person has a live booking for this dose.
            sqlalchemy.exc.IntegrityError: if the person or the contact is unknown.
        """
        booking_id = uuid.uuid4().hex
        try:
            with self.connection.begin_nested():
                self._take_seat(session_id)
                self._insert(booking_id, person_id, contact_id, session_id, screening, dose)
        except IntegrityError:
            if self.live_of(person_id, dose) is None:
                raise
            raise AlreadyBooked from None
        return self.booking(booking_id)

    def cancel(self, booking_id: str) -> Booking:
        """Give a seat back.

        Raises:
            NotLive: if the booking is not live any more.
            SessionOver: if its session has begun.
        """
        booking = self._live(booking_id)
        if booking.session.starts_at <= self.clock.now():
            raise SessionOver
        self._change(booking_id, status=BookingStatus.CANCELLED.value)
        self._release_seat(booking.session.id)
        return self.booking(booking_id)

    def reschedule(self, booking_id: str, session_id: str) -> Booking:
        """Move a booking; the person never stands without a seat in between.

        Raises:
            NotLive: if the booking is not live any more.
            SessionOver: if its session or the new one has begun.
            SessionFull: if the new session has no seat; the old seat is kept.
        """
        booking = self._live(booking_id)
        if booking.session.starts_at <= self.clock.now():
            raise SessionOver
        if booking.session.id == session_id:
            return booking
        with self.connection.begin_nested():
            self._lock_sessions({session_id, booking.session.id})
            self._take_seat(session_id)
            self._change(booking_id, session_id=session_id)
            self._release_seat(booking.session.id)
        return self.booking(booking_id)

    def booking(self, booking_id: str) -> Booking:
        """Return a booking.

        Raises:
            NotLive: if there is none with this id.
        """
        found = self._bookings(bookings.c.id == booking_id)
        if not found:
            raise NotLive
        return found[0]

    def of_person(self, person_id: str) -> list[Booking]:
        """Return all bookings of a person, the newest first."""
        return self._bookings(bookings.c.person_id == person_id)

    def live_of(self, person_id: str, dose: int) -> Booking | None:
        """Return a person's live booking for a dose."""
        condition = (bookings.c.person_id == person_id) & (bookings.c.dose == dose)
        return next(iter(self._bookings(condition & _IS_LIVE)), None)

    def mark_missed(self, person_id: str) -> None:
        """Close a person's bookings whose session is over and at which nobody saw them."""
        over = select(vaccination_sessions.c.id).where(
            vaccination_sessions.c.ends_at <= self.clock.now()
        )
        self.connection.execute(
            update(bookings)
            .where(bookings.c.person_id == person_id, _IS_LIVE, bookings.c.session_id.in_(over))
            .values(status=BookingStatus.MISSED.value, changed_at=self.clock.now())
        )

    def erase_of(self, person_ids: Collection[str]) -> None:
        """Delete the bookings of several people; seats that were still theirs are given back."""
        condition = bookings.c.person_id.in_(person_ids)
        self._lock_bookings(condition)
        held = [booking.session.id for booking in self._bookings(condition & _IS_LIVE)]
        self._lock_sessions(held)
        for session_id in held:
            self._release_seat(session_id)
        self.connection.execute(delete(bookings).where(condition))

    def _live(self, booking_id: str) -> Booking:
        self._lock_bookings(bookings.c.id == booking_id)
        booking = self.booking(booking_id)
        if booking.status is not BookingStatus.BOOKED:
            raise NotLive
        return booking

    # PostgreSQL lets transactions run side by side. Two changes of one booking must come one after
    # the other, and rows must be locked in one order lest two transactions wait for one another.

    def _lock_bookings(self, condition: Any) -> None:
        self.connection.execute(
            select(bookings.c.id).where(condition).order_by(bookings.c.id).with_for_update()
        )

    def _lock_sessions(self, session_ids: Collection[str]) -> None:
        table = vaccination_sessions.c
        self.connection.execute(
            select(table.id)
            .where(table.id.in_(session_ids))
            .order_by(table.id)
            .with_for_update(key_share=True)
        )

    def _take_seat(self, session_id: str) -> None:
        table = vaccination_sessions
        taken = self.connection.execute(
            update(table)
            .where(table.c.id == session_id, table.c.starts_at > self.clock.now())
            .where(table.c.seats_taken < table.c.capacity, table.c.site_id.in_(_OPEN_SITES))
            .values(seats_taken=table.c.seats_taken + 1)
        )
        if taken.rowcount == 0:
            raise self._why_no_seat(session_id)

    def _why_no_seat(self, session_id: str) -> SessionFull | SessionOver:
        timetable = Timetable(self.connection, self.clock)
        session = timetable.session(session_id)
        if session is None or session.starts_at <= self.clock.now():
            return SessionOver()
        return SessionFull() if session.site in timetable.sites() else SessionOver()

    def _release_seat(self, session_id: str) -> None:
        table = vaccination_sessions
        self.connection.execute(
            update(table)
            .where(table.c.id == session_id)
            .values(seats_taken=table.c.seats_taken - 1)
        )

    def _insert(
        self,
        booking_id: str,
        person_id: str,
        contact_id: str,
        session_id: str,
        screening: Iterable[str],
        dose: int,
    ) -> None:
        now = self.clock.now()
        self.connection.execute(
            insert(bookings).values(
                id=booking_id,
                person_id=person_id,
                contact_id=contact_id,
                session_id=session_id,
                dose=dose,
                status=BookingStatus.BOOKED.value,
                ticket_code=new_ticket_code(),
                screening_sealed=self.keys.seal(json.dumps(sorted(screening))),
                created_at=now,
                changed_at=now,
            )
        )

    def _change(self, booking_id: str, **values: str) -> None:
        self.connection.execute(
            update(bookings)
            .where(bookings.c.id == booking_id)
            .values(changed_at=self.clock.now(), **values)
        )

    def _bookings(self, condition: Any) -> list[Booking]:
        rows = self.connection.execute(
            select(bookings, *session_columns(), *site_columns())
            .join(vaccination_sessions, vaccination_sessions.c.id == bookings.c.session_id)
            .join(sites, sites.c.id == vaccination_sessions.c.site_id)
            .where(condition)
            # Of two that were made at the same moment the live one is the newer one.
            .order_by(bookings.c.created_at.desc(), _IS_LIVE.desc())
        )
        return [self._booking(row) for row in rows]

    def _booking(self, row: Any) -> Booking:
        return Booking(
            id=row.id,
            person_id=row.person_id,
            session=session_from(row, site_from(row)),
            dose=row.dose,
            status=BookingStatus(row.status),
            ticket_code=row.ticket_code,
            screening=tuple(json.loads(self.keys.open(row.screening_sealed))),
        )


def new_ticket_code() -> str:
    """Return a code that cannot be guessed (60 random bits)."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
