"""Which sessions there are, with their sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from vaksin.booking.model import Site, VaccinationSession
from vaksin.clock import Clock
from vaksin.schema import sites, vaccination_sessions

_SITE_FIELDS = [column.name for column in fields(Site) if column.name != "id"]
# The seats of a session that citizens can still book; the rest is for those who walk in.
BOOKABLE_SEATS = (
    vaccination_sessions.c.capacity
    - vaccination_sessions.c.walk_in_seats
    - vaccination_sessions.c.seats_taken
)


@dataclass(frozen=True)
class Wish:
    """What a citizen asked of the day and hour; empty fields mean no preference."""

    first_day: date | None = None
    last_day: date | None = None
    earliest: time | None = None
    latest: time | None = None
    # Ids of the vaccines that the person may get; none given means all of them.
    vaccine_ids: frozenset[str] | None = None
    # Only sites that somebody in a wheelchair can enter.
    wheelchair: bool = False
    # For how many people together a session must have seats.
    seats: int = 1

    def at_any_time(self, first_day: date | None) -> Wish:
        """Return the same wish for any day from a first one on, and any hour."""
        return replace(self, first_day=first_day, last_day=None, earliest=None, latest=None)

    def conditions(self) -> list[Any]:
        """Return the conditions that select the sessions of the wished days and vaccines.

        Hours are those of the site; :meth:`allows` tells whether they fit.
        """
        day, vaccine = vaccination_sessions.c.local_date, vaccination_sessions.c.vaccine_id
        wished = (
            (day.__ge__, self.first_day),
            (day.__le__, self.last_day),
            (vaccine.in_, self.vaccine_ids),
        )
        return [compare(value) for compare, value in wished if value is not None]

    def allows(self, session: VaccinationSession) -> bool:
        """Tell whether a session fits."""
        day, start = session.local_date, session.local_start.time()
        return (
            (self.vaccine_ids is None or session.vaccine_id in self.vaccine_ids)
            and session.seats_free >= self.seats
            and (self.first_day is None or day >= self.first_day)
            and (self.last_day is None or day <= self.last_day)
            and (self.latest is None or start < self.latest)
            and (self.earliest is None or session.local_end.time() > self.earliest)
        )


@dataclass(frozen=True)
class Timetable:
    """Looks sessions up within one transaction."""

    connection: Connection
    clock: Clock

    def session(self, session_id: str) -> VaccinationSession | None:
        """Return one session, whatever its state."""
        row = self.connection.execute(
            select(*session_columns(), *site_columns())
            .join(sites, sites.c.id == vaccination_sessions.c.site_id)
            .where(vaccination_sessions.c.id == session_id)
        ).first()
        return session_from(row, site_from(row)) if row else None

    def is_bookable(self, session_id: str) -> bool:
        """Tell whether a session is open and has not begun, be it full or not."""
        table = vaccination_sessions.c
        query = (
            select(table.id)
            .join(sites, sites.c.id == table.site_id)
            .where(table.id == session_id, table.starts_at > self.clock.now())
            .where(table.closed_at.is_(None), sites.c.is_open == 1)
        )
        return self.connection.execute(query).first() is not None

    def ids_on(self, site_id: str, day: date) -> list[str]:
        """Return the ids of a site's sessions on a day, the earliest first."""
        table = vaccination_sessions.c
        query = select(table.id).where(table.site_id == site_id, table.local_date == day)
        return list(self.connection.execute(query.order_by(table.starts_at, table.id)).scalars())

    def free_sessions(
        self, site_ids: Iterable[str], wish: Wish | None = None
    ) -> list[VaccinationSession]:
        """Return these sites' sessions with free seats that have not begun, the earliest first."""
        # A site has dozens of sessions and is read only once.
        site_of = {site.id: site for site in self._open_sites(sites.c.id.in_(list(site_ids)))}
        if not site_of:
            return []
        table = vaccination_sessions.c
        query = (
            select(*session_columns())
            .where(table.starts_at > self.clock.now(), table.closed_at.is_(None))
            .where(BOOKABLE_SEATS > 0, table.site_id.in_(site_of))
            .where(*(wish.conditions() if wish else ()))
            .order_by(table.starts_at, table.id)
        )
        found = (session_from(row, site_of[row.site_id]) for row in self.connection.execute(query))
        return [session for session in found if wish is None or wish.allows(session)]

    def full_day(self, site_id: str, wish: Wish, not_before: datetime) -> date | None:
        """Return the first wished day on which a site gives a fitting vaccine and is full.

        Sessions that begin before a moment are left out.
        """
        table = vaccination_sessions.c
        query = (
            select(table.local_date)
            .join(sites, sites.c.id == table.site_id)
            .where(table.site_id == site_id, sites.c.is_open == 1, table.closed_at.is_(None))
            .where(table.starts_at > not_before, *wish.conditions())
            .group_by(table.local_date)
            .having(func.max(BOOKABLE_SEATS) <= 0)
            .order_by(table.local_date)
            .limit(1)
        )
        return self.connection.execute(query).scalar_one_or_none()

    def site(self, site_id: str) -> Site | None:
        """Return an open site."""
        return next(iter(self._open_sites(sites.c.id == site_id)), None)

    def known_site(self, site_id: str) -> Site | None:
        """Return one site, be it open or not."""
        query = select(sites.c.id.label("site_id"), *site_columns()).where(sites.c.id == site_id)
        row = self.connection.execute(query).first()
        return site_from(row) if row else None

    def sites(self) -> list[Site]:
        """Return every open site."""
        return self._open_sites()

    def _open_sites(self, *conditions: Any) -> list[Site]:
        query = select(sites.c.id.label("site_id"), *site_columns())
        rows = self.connection.execute(query.where(sites.c.is_open == 1, *conditions))
        return [site_from(row) for row in rows]


def session_columns() -> list[Any]:
    """Return the columns from which :func:`session_from` makes a session."""
    table = vaccination_sessions.c
    return [
        table.id.label("listed_session_id"),
        table.site_id,
        table.local_date,
        table.starts_at,
        table.ends_at,
        table.vaccine_id,
        BOOKABLE_SEATS.label("seats_free"),
    ]


def site_columns() -> list[Any]:
    """Return the columns from which, with a ``site_id``, :func:`site_from` makes a site."""
    return [sites.c[name] for name in _SITE_FIELDS]


def session_from(row: Any, site: Site) -> VaccinationSession:
    """Make a session of its site and a row that holds :func:`session_columns`."""
    return VaccinationSession(
        id=row.listed_session_id,
        site=site,
        local_date=row.local_date,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        vaccine_id=row.vaccine_id,
        seats_free=max(0, row.seats_free),
    )


def site_from(row: Any) -> Site:
    """Make a site of a row that holds :func:`site_columns` and ``site_id``."""
    return Site(id=row.site_id, **{name: getattr(row, name) for name in _SITE_FIELDS})
