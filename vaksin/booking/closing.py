"""Closing and opening sessions and sites; who had a seat is rebooked elsewhere afterwards.

A site is closed for days, and so is every session that is written for these days later.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.schema import site_closures, vaccination_sessions

_SESSION = vaccination_sessions.c
_CLOSURE = site_closures.c
_IS_CLOSED = _CLOSURE.reopened_at.is_(None)


@dataclass(frozen=True)
class Days:
    """A stretch of days, both ends included; without a last day until further notice."""

    first: date
    last: date | None


@dataclass(frozen=True)
class Closings:
    """Closes and opens within one transaction; closing twice changes nothing."""

    connection: Connection
    clock: Clock

    def close_session(self, session_id: str) -> None:
        """Let nobody book a session any more."""
        self._close_sessions(_SESSION.id == session_id)

    def close_site(self, site_id: str, days: Days) -> None:
        """Let nobody book a session of a site on some days any more."""
        same = (_CLOSURE.site_id == site_id) & (_CLOSURE.first_day == days.first)
        same &= _CLOSURE.last_day.is_not_distinct_from(days.last)
        known = select(_CLOSURE.id).where(same, _IS_CLOSED)
        if self.connection.execute(known).first() is None:
            self.connection.execute(
                insert(site_closures).values(
                    id=uuid.uuid4().hex,
                    site_id=site_id,
                    first_day=days.first,
                    last_day=days.last,
                    closed_at=self.clock.now(),
                )
            )
        self.close_new_sessions()

    def close_new_sessions(self) -> None:
        """Close the sessions that were written for days on which their site is closed."""
        self._close_sessions(_covering().exists())

    def reopen_session(self, session_id: str) -> bool:
        """Open a session again; ``False`` if it was open, or its site is closed on that day."""
        reopened = self.connection.execute(
            update(vaccination_sessions)
            .where(_SESSION.id == session_id, _SESSION.closed_at.is_not(None))
            .where(~_covering().exists())
            .values(closed_at=None)
        )
        return bool(reopened.rowcount)

    def reopen_site(self, site_id: str) -> list[str]:
        """End all closures of a site; return the sessions to come that they had closed.

        A session that was closed by itself before them stays closed.
        """
        is_over = _SESSION.ends_at <= self.clock.now()
        closed = list(
            self.connection.execute(
                select(_SESSION.id)
                .where(_SESSION.site_id == site_id, ~is_over)
                .where(_covering().where(_CLOSURE.closed_at <= _SESSION.closed_at).exists())
                .order_by(_SESSION.starts_at)
            ).scalars()
        )
        self.connection.execute(
            update(site_closures)
            .where(_CLOSURE.site_id == site_id, _IS_CLOSED)
            .values(reopened_at=self.clock.now())
        )
        self.connection.execute(
            update(vaccination_sessions).where(_SESSION.id.in_(closed)).values(closed_at=None)
        )
        return closed

    def _close_sessions(self, condition: Any) -> None:
        self.connection.execute(
            update(vaccination_sessions)
            .where(condition, _SESSION.closed_at.is_(None))
            .values(closed_at=self.clock.now())
        )


def _covering() -> Any:
    """Return the closures that count for the session of the statement around it."""
    return (
        select(_CLOSURE.id)
        .where(_CLOSURE.site_id == _SESSION.site_id, _IS_CLOSED)
        .where(_CLOSURE.first_day <= _SESSION.local_date)
        .where(or_(_CLOSURE.last_day.is_(None), _CLOSURE.last_day >= _SESSION.local_date))
        .correlate(vaccination_sessions)
    )
