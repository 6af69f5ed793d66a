"""Who came to a session, and what became of their seat.

The desk checks people in by their ticket, gives seats that are free to those who walk in, and ends
every visit: with a dose, a postponement or a refusal. Nothing is done twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from vaksin.booking.agenda import Agenda
from vaksin.booking.model import (
    AlreadyBooked,
    Booking,
    BookingError,
    BookingStatus,
    Origin,
    SessionFull,
    SessionOver,
    TooEarly,
    Wanted,
)
from vaksin.booking.rows import IS_LIVE, BookingRows
from vaksin.booking.rules import SeatRules
from vaksin.booking.seats import DOORS_CLOSE_AFTER, DOORS_OPEN_BEFORE, Seats
from vaksin.booking.tickets import read_ticket_code
from vaksin.booking.waiting import WaitingList
from vaksin.clock import Clock, today_in
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings


class CheckIn(Enum):
    """What came of showing a ticket; only ``ARRIVED`` lets the person go on."""

    ARRIVED = "hadir"
    UNKNOWN_CODE = "kode_tidak_dikenal"
    ALREADY_ARRIVED = "sudah_hadir"
    ALREADY_VACCINATED = "sudah_divaksin"
    OTHER_DAY = "hari_lain"
    OTHER_SITE = "tempat_lain"
    TOO_EARLY = "belum_dibuka"
    TOO_LATE = "sudah_ditutup"
    SESSION_CLOSED = "sesi_ditutup"
    NOT_CONFIRMED = "belum_dipastikan"
    CANCELLED = "batal"
    SEAT_GONE = "kursi_habis"
    NEWER_TICKET = "tiket_baru"
    POSTPONED = "ditunda"
    REFUSED = "menolak"


class UnknownTicket(BookingError):
    """There is no ticket with this code."""


class NotArrived(BookingError):
    """The person was not checked in, or their visit has ended already."""


class AlreadyVaccinated(BookingError):
    """The dose of this ticket is recorded."""


class NotYet(BookingError):
    """The seats of absent people are still theirs for a while."""


@dataclass(frozen=True)
class CheckedIn:
    """What came of it, with the booking, in its new state, to which that applies."""

    outcome: CheckIn
    booking: Booking | None = None


# Statuses that decide by themselves, wherever and whenever the ticket is shown.
_DECIDED = {
    BookingStatus.ARRIVED: CheckIn.ALREADY_ARRIVED,
    BookingStatus.ATTENDED: CheckIn.ALREADY_VACCINATED,
    BookingStatus.CANCELLED: CheckIn.CANCELLED,
    BookingStatus.EXPIRED: CheckIn.CANCELLED,
    BookingStatus.HELD: CheckIn.NOT_CONFIRMED,
}
_SENT_HOME = {
    BookingStatus.POSTPONED: CheckIn.POSTPONED,
    BookingStatus.REFUSED: CheckIn.REFUSED,
}


@dataclass(frozen=True)
class Attendance:
    """Works within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock
    rules: SeatRules

    def check_in(self, typed: str, site_id: str | None = None, *, again: bool = False) -> CheckedIn:
        """Let somebody in by their ticket, an hour before the session until two after it.

        ``typed`` is the code as it was typed or scanned; ``site_id`` where the desk stands, if it
        is known. Whose seat was given up as absent gets another one if any is free. With
        ``again`` somebody who was postponed or refused today is let in after all, until midnight
        (P-Care: "tunda" can become "diberikan" until 23.59 of the same day).
        """
        booking = self._locked(typed)
        if booking is None:
            return CheckedIn(CheckIn.UNKNOWN_CODE)
        outcome = self._refusal(booking, site_id, again)
        if outcome is None:
            outcome = self._let_in(booking)
        return CheckedIn(outcome, self._rows.find(bookings.c.id == booking.id)[0])

    def walk_in(self, wanted: Wanted, session_id: str) -> Booking:
        """Give somebody at the desk a seat for a dose, and let them in.

        Raises:
            SessionOver: if the session is not on, or closed.
            SessionFull: if everybody's seat is taken.
            TooEarly: if the session is before the first day of the dose.
            AlreadyBooked: if they have a seat for this dose.
        """
        state = Agenda(self.connection, self.clock).of(session_id)
        if state is None:
            raise SessionOver
        if wanted.earliest_on and state.session.local_date < wanted.earliest_on:
            raise TooEarly
        arrived, origin = BookingStatus.ARRIVED, Origin.WALK_IN
        try:
            with self.connection.begin_nested():
                self._seats.take_at_door(session_id)
                booking_id = self._rows.add(wanted, None, session_id, arrived, origin=origin)
        except IntegrityError:
            if self._live_of(wanted.person_id, wanted.dose) is None:
                raise
            raise AlreadyBooked from None
        self._queue.leave(wanted.person_id, wanted.dose)
        return self._rows.find(bookings.c.id == booking_id)[0]

    def release_absent(self, session_id: str) -> list[Booking]:
        """Free the seats of those who have not come, for others at the door; return their bookings.

        Raises:
            SessionOver: if there is no such session.
            NotYet: if more than the last part of the session is left.
        """
        state = Agenda(self.connection, self.clock).of(session_id)
        if state is None:
            raise SessionOver
        if self.clock.now() < state.session.ends_at - self.rules.last_part:
            raise NotYet
        booked = bookings.c.status == BookingStatus.BOOKED.value
        ids = self._rows.ids(booked & (bookings.c.session_id == session_id))
        for booking_id in ids:
            self._rows.change(booking_id, BookingStatus.MISSED)
        self._seats.give_back(session_id, len(ids))
        return self._rows.find(bookings.c.id.in_(ids)) if ids else []

    def ticket(self, typed: str) -> Booking:
        """Return the booking of a ticket.

        Raises:
            UnknownTicket: if there is none with this code.
        """
        code = read_ticket_code(typed)
        found = self._rows.find(bookings.c.ticket_code == code) if code else []
        if not found:
            raise UnknownTicket
        return found[0]

    def arrived(self, typed: str) -> Booking:
        """Return, locked, the booking of somebody who was checked in.

        Raises:
            UnknownTicket, NotArrived, AlreadyVaccinated: if it is not such a booking.
        """
        booking = self._locked(typed)
        if booking is None:
            raise UnknownTicket
        if booking.status is BookingStatus.ATTENDED:
            raise AlreadyVaccinated
        if booking.status is not BookingStatus.ARRIVED:
            raise NotArrived
        return booking

    def vaccinated(self, typed: str) -> Booking:
        """Return, locked, the booking of somebody whose dose was recorded.

        Raises:
            UnknownTicket: if there is no such ticket.
            NotArrived: if no dose was recorded for it.
        """
        booking = self._locked(typed)
        if booking is None:
            raise UnknownTicket
        if booking.status is not BookingStatus.ATTENDED:
            raise NotArrived
        return booking

    def end(self, booking: Booking, status: BookingStatus) -> None:
        """End the visit of somebody who was checked in; without a dose the seat is free again."""
        self._rows.change(booking.id, status)
        if not status.takes_seat:
            self._seats.give_back(booking.session.id)

    def _refusal(self, booking: Booking, site_id: str | None, again: bool) -> CheckIn | None:
        """Return why a ticket does not let its person in, ``None`` if nothing speaks against it."""
        if booking.status in _DECIDED:
            has_another = self._live_of(booking.person_id, booking.dose)
            outcome = _DECIDED[booking.status]
            newer = outcome is CheckIn.CANCELLED and has_another is not None
            return CheckIn.NEWER_TICKET if newer else outcome
        zone = ZoneInfo(booking.session.site.timezone)
        if booking.session.local_date != today_in(self.clock, zone):
            return _SENT_HOME.get(booking.status, CheckIn.OTHER_DAY)
        if site_id is not None and booking.session.site.id != site_id:
            return CheckIn.OTHER_SITE
        if booking.status in _SENT_HOME:
            return None if again else _SENT_HOME[booking.status]
        return self._doors(booking)

    def _doors(self, booking: Booking) -> CheckIn | None:
        now, session = self.clock.now(), booking.session
        if now < session.starts_at - DOORS_OPEN_BEFORE:
            return CheckIn.TOO_EARLY
        if now >= session.ends_at + DOORS_CLOSE_AFTER:
            return CheckIn.TOO_LATE
        state = Agenda(self.connection, self.clock).of(session.id)
        return CheckIn.SESSION_CLOSED if state and state.closed_at else None

    def _let_in(self, booking: Booking) -> CheckIn:
        try:
            with self.connection.begin_nested():
                if booking.status in _SENT_HOME:
                    self._seats.take_back(booking.session.id)
                elif booking.status is BookingStatus.MISSED:
                    self._seats.take_at_door(booking.session.id)
                self._rows.change(booking.id, BookingStatus.ARRIVED)
        except SessionFull:
            return CheckIn.SEAT_GONE
        except IntegrityError:
            # Another seat was found for the same dose in the meantime.
            return CheckIn.NEWER_TICKET
        return CheckIn.ARRIVED

    def _locked(self, typed: str) -> Booking | None:
        code = read_ticket_code(typed)
        if code is None:
            return None
        # Two desks may scan the same ticket at the same moment.
        has_code = bookings.c.ticket_code == code
        self._rows.lock(has_code)
        return next(iter(self._rows.find(has_code)), None)

    def _live_of(self, person_id: str, dose: int) -> Booking | None:
        of_dose = (bookings.c.person_id == person_id) & (bookings.c.dose == dose)
        return next(iter(self._rows.find(of_dose & IS_LIVE)), None)

    @property
    def _rows(self) -> BookingRows:
        return BookingRows(self.connection, self.keys, self.clock, self.rules)

    @property
    def _seats(self) -> Seats:
        return Seats(self.connection, self.clock)

    @property
    def _queue(self) -> WaitingList:
        return WaitingList(self.connection, self.keys, self.clock, self.rules)
