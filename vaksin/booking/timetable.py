"""Which sessions there are, with their sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from sqlalchemy import select
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

    def days(self) -> list[Any]:
        """Return the conditions that select the sessions of the wished days."""
        day = vaccination_sessions.c.local_date
        bounds = ((day.__ge__, self.first_day), (day.__le__, self.last_day))
        return [compare(bound) for compare, bound in bounds if bound is not None]

    def allows(self, session: VaccinationSession) -> bool:
        """Tell whether a session fits."""
        day, start = session.local_date, session.local_start.time()
        return (
            (self.vaccine_ids is None or session.vaccine_id in self.vaccine_ids)
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
        self, site_ids: Iterable[str] | None = None, wish: Wish | None = None
    ) -> list[VaccinationSession]:
        """Return the sessions with free seats that have not begun, the earliest first."""
        # There are thousands of sessions at a hundred sites: each site is read only once.
        site_of = {site.id: site for site in self.sites()}
        wanted = site_of.keys() if site_ids is None else site_of.keys() & set(site_ids)
        table = vaccination_sessions.c
        query = (
            select(*session_columns())
            .where(table.starts_at > self.clock.now(), table.closed_at.is_(None))
            .where(BOOKABLE_SEATS > 0)
            .where(table.site_id.in_(wanted), *(wish.days() if wish else ()))
            .order_by(table.starts_at, table.id)
        )
        found = (session_from(row, site_of[row.site_id]) for row in self.connection.execute(query))
        return [session for session in found if wish is None or wish.allows(session)]

    def site(self, site_id: str) -> Site | None:
        """Return one site, be it open or not."""
        query = select(sites.c.id.label("site_id"), *site_columns()).where(sites.c.id == site_id)
        row = self.connection.execute(query).first()
        return site_from(row) if row else None

    def sites(self) -> list[Site]:
        """Return every open site."""
        query = select(sites.c.id.label("site_id"), *site_columns()).where(sites.c.is_open == 1)
        return [site_from(row) for row in self.connection.execute(query)]


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
