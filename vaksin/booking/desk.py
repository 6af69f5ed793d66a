"""Holding, booking, moving and giving back seats.

A seat is held while a citizen makes up their mind, and booked when they say yes. A seat that is
given back goes to who waits for it (:mod:`vaksin.booking.waiting`), else to everybody. A unique
index over live bookings makes a second seat of the same person and dose impossible.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from vaksin.booking.model import (
    AlreadyBooked,
    Booking,
    BookingStatus,
    NotLive,
    Origin,
    SessionOver,
    TooEarly,
    TooManyMoves,
    VaccinationSession,
    Wanted,
)
from vaksin.booking.rows import IS_HELD, IS_LIVE, IS_WITHOUT_TRACE, BookingRows
from vaksin.booking.rules import SeatRules
from vaksin.booking.seats import Seats
from vaksin.booking.timetable import Timetable
from vaksin.booking.waiting import WaitingList, WaitingStatus
from vaksin.clock import Clock
from vaksin.notices import NoticeKind, Notices
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, vaccination_sessions

_ID = bookings.c.id


@dataclass(frozen=True)
class BookingDesk:
    """Books within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock
    rules: SeatRules

    def hold(self, wanted: Sequence[Wanted], contact_id: str, session_id: str) -> list[Booking]:
        """Hold a seat for each of several people in one session: all of them, or none.

        Raises:
            SessionOver, SessionFull: if the session cannot be booked, or has too few seats.
            AlreadyBooked: if one of them has a live booking for the dose.
            TooEarly: if the session is before the first day of a dose.
        """
        session = self._upcoming(session_id, [one.earliest_on for one in wanted])
        until = self.rules.hold_until(self.clock.now(), session)
        self.expire(bookings.c.session_id == session_id)
        ids = self._seat(wanted, contact_id, session_id, BookingStatus.HELD, until)
        return self.bookings(ids)

    def book(self, wanted: Wanted, contact_id: str, session_id: str) -> Booking:
        """Book a seat; a seat held for the same person and dose becomes the booking.

        Raises:
            SessionOver, SessionFull: if there is no seat.
            AlreadyBooked: if the person has a booking for this dose in another session.
            TooEarly: if the session is before the first day of the dose.
        """
        live = self.live_of(wanted.person_id, wanted.dose)
        if live and live.status is BookingStatus.HELD and live.session.id == session_id:
            return self.confirm(live.id)
        if live and live.status is BookingStatus.HELD:
            self.release(live.id)
        elif live and live.session.id == session_id:
            return live
        elif live:
            raise AlreadyBooked
        self._upcoming(session_id, [wanted.earliest_on])
        self.expire(bookings.c.session_id == session_id)
        (booking_id,) = self._seat([wanted], contact_id, session_id, BookingStatus.BOOKED)
        self._queue.leave(wanted.person_id, wanted.dose)
        return self.booking(booking_id)

    def confirm(self, booking_id: str) -> Booking:
        """Make a held seat a booking; one that is booked already stays as it is.

        A hold that has run out counts as long as nobody else was given the seat.

        Raises:
            NotLive: if the seat is held no more.
            SessionOver: if the session has begun.
        """
        booking = self.locked(booking_id)
        if booking.status is BookingStatus.HELD:
            if booking.session.starts_at <= self.clock.now():
                raise SessionOver
            self._rows.change(booking_id, BookingStatus.BOOKED)
            self._queue.settle(booking_id, WaitingStatus.TAKEN)
            self._queue.leave(booking.person_id, booking.dose)
        return replace(booking, status=BookingStatus.BOOKED, held_until=None)

    def release(self, booking_id: str) -> None:
        """Give a held seat back before its time is over; any other booking stays as it is."""
        booking = self.locked(booking_id, must_be_live=False)
        if booking.status is BookingStatus.HELD:
            self._end(booking, BookingStatus.CANCELLED, WaitingStatus.DECLINED)

    def release_held_by(self, contact_id: str) -> list[str]:
        """Give back the seats that a contact chose and has not confirmed; offers stay.

        Returns the ids of the people for whom they were.
        """
        chosen = (bookings.c.contact_id == contact_id) & (bookings.c.origin == Origin.CITIZEN.value)
        held = self._rows.find(IS_HELD & chosen)
        for booking in sorted(held, key=lambda booking: booking.id):
            self.release(booking.id)
        return [booking.person_id for booking in held]

    def withdraw(self, booking_id: str) -> bool:
        """Give back a held seat whose session was closed; who was offered it waits on.

        ``False`` if it is held no more.
        """
        booking = self.locked(booking_id, must_be_live=False)
        if booking.status is not BookingStatus.HELD:
            return False
        self._rows.change(booking_id, BookingStatus.EXPIRED)
        self._queue.wait_on(booking_id)
        self._give_back(booking.session.id)
        self._queue.offer_to(booking.person_id)
        return True

    def give_up(self, booking: Booking) -> None:
        """End a locked live booking that the programme itself cannot keep.

        It is marked as moved by the programme, so that it never counts as given back too often.
        """
        self._rows.change(booking.id, BookingStatus.CANCELLED, origin=Origin.MOVED.value)
        self._queue.settle(booking.id, WaitingStatus.DECLINED)
        self._give_back(booking.session.id)

    def expire(self, condition: Any = True, limit: int = 100) -> list[Booking]:
        """Give back held seats whose time is over; tell who held them; return their bookings.

        Those that another transaction works with are left to it.
        """
        is_over = IS_HELD & (bookings.c.held_until <= self.clock.now()) & condition
        ids = self._rows.ids(is_over, skip_locked=True, limit=limit)
        expired = self._found(ids)
        for booking in expired:
            self._tell_expired(booking)
            self._end(booking, BookingStatus.EXPIRED, WaitingStatus.PASSED)
        return expired

    def cancel(self, booking_id: str) -> Booking:
        """Give a seat back.

        Raises:
            NotLive: if the booking is not live any more.
            SessionOver: if its session has begun.
        """
        booking = self.locked(booking_id)
        if booking.session.starts_at <= self.clock.now():
            raise SessionOver
        self._end(booking, BookingStatus.CANCELLED, WaitingStatus.DECLINED)
        return self.booking(booking_id)

    def reschedule(self, booking_id: str, session_id: str) -> Booking:
        """Move a booking; the person never stands without a seat in between.

        Raises:
            NotLive: if it is no booking, or not live any more.
            SessionOver: if its session or the new one has begun.
            SessionFull: if the new session has no seat; the old seat is kept.
            TooEarly: if the new session is before the first day of the dose.
            TooManyMoves: if it was moved as often as it may be.
        """
        booking = self.locked(booking_id)
        if booking.status is not BookingStatus.BOOKED:
            raise NotLive
        if booking.session.starts_at <= self.clock.now():
            raise SessionOver
        if booking.session.id == session_id:
            return booking
        if booking.moves >= self.rules.moves:
            raise TooManyMoves
        self.move(booking, session_id)
        return self.booking(booking_id)

    def move(self, booking: Booking, session_id: str, origin: Origin | None = None) -> None:
        """Put a locked live booking into another session, whose seats citizens can book.

        A move by the programme itself (``origin``) does not count as one of the citizen's.

        Raises:
            SessionOver, SessionFull, TooEarly: as :meth:`reschedule`; nothing is changed.
        """
        session = self._upcoming(session_id, [booking.earliest_on])
        of_origin = {"origin": origin.value} if origin else {"moves": booking.moves + 1}
        with self.connection.begin_nested():
            self._seats.lock({session_id, booking.session.id})
            self._seats.take(session_id)
            self._rows.change(
                booking.id,
                BookingStatus.BOOKED,
                session_id=session_id,
                session_date=session.local_date,
                **of_origin,
            )
            self._give_back(booking.session.id)

    def booking(self, booking_id: str) -> Booking:
        """Return a booking.

        Raises:
            NotLive: if there is none with this id.
        """
        found = self._rows.find(booking_id == _ID)
        if not found:
            raise NotLive
        return found[0]

    def bookings(self, booking_ids: Sequence[str]) -> list[Booking]:
        """Return bookings in the order of their ids here; those that do not exist are left out."""
        found = {booking.id: booking for booking in self._rows.find(_ID.in_(booking_ids))}
        return [found[booking_id] for booking_id in booking_ids if booking_id in found]

    def of_person(self, person_id: str) -> list[Booking]:
        """Return all bookings of a person, the newest first."""
        return self._rows.find(bookings.c.person_id == person_id)

    def live_of(self, person_id: str, dose: int) -> Booking | None:
        """Return a person's live booking for a dose."""
        condition = (bookings.c.person_id == person_id) & (bookings.c.dose == dose)
        return next(iter(self._rows.find(condition & IS_LIVE)), None)

    def in_sessions(self, session_ids: Collection[str], status: BookingStatus) -> list[Booking]:
        """Return the bookings of some sessions that have a status, the oldest first."""
        there = bookings.c.session_id.in_(session_ids)
        return self._rows.find(there & (bookings.c.status == status.value))[::-1]

    def live_of_any(self, person_ids: Collection[str]) -> list[Booking]:
        """Return the live bookings of several people, the newest first."""
        return self._rows.find(bookings.c.person_id.in_(person_ids) & IS_LIVE)

    def held_by(self, contact_id: str) -> list[Booking]:
        """Return the seats that wait for a contact's yes."""
        return self._rows.find((bookings.c.contact_id == contact_id) & IS_HELD)

    def mark_missed(
        self, condition: Any = True, limit: int = 100, grace: timedelta = timedelta()
    ) -> list[Booking]:
        """Close bookings whose session is over and at which nobody saw the person; return them.

        ``grace`` is how long after the session's end somebody may still be seen.
        """
        is_over = bookings.c.session_id.in_(_ended(self.clock.now() - grace))
        booked = bookings.c.status == BookingStatus.BOOKED.value
        ids = self._rows.ids(booked & is_over & condition, skip_locked=True, limit=limit)
        missed = self._found(ids)
        for booking in missed:
            self._rows.change(booking.id, BookingStatus.MISSED)
            self._seats.give_back(booking.session.id)
        return missed

    def mark_missed_of(self, person_id: str) -> None:
        """Close a person's bookings whose session is over."""
        self.mark_missed(bookings.c.person_id == person_id)

    def cancelled_of(self, person_id: str, since: datetime) -> int:
        """Count a person's bookings cancelled since a moment; not those moved by the programme."""
        cancelled = bookings.c.status == BookingStatus.CANCELLED.value
        own = bookings.c.origin != Origin.MOVED.value
        condition = cancelled & own & (bookings.c.person_id == person_id)
        query = select(func.count(_ID)).where(condition, bookings.c.changed_at > since)
        return self.connection.execute(query).scalar_one()

    def is_unclaimed(self, person_id: str, contact_id: str) -> bool:
        """Tell whether nobody but a contact has had a seat for a person, nor a desk seen them."""
        others = (bookings.c.contact_id.is_(None)) | (bookings.c.contact_id != contact_id)
        query = select(_ID).where(bookings.c.person_id == person_id, others, ~IS_WITHOUT_TRACE)
        return self.connection.execute(query.limit(1)).first() is None

    def give_back_of(self, person_id: str, *, only_held: bool = False) -> None:
        """Give back the seats of a person who has not come yet, or only those not confirmed."""
        statuses = (
            (BookingStatus.HELD,) if only_held else (BookingStatus.HELD, BookingStatus.BOOKED)
        )
        waits = bookings.c.status.in_([status.value for status in statuses])
        for booking_id in self._rows.ids((bookings.c.person_id == person_id) & waits):
            self.end(booking_id)

    def end(self, booking_id: str) -> None:
        """End a live booking, whatever its session; its seat is given back."""
        booking = self.locked(booking_id, must_be_live=False)
        if booking.status.is_live:
            self._end(booking, BookingStatus.CANCELLED, WaitingStatus.DECLINED)

    def hand_over(self, person_id: str, contact_id: str, to: str | None) -> None:
        """Let another number, or none, be the one that booked a person's seats.

        It is told of the seat that is still to be used.
        """
        of_contact = (bookings.c.person_id == person_id) & (bookings.c.contact_id == contact_id)
        ids = self._rows.ids(of_contact)
        self._rows.update(of_contact, contact_id=to)
        for booking in self.bookings(ids):
            self._rows.reminders.replan(booking.id)
            self._tell_confirmed(booking)

    def plan_missing_reminders(self, limit: int) -> int:
        """Plan reminders of bookings that have none; return of how many."""
        return self._rows.reminders.plan_missing(limit)

    def erase_of(self, person_ids: Collection[str]) -> None:
        """Delete the bookings of several people; seats that were still theirs are given back."""
        condition = bookings.c.person_id.in_(person_ids)
        self._queue.forget(person_ids)
        self._rows.lock(condition)
        found = self._rows.find(condition)
        taken = [b.session.id for b in found if b.status.takes_seat]
        self._rows.delete([booking.id for booking in found])
        self._seats.lock(taken)
        for session_id in taken:
            self._give_back(session_id)

    def _seat(
        self,
        wanted: Sequence[Wanted],
        contact_id: str,
        session_id: str,
        status: BookingStatus,
        until: datetime | None = None,
    ) -> list[str]:
        """Take a seat for each of several people, or none; return the ids of the bookings."""
        ids = []
        try:
            with self.connection.begin_nested():
                for one in wanted:
                    self._seats.take(session_id)
                    ids.append(self._rows.add(one, contact_id, session_id, status, until))
        except IntegrityError:
            if not any(self.live_of(one.person_id, one.dose) for one in wanted):
                raise
            raise AlreadyBooked from None
        return ids

    def _upcoming(
        self, session_id: str, earliest_on: Collection[date | None]
    ) -> VaccinationSession:
        """Return a session that has not begun, unless some dose may not be given on its day."""
        session = self._timetable.session(session_id)
        if session is None or session.starts_at <= self.clock.now():
            raise SessionOver
        if any(first and session.local_date < first for first in earliest_on):
            raise TooEarly
        return session

    def locked(self, booking_id: str, *, must_be_live: bool = True) -> Booking:
        """Return a booking and let others that want to change it wait.

        Raises:
            NotLive: if it is neither held nor booked, unless it need not be.
        """
        # PostgreSQL lets transactions run side by side; changes of one booking must not.
        self._rows.lock(booking_id == _ID)
        booking = self.booking(booking_id)
        if must_be_live and booking.status not in (BookingStatus.HELD, BookingStatus.BOOKED):
            raise NotLive
        return booking

    def _found(self, booking_ids: Collection[str]) -> list[Booking]:
        """Return bookings that are locked, and lock their sessions, always in one order."""
        found = self._rows.find(_ID.in_(booking_ids)) if booking_ids else []
        if len(found) > 1:
            self._seats.lock({booking.session.id for booking in found})
        return found

    def _end(self, booking: Booking, status: BookingStatus, waiting: WaitingStatus) -> None:
        self._rows.change(booking.id, status)
        self._queue.settle(booking.id, waiting)
        self._give_back(booking.session.id)
        self._queue.offer_to(booking.person_id)

    def _give_back(self, session_id: str) -> None:
        self._seats.give_back(session_id)
        self._queue.offer_free_seats(session_id)

    def _tell_expired(self, booking: Booking) -> None:
        offered = booking.origin is Origin.WAITING
        kind = NoticeKind.OFFER_PASSED if offered else NoticeKind.HOLD_EXPIRED
        self._tell(booking, kind, session=booking.session.id)

    def _tell_confirmed(self, booking: Booking) -> None:
        is_ahead = booking.session.starts_at > self.clock.now()
        if booking.status is BookingStatus.BOOKED and is_ahead:
            self._tell(booking, NoticeKind.CONFIRMED)

    def _tell(self, booking: Booking, kind: NoticeKind, **more: str) -> None:
        """Tell the number that has a seat about it, until its session begins."""
        if booking.contact_id is None:
            return
        notices = Notices(self.connection, self.keys, self.clock)
        told = {"booking": booking.id, **more}
        notices.add(booking.contact_id, booking.person_id, kind, told, booking.session.starts_at)

    @property
    def _rows(self) -> BookingRows:
        return BookingRows(self.connection, self.keys, self.clock, self.rules)

    @property
    def _seats(self) -> Seats:
        return Seats(self.connection, self.clock)

    @property
    def _queue(self) -> WaitingList:
        return WaitingList(self.connection, self.keys, self.clock, self.rules)

    @property
    def _timetable(self) -> Timetable:
        return Timetable(self.connection, self.clock)


def _ended(by: datetime) -> Any:
    return select(vaccination_sessions.c.id).where(vaccination_sessions.c.ends_at <= by)
