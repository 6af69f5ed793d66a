"""Sessions as the sites see them: with all their seats, and whether they are closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from vaksin.booking.closing import Days
from vaksin.booking.model import VaccinationSession
from vaksin.booking.timetable import session_columns, session_from, site_columns, site_from
from vaksin.clock import Clock
from vaksin.schema import sites, vaccination_sessions

_TABLE = vaccination_sessions.c


@dataclass(frozen=True)
class SessionState:
    """A session with its seats; ``walk_in_seats`` of ``capacity`` are kept for walk-ins."""

    session: VaccinationSession
    capacity: int
    walk_in_seats: int
    seats_taken: int
    closed_at: datetime | None


@dataclass(frozen=True)
class Agenda:
    """Looks sessions up within one transaction, whatever their state."""

    connection: Connection
    clock: Clock

    def of(self, session_id: str) -> SessionState | None:
        """Return one session."""
        return next(iter(self._find(_TABLE.id == session_id)), None)

    def on(self, site_id: str, day: date) -> list[SessionState]:
        """Return the sessions of a site on a day, the earliest first."""
        return self._find((_TABLE.site_id == site_id) & (_TABLE.local_date == day))

    def not_over(self, site_id: str, days: Days) -> list[SessionState]:
        """Return the sessions of a site on some days that are not over, the earliest first."""
        return self._find(
            (_TABLE.site_id == site_id)
            & (_TABLE.local_date >= days.first)
            & (_TABLE.local_date <= days.last if days.last else True)
            & (_TABLE.ends_at > self.clock.now())
        )

    def open_after(
        self, site_ids: Collection[str], moment: datetime, last: date
    ) -> list[VaccinationSession]:
        """Return the open sessions that begin after a moment, full or not, the earliest first."""
        found = self._find(
            _TABLE.site_id.in_(site_ids)
            & (_TABLE.starts_at > moment)
            & (_TABLE.local_date <= last)
            & _TABLE.closed_at.is_(None)
            & (sites.c.is_open == 1)
        )
        return [state.session for state in found]

    def _find(self, condition: Any) -> list[SessionState]:
        rows = self.connection.execute(
            select(
                *session_columns(),
                *site_columns(),
                _TABLE.capacity,
                _TABLE.walk_in_seats,
                _TABLE.seats_taken,
                _TABLE.closed_at,
            )
            .join(sites, sites.c.id == _TABLE.site_id)
            .where(condition)
            .order_by(_TABLE.starts_at, _TABLE.id)
        )
        return [
            SessionState(
                session_from(row, site_from(row)),
                row.capacity,
                row.walk_in_seats,
                row.seats_taken,
                row.closed_at,
            )
            for row in rows
        ]
