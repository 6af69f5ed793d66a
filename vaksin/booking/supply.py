"""Filling the database with the sites of ``content/`` and their sessions for the days ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from vaksin.booking.sites import SessionWindows, SiteRecord
from vaksin.clock import Clock, today_in
from vaksin.database import upsert
from vaksin.schema import sites, vaccination_sessions


@dataclass(frozen=True)
class Supply:
    """Writes sites and sessions within one transaction; repeating it changes nothing."""

    connection: Connection
    clock: Clock

    def put_sites(self, records: Sequence[SiteRecord]) -> None:
        """Write all sites; those that are no longer among the records are closed, not deleted."""
        known = set(self.connection.execute(select(sites.c.id)).scalars())
        self.connection.execute(update(sites).values(is_open=0))
        for record in records:
            values = _site_values(record)
            if record.id in known:
                self.connection.execute(update(sites).where(sites.c.id == record.id).values(values))
            else:
                self.connection.execute(insert(sites).values(id=record.id, **values))

    def top_up(
        self, records: Sequence[SiteRecord], windows: SessionWindows, days_ahead: int
    ) -> int:
        """Add the sessions that are missing for today and the days ahead; return how many.

        Sites that are closed, or not written yet, get none.
        """
        open_sites = select(sites.c.id).where(sites.c.is_open == 1)
        is_open = set(self.connection.execute(open_sites).scalars())
        wanted = [
            session
            for record in records
            if record.id in is_open
            for session in _sessions_of(record, windows, self.clock, days_ahead)
        ]
        table = vaccination_sessions.c
        first_day = min((session["local_date"] for session in wanted), default=date.max)
        upcoming = select(table.id).where(table.local_date >= first_day)
        known = set(self.connection.execute(upcoming).scalars())
        missing = [session for session in wanted if session["id"] not in known]
        if missing:
            # Another process may be adding them at this moment.
            new = upsert(self.connection, vaccination_sessions).on_conflict_do_nothing()
            self.connection.execute(new, missing)
        return len(missing)


def _sessions_of(
    record: SiteRecord, windows: SessionWindows, clock: Clock, days_ahead: int
) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(record.timezone)
    first = today_in(clock, zone)
    for day in (first + timedelta(days=ahead) for ahead in range(days_ahead + 1)):
        for number, window in enumerate(windows.windows_on(record.kind, day.weekday())):
            yield {
                "id": f"{record.id}-{day:%Y%m%d}-{window.start:%H%M}",
                "site_id": record.id,
                "local_date": day,
                "starts_at": datetime.combine(day, window.start, zone),
                "ends_at": datetime.combine(day, window.end, zone),
                "vaccine_id": _vaccine_for(record, day, number),
                "capacity": window.places(record.daily_capacity),
            }


def _vaccine_for(record: SiteRecord, day: date, window_number: int) -> str:
    """Let a site with several vaccines give them in turn."""
    return record.vaccines[(day.toordinal() + window_number) % len(record.vaccines)]


def _site_values(record: SiteRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "short_name": record.short_name,
        "kind": record.kind.value,
        "address": record.address,
        "district_code": record.district_code,
        "district": record.district,
        "city": record.city,
        "timezone": record.timezone,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "is_sample": int(record.sample),
        "is_open": 1,
    }
