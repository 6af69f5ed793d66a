"""Counting bookings for statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from vaksin.booking.model import BookingStatus
from vaksin.booking.statistics import BookingCount
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, persons, sites, vaccination_sessions

_SESSION = vaccination_sessions.c
_COLUMNS = (
    sites.c.short_name,
    sites.c.city,
    _SESSION.local_date,
    bookings.c.dose,
    bookings.c.status,
)


@dataclass(frozen=True)
class Counts:
    """Counts within one transaction; nobody's name is read."""

    connection: Connection
    keys: DataKeys

    def without_groups(self, first: date | None, last: date | None) -> list[BookingCount]:
        """Count the bookings of the sessions on some days; the group of each count is empty."""
        query = select(*_COLUMNS, func.count().label("people")).group_by(*_COLUMNS)
        rows = self.connection.execute(_of_days(query, first, last))
        return [_count(row, "", row.people) for row in rows]

    def with_groups(
        self, first: date | None, last: date | None, labels: Mapping[str, str]
    ) -> list[BookingCount]:
        """Count them by group too; groups are sealed, so every booking is read.

        ``labels`` are the names of groups by their ids.
        """
        query = _of_days(select(*_COLUMNS, persons.c.group_sealed), first, last)
        rows = self.connection.execute(query.execution_options(yield_per=1000))
        return [_count(row, self._group(row, labels), 1) for row in rows]

    def _group(self, row: Any, labels: Mapping[str, str]) -> str:
        group_id = self.keys.open(row.group_sealed)
        return labels.get(group_id, group_id)


def _of_days(query: Any, first: date | None, last: date | None) -> Any:
    query = query.select_from(
        bookings.join(vaccination_sessions, _SESSION.id == bookings.c.session_id)
        .join(sites, sites.c.id == _SESSION.site_id)
        .join(persons, persons.c.id == bookings.c.person_id)
    )
    if first:
        query = query.where(_SESSION.local_date >= first)
    return query.where(_SESSION.local_date <= last) if last else query


def _count(row: Any, group: str, people: int) -> BookingCount:
    return BookingCount(
        site=f"{row.short_name}, {row.city}",
        day=row.local_date,
        dose=row.dose,
        group=group,
        status=BookingStatus(row.status),
        people=people,
    )
