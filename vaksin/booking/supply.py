"""Filling the database with the sites of ``content/`` and their sessions for the days ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from vaksin.booking.site_rows import SiteOrigin, SiteRows
from vaksin.booking.sites import SessionWindows, SiteRecord
from vaksin.clock import Clock, today_in
from vaksin.schema import vaccination_sessions


@dataclass(frozen=True)
class Supply:
    """Writes sites and sessions within one transaction; repeating it changes nothing."""

    connection: Connection
    clock: Clock

    def put_sites(self, records: Sequence[SiteRecord]) -> None:
        """Write all sites; those that are no longer among the records are closed, not deleted.

        Imported sites stay as they are (:mod:`vaksin.booking.imports`), and where there are any,
        invented ones are closed.
        """
        origins = self._rows.origins()
        imported = {key for key, origin in origins.items() if origin is SiteOrigin.IMPORT}
        ours = [record for record in records if record.id not in imported]
        stay_open = {record.id for record in ours if not (imported and record.sample)}
        self._rows.write(ours, SiteOrigin.CONTENT)
        self._rows.close_all_but(stay_open, SiteOrigin.CONTENT)

    def top_up(
        self, records: Sequence[SiteRecord], windows: SessionWindows, days_ahead: int
    ) -> int:
        """Add the sessions that are missing for today and the days ahead; return how many.

        Only open sites get any, and imported ones none: who imported them imports their sessions.
        """
        ours = self._rows.open_of(SiteOrigin.CONTENT)
        wanted = [
            session
            for record in records
            if record.id in ours
            for session in _sessions_of(record, windows, self.clock, days_ahead)
        ]
        table = vaccination_sessions.c
        first_day = min((session["local_date"] for session in wanted), default=date.max)
        upcoming = select(table.id).where(table.local_date >= first_day)
        known = set(self.connection.execute(upcoming).scalars())
        missing = [session for session in wanted if session["id"] not in known]
        self._rows.add_sessions(missing)
        return len(missing)

    @property
    def _rows(self) -> SiteRows:
        return SiteRows(self.connection, self.clock)


def _sessions_of(
    record: SiteRecord, windows: SessionWindows, clock: Clock, days_ahead: int
) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(record.timezone)
    first = today_in(clock, zone)
    for day in (first + timedelta(days=ahead) for ahead in range(days_ahead + 1)):
        for number, window in enumerate(windows.windows_on(record.kind, day.weekday())):
            capacity = window.places(record.daily_capacity)
            yield {
                "id": f"{record.id}-{day:%Y%m%d}-{window.start:%H%M}",
                "site_id": record.id,
                "local_date": day,
                "starts_at": datetime.combine(day, window.start, zone),
                "ends_at": datetime.combine(day, window.end, zone),
                "vaccine_id": _vaccine_for(record, day, number),
                "capacity": capacity,
                "walk_in_seats": windows.walk_in_seats(capacity),
            }


def _vaccine_for(record: SiteRecord, day: date, window_number: int) -> str:
    """Let a site with several vaccines give them in turn."""
    return record.vaccines[(day.toordinal() + window_number) % len(record.vaccines)]
