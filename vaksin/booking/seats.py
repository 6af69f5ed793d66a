"""Counting seats. A seat is taken by one conditional UPDATE, so two people never have the last.

Citizens can book all seats but those kept for walk-ins, until the session begins; from then on the
desk gives out whatever is left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from vaksin.booking.model import SessionFull, SessionOver
from vaksin.booking.timetable import BOOKABLE_SEATS, Timetable
from vaksin.clock import Clock
from vaksin.schema import sites, vaccination_sessions

# Somebody who comes this early, or stays in the queue this long after the end, is still served.
DOORS_OPEN_BEFORE = timedelta(hours=1)
DOORS_CLOSE_AFTER = timedelta(hours=2)

_SESSION = vaccination_sessions.c
_OPEN_SITES = select(sites.c.id).where(sites.c.is_open == 1)


@dataclass(frozen=True)
class Seats:
    """Takes and gives back seats within one transaction."""

    connection: Connection
    clock: Clock

    def take(self, session_id: str) -> None:
        """Take a seat for a citizen who books.

        Raises:
            SessionOver: if the session has begun, is closed or unknown, or its site is closed.
            SessionFull: if no seat is left beside those kept for walk-ins.
        """
        condition = (
            (_SESSION.starts_at > self.clock.now())
            & (BOOKABLE_SEATS > 0)
            & _SESSION.closed_at.is_(None)
            & _SESSION.site_id.in_(_OPEN_SITES)
        )
        if not self._take(session_id, condition):
            raise self._why_not(session_id)

    def take_at_door(self, session_id: str) -> None:
        """Take a seat for somebody who stands at the desk.

        Raises:
            SessionOver: if the session is not on, or closed.
            SessionFull: if everybody's seat is taken.
        """
        now = self.clock.now()
        is_on = (
            (_SESSION.starts_at <= now + DOORS_OPEN_BEFORE)
            & (_SESSION.ends_at > now - DOORS_CLOSE_AFTER)
            & _SESSION.closed_at.is_(None)
        )
        if self._take(session_id, is_on & (_SESSION.seats_taken < _SESSION.capacity)):
            return
        on = select(_SESSION.id).where(_SESSION.id == session_id, is_on)
        raise SessionFull if self.connection.execute(on).first() else SessionOver

    def take_back(self, session_id: str) -> None:
        """Take a seat again that the desk gave back, whatever the hour.

        Raises:
            SessionFull: if somebody else has it by now.
        """
        if not self._take(session_id, _SESSION.seats_taken < _SESSION.capacity):
            raise SessionFull

    def give_back(self, session_id: str, seats: int = 1) -> None:
        """Give seats back."""
        self.connection.execute(
            update(vaccination_sessions)
            .where(_SESSION.id == session_id)
            .values(seats_taken=_SESSION.seats_taken - seats)
        )

    def lock(self, session_ids: Collection[str]) -> None:
        """Let others that want these sessions wait; always in one order."""
        self.connection.execute(
            select(_SESSION.id)
            .where(_SESSION.id.in_(session_ids))
            .order_by(_SESSION.id)
            .with_for_update(key_share=True)
        )

    def _take(self, session_id: str, condition: Any) -> bool:
        taken = self.connection.execute(
            update(vaccination_sessions)
            .where(_SESSION.id == session_id, condition)
            .values(seats_taken=_SESSION.seats_taken + 1)
        )
        return bool(taken.rowcount)

    def _why_not(self, session_id: str) -> SessionFull | SessionOver:
        timetable = Timetable(self.connection, self.clock)
        return SessionFull() if timetable.is_bookable(session_id) else SessionOver()
