"""Writing the sites and sessions of an operator's sheet; all of them, or none.

An imported site is looked after by whoever imported it: what ``content/`` says of it counts no
more. As soon as any site was imported the invented ones of ``content/`` are closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from vaksin.booking.session_rows import SessionRecord
from vaksin.booking.site_rows import SiteOrigin, SiteRows, site_values, update_many
from vaksin.booking.sites import SiteRecord
from vaksin.clock import Clock
from vaksin.schema import sites, vaccination_sessions

_SESSION = vaccination_sessions.c
# What may change about a session whose id, made of site, day, hour and vaccine, stays the same.
_CHANGEABLE = ("ends_at", "capacity", "walk_in_seats")


class SessionsInTheWay(ValueError):
    """Sessions cannot be written beside what was booked or imported before; none was.

    ``conflicts`` says of each by its id what is in the way, in Indonesian.
    """

    def __init__(self, conflicts: Mapping[str, str]) -> None:
        self.conflicts = dict(conflicts)
        super().__init__("\n".join(f"{key}: {problem}" for key, problem in conflicts.items()))


@dataclass(frozen=True)
class Written:
    """How many records were new, changed what was there, or said what was there.

    ``ids`` are those of the new and changed ones.
    """

    new: int
    changed: int
    same: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Imports:
    """Writes within one transaction; repeating it changes nothing."""

    connection: Connection
    clock: Clock

    def put_sites(self, records: Sequence[SiteRecord]) -> Written:
        """Write sites that an operator looks after; sites that were imported before stay."""
        rows = self.connection.execute(select(sites)).mappings()
        before = {row["id"]: dict(row) for row in rows}
        now = {r.id: {"id": r.id} | site_values(r, SiteOrigin.IMPORT) for r in records}
        site_rows = SiteRows(self.connection, self.clock)
        site_rows.write(records, SiteOrigin.IMPORT)
        is_content = sites.c.origin == SiteOrigin.CONTENT.value
        site_rows.close(is_content & (sites.c.is_sample == 1))
        fresh = [key for key in now if key not in before]
        changed = [key for key in now if key in before and before[key] != now[key]]
        return _written(fresh, changed, len(now))

    def put_sessions(self, records: Sequence[SessionRecord]) -> Written:
        """Write sessions; of one that is there the end and the seats may change.

        Raises:
            SessionsInTheWay: if one overlaps with another open session of the same site and
                vaccine, or has fewer seats than are taken; none is written.
        """
        there = self._upcoming()
        conflicts = dict(_conflicts(records, there))
        if conflicts:
            raise SessionsInTheWay(conflicts)
        fresh = {r.id: asdict(r) for r in records if r.id not in there}
        changed = {r.id: _changeable(r) for r in records if _is_changed(r, there.get(r.id))}
        SiteRows(self.connection, self.clock).add_sessions(list(fresh.values()))
        update_many(self.connection, vaccination_sessions, changed)
        return _written(list(fresh), list(changed), len(records))

    def timezones(self) -> dict[str, str]:
        """Return the time zone of every open site by the site's id."""
        query = select(sites.c.id, sites.c.timezone).where(sites.c.is_open == 1)
        return {row.id: row.timezone for row in self.connection.execute(query)}

    def _upcoming(self) -> dict[str, Any]:
        query = select(vaccination_sessions).where(_SESSION.ends_at > self.clock.now())
        return {row.id: row for row in self.connection.execute(query)}


def _conflicts(
    records: Sequence[SessionRecord], there: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    others: dict[tuple[str, date, str], list[Any]] = {}
    ours = {record.id for record in records}
    for row in there.values():
        if row.id not in ours and row.closed_at is None:
            others.setdefault((row.site_id, row.local_date, row.vaccine_id), []).append(row)
    for record in records:
        known = there.get(record.id)
        if known and record.capacity < known.seats_taken:
            yield record.id, f"{known.seats_taken} kursi sudah terisi; capacity tidak boleh kurang"
        for other in others.get((record.site_id, record.local_date, record.vaccine_id), ()):
            if other.starts_at < record.ends_at and record.starts_at < other.ends_at:
                remedy = "ubah jamnya, atau tutup dulu sesi itu"
                yield record.id, f"jamnya bertumpuk dengan sesi {other.id}; {remedy}"


def _is_changed(record: SessionRecord, row: Any) -> bool:
    return row is not None and any(
        getattr(record, name) != getattr(row, name) for name in _CHANGEABLE
    )


def _changeable(record: SessionRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _CHANGEABLE}


def _written(fresh: list[str], changed: list[str], all_of_them: int) -> Written:
    same = all_of_them - len(fresh) - len(changed)
    return Written(len(fresh), len(changed), same, (*fresh, *changed))
