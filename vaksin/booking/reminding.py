"""Reminders of a seat: planned, planned anew and withdrawn with it, in the same transaction.

So none is told of a seat that is somebody's no more, and none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from vaksin.booking.model import BookingStatus
from vaksin.booking.rules import SeatRules
from vaksin.clock import Clock
from vaksin.notices import NoticeKind, Notices
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, notices, sites, vaccination_sessions

REMINDERS = (NoticeKind.TOMORROW, NoticeKind.TODAY)
_ONE_DAY = timedelta(days=1)
_IS_BOOKED = bookings.c.status == BookingStatus.BOOKED.value
_SEAT = (
    select(
        bookings.c.contact_id,
        bookings.c.person_id,
        vaccination_sessions.c.starts_at,
        sites.c.timezone,
    )
    .join(vaccination_sessions, vaccination_sessions.c.id == bookings.c.session_id)
    .join(sites, sites.c.id == vaccination_sessions.c.site_id)
    .where(bookings.c.id == bindparam("booking"), _IS_BOOKED, bookings.c.contact_id.is_not(None))
)


@dataclass(frozen=True)
class Reminder:
    """What is told when, and until when it is of use."""

    kind: NoticeKind
    due_at: datetime
    useful_until: datetime


@dataclass(frozen=True)
class SeatReminders:
    """Plans reminders within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock
    rules: SeatRules

    def replan(self, booking_id: str) -> None:
        """Plan what is still to be told of a booking, in place of what was planned before.

        Nothing is planned for a seat that is not booked, or that no number has asked for.
        """
        planned = Notices(self.connection, self.keys, self.clock)
        planned.withdraw(booking_id, REMINDERS)
        seat = self.connection.execute(_SEAT, {"booking": booking_id}).first()
        if seat is None:
            return
        for reminder in reminders_of(seat.starts_at, ZoneInfo(seat.timezone), self.rules):
            if reminder.due_at > self.clock.now():
                planned.add(
                    seat.contact_id,
                    seat.person_id,
                    reminder.kind,
                    {"booking": booking_id},
                    reminder.useful_until,
                    due_at=reminder.due_at,
                    booking_id=booking_id,
                )

    def plan_missing(self, limit: int) -> int:
        """Plan for bookings of the days to come that have no reminder; return for how many.

        Those were made before there were reminders.
        """
        # Whoever has a seat later than this has a reminder still before them.
        late = vaccination_sessions.c.starts_at > self.clock.now() + 2 * _ONE_DAY
        planned = select(notices.c.booking_id).where(notices.c.booking_id.is_not(None))
        found = self.connection.execute(
            select(bookings.c.id)
            .join(vaccination_sessions, vaccination_sessions.c.id == bookings.c.session_id)
            .where(late, _IS_BOOKED, bookings.c.contact_id.is_not(None))
            .where(bookings.c.id.not_in(planned))
            .order_by(bookings.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=bookings)
        )
        booking_ids = list(found.scalars())
        for booking_id in booking_ids:
            self.replan(booking_id)
        return len(booking_ids)


def reminders_of(starts_at: datetime, zone: ZoneInfo, rules: SeatRules) -> Iterator[Reminder]:
    """Yield the reminders of a session, in the time of its site."""
    day = starts_at.astimezone(zone).date()
    eve = datetime.combine(day - _ONE_DAY, rules.remind_on_eve, zone)
    midnight = datetime.combine(day, time(), zone)
    yield Reminder(NoticeKind.TOMORROW, eve, midnight)
    morning = datetime.combine(day, rules.remind_on_day, zone)
    if morning < starts_at:
        yield Reminder(NoticeKind.TODAY, morning, starts_at)
