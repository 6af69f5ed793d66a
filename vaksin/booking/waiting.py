"""The waiting list of a site and day. A seat that frees is held for who waited longest.

The offer is made in the transaction in which the seat frees, so that nobody else can take it in
between. It stands for a time; then the next one gets it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from vaksin.booking.model import (
    AlreadyBooked,
    BookingStatus,
    Origin,
    SessionFull,
    SessionOver,
    TooEarly,
    VaccinationSession,
    Wanted,
)
from vaksin.booking.rows import IS_LIVE, BookingRows, open_screening, seal_screening
from vaksin.booking.rules import SeatRules
from vaksin.booking.seats import Seats
from vaksin.booking.timetable import Timetable
from vaksin.clock import Clock
from vaksin.notices import NoticeKind, Notices
from vaksin.privacy.keys import DataKeys
from vaksin.schema import WAITING_STATUSES, bookings, waiting_entries

_TABLE = waiting_entries.c


class WaitingStatus(Enum):
    """How it stands with somebody's place in the queue, and how it ended."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    PASSED = "passed"
    LEFT = "left"
    OVER = "over"


@dataclass(frozen=True)
class WaitingEntry:
    """Somebody's place in the queue of a site and day; ``booking_id`` is the seat offered."""

    id: str
    contact_id: str
    site_id: str
    local_date: date
    wanted: Wanted
    vaccine_ids: frozenset[str]
    status: WaitingStatus
    booking_id: str | None
    joined_at: datetime


@dataclass(frozen=True)
class WaitingList:
    """Keeps the queues within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock
    rules: SeatRules

    def join(
        self,
        wanted: Wanted,
        contact_id: str,
        site_id: str,
        local_date: date,
        vaccine_ids: Iterable[str],
    ) -> WaitingEntry:
        """Put a person at the end of a queue; whoever waits for the same dose elsewhere moves here.

        Raises:
            AlreadyBooked: if the person has a live booking for this dose.
            TooEarly: if the dose may not be given on that day yet.
        """
        if wanted.earliest_on and local_date < wanted.earliest_on:
            raise TooEarly
        if self._rows.find((bookings.c.person_id == wanted.person_id) & self._is_live(wanted)):
            raise AlreadyBooked
        earlier = self.of_person(wanted.person_id)
        if earlier and (earlier.site_id, earlier.local_date) == (site_id, local_date):
            return earlier
        if earlier:
            self.end(earlier.id, WaitingStatus.LEFT)
        entry_id, now = uuid.uuid4().hex, self.clock.now()
        self.connection.execute(
            insert(waiting_entries).values(
                id=entry_id,
                person_id=wanted.person_id,
                contact_id=contact_id,
                site_id=site_id,
                local_date=local_date,
                dose=wanted.dose,
                earliest_on=wanted.earliest_on,
                vaccine_ids=",".join(sorted(vaccine_ids)),
                screening_sealed=seal_screening(wanted.screening, self.keys),
                status=WaitingStatus.WAITING.value,
                joined_at=now,
                changed_at=now,
            )
        )
        return self._entries(_TABLE.id == entry_id)[0]

    def of_person(self, person_id: str) -> WaitingEntry | None:
        """Return where a person waits."""
        found = self._entries((_TABLE.person_id == person_id) & _TABLE.status.in_(WAITING_STATUSES))
        return found[0] if found else None

    def before(self, entry: WaitingEntry) -> int:
        """Return how many people are before somebody in their queue."""
        earlier = (
            (_TABLE.site_id == entry.site_id)
            & (_TABLE.local_date == entry.local_date)
            & _TABLE.status.in_(WAITING_STATUSES)
            & (_TABLE.joined_at < entry.joined_at)
        )
        return self.connection.execute(select(func.count(_TABLE.id)).where(earlier)).scalar_one()

    def end(self, entry_id: str, status: WaitingStatus) -> None:
        """End somebody's waiting."""
        self._change((_TABLE.id == entry_id) & _TABLE.status.in_(WAITING_STATUSES), status)

    def settle(self, booking_id: str, status: WaitingStatus) -> None:
        """End the waiting that led to the offer of a seat."""
        offered = (_TABLE.booking_id == booking_id) & (_TABLE.status == WaitingStatus.OFFERED.value)
        self._change(offered, status)

    def wait_on(self, booking_id: str) -> None:
        """Put who was offered a seat back into their place in the queue."""
        offered = (_TABLE.booking_id == booking_id) & (_TABLE.status == WaitingStatus.OFFERED.value)
        self._change(offered, WaitingStatus.WAITING, booking_id=None)

    def close_day(self, site_id: str, day: date) -> list[WaitingEntry]:
        """End the queue of a day on which a site has no session any more; return who waited."""
        waits = (
            (_TABLE.site_id == site_id)
            & (_TABLE.local_date == day)
            & (_TABLE.status == WaitingStatus.WAITING.value)
        )
        entries = self._entries(waits)
        self._change(waits, WaitingStatus.OVER)
        return entries

    def leave(self, person_id: str, dose: int) -> None:
        """Take a person who found a seat elsewhere, or wants none any more, out of their queue."""
        waits = (_TABLE.person_id == person_id) & (_TABLE.dose == dose)
        self._change(waits & (_TABLE.status == WaitingStatus.WAITING.value), WaitingStatus.LEFT)

    def hand_over(self, person_id: str, contact_id: str, to: str) -> None:
        """Let another number be the one that put a person into a queue."""
        of_contact = (_TABLE.person_id == person_id) & (_TABLE.contact_id == contact_id)
        self.connection.execute(update(waiting_entries).where(of_contact).values(contact_id=to))

    def leave_all(self, person_id: str) -> None:
        """Take a person out of every queue; a seat offered to them must be given back before."""
        waits = (_TABLE.person_id == person_id) & (_TABLE.status == WaitingStatus.WAITING.value)
        self._change(waits, WaitingStatus.LEFT)

    def forget(self, person_ids: Collection[str]) -> None:
        """Delete the places of several people in any queue."""
        self.connection.execute(delete(waiting_entries).where(_TABLE.person_id.in_(person_ids)))

    def close_past(self, before: date, limit: int) -> list[WaitingEntry]:
        """End the queues of days that are over; return whose waiting ended with them.

        Places that another transaction works with are left to it.
        """
        is_past = (_TABLE.local_date < before) & (_TABLE.status == WaitingStatus.WAITING.value)
        query = select(_TABLE.id).where(is_past).order_by(_TABLE.id).limit(limit)
        ids = self.connection.execute(query.with_for_update(skip_locked=True)).scalars().all()
        entries = self._entries(_TABLE.id.in_(ids))
        self._change(_TABLE.id.in_(ids), WaitingStatus.OVER)
        return entries

    def queues(self) -> list[tuple[str, date]]:
        """Return the sites and days for which people wait."""
        query = select(_TABLE.site_id, _TABLE.local_date).distinct()
        waiting = query.where(_TABLE.status == WaitingStatus.WAITING.value)
        return [(row.site_id, row.local_date) for row in self.connection.execute(waiting)]

    def offer_free_seats(self, session_id: str) -> int:
        """Hold the free seats of a session for those who wait for its day; return how many.

        Somebody who holds another seat while they think is passed over, and keeps their place.
        """
        session = Timetable(self.connection, self.clock).session(session_id)
        if session is None:
            return 0
        until = self.rules.offer_until(self.clock.now(), session)
        offers, passed_over = 0, set[str]()
        while until and (entry := self._next_for(session, passed_over)):
            try:
                self._offer(entry, session, until)
                offers += 1
            except (SessionFull, SessionOver):
                break
            except IntegrityError:
                # They took another seat at this very moment.
                passed_over.add(entry.id)
        return offers

    def offer_to(self, person_id: str) -> None:
        """Offer the free seats of the day for which somebody waits, who holds no other any more."""
        entry = self.of_person(person_id)
        if entry and entry.status is WaitingStatus.WAITING:
            self.offer_day(entry.site_id, entry.local_date)

    def offer_day(self, site_id: str, day: date) -> None:
        """Hold the free seats of a site and day for those who wait for them.

        The sessions are locked first: whoever gives a seat back at this moment either did so
        before and it is offered here, or sees afterwards who waits.
        """
        session_ids = Timetable(self.connection, self.clock).ids_on(site_id, day)
        self._seats.lock(session_ids)
        for session_id in session_ids:
            self.offer_free_seats(session_id)

    def _offer(self, entry: WaitingEntry, session: VaccinationSession, until: datetime) -> None:
        """Hold a seat for somebody who waits.

        Raises:
            SessionFull, SessionOver: if there is none.
            sqlalchemy.exc.IntegrityError: if they have another seat for the dose.
        """
        with self.connection.begin_nested():
            self._seats.take(session.id)
            booking_id = self._rows.add(
                entry.wanted,
                entry.contact_id,
                session.id,
                BookingStatus.HELD,
                held_until=until,
                origin=Origin.WAITING,
            )
        self._change(_TABLE.id == entry.id, WaitingStatus.OFFERED, booking_id=booking_id)
        notices = Notices(self.connection, self.keys, self.clock)
        told = {"booking": booking_id}
        person_id = entry.wanted.person_id
        notices.add(entry.contact_id, person_id, NoticeKind.OFFER, told, useful_until=until)

    def _next_for(
        self, session: VaccinationSession, passed_over: Collection[str]
    ) -> WaitingEntry | None:
        """Return, locked, who is next for a session and has no other seat."""
        fits = (
            (_TABLE.site_id == session.site.id)
            & (_TABLE.local_date == session.local_date)
            & (_TABLE.status == WaitingStatus.WAITING.value)
        )
        of_dose = (bookings.c.person_id == _TABLE.person_id) & (bookings.c.dose == _TABLE.dose)
        has_seat = select(bookings.c.id).where(of_dose, IS_LIVE).exists()
        may_come = _TABLE.earliest_on.is_(None) | (_TABLE.earliest_on <= session.local_date)
        names = func.instr if self.connection.dialect.name == "sqlite" else func.strpos
        gets_this = names("," + _TABLE.vaccine_ids + ",", f",{session.vaccine_id},") > 0
        condition = fits & may_come & gets_this & ~has_seat & _TABLE.id.not_in(passed_over)
        first = select(_TABLE.id).where(condition).order_by(_TABLE.joined_at, _TABLE.id).limit(1)
        while entry_id := self.connection.execute(first).scalar_one_or_none():
            # Another transaction may offer them another session of the day right now.
            same = select(_TABLE.id).where(_TABLE.id == entry_id, condition).with_for_update()
            if self.connection.execute(same).first():
                return self._entries(_TABLE.id == entry_id)[0]
        return None

    def _entries(self, condition: Any) -> list[WaitingEntry]:
        rows = self.connection.execute(
            select(waiting_entries).where(condition).order_by(_TABLE.joined_at)
        )
        return [self._entry(row) for row in rows]

    def _entry(self, row: Any) -> WaitingEntry:
        return WaitingEntry(
            id=row.id,
            contact_id=row.contact_id,
            site_id=row.site_id,
            local_date=row.local_date,
            wanted=Wanted(
                row.person_id,
                row.dose,
                row.earliest_on,
                open_screening(row.screening_sealed, self.keys),
            ),
            vaccine_ids=frozenset(row.vaccine_ids.split(",")),
            status=WaitingStatus(row.status),
            booking_id=row.booking_id,
            joined_at=row.joined_at,
        )

    def _change(self, condition: Any, status: WaitingStatus, **values: str | None) -> None:
        self.connection.execute(
            update(waiting_entries)
            .where(condition)
            .values(status=status.value, changed_at=self.clock.now(), **values)
        )

    def _is_live(self, wanted: Wanted) -> Any:
        return IS_LIVE & (bookings.c.dose == wanted.dose)

    @property
    def _rows(self) -> BookingRows:
        return BookingRows(self.connection, self.keys, self.clock, self.rules)

    @property
    def _seats(self) -> Seats:
        return Seats(self.connection, self.clock)
