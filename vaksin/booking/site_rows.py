"""Sites and new sessions as rows, whoever looks after them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.booking.closing import Closings
from vaksin.booking.sites import SiteRecord
from vaksin.clock import Clock
from vaksin.database import insert_rows, leave_taken
from vaksin.schema import sites, vaccination_sessions


class SiteOrigin(Enum):
    """Who looks after a site: the files of ``content/``, or who imported it."""

    CONTENT = "content"
    IMPORT = "import"


@dataclass(frozen=True)
class SiteRows:
    """Writes within one transaction."""

    connection: Connection
    clock: Clock

    def origins(self) -> dict[str, SiteOrigin]:
        """Return who looks after each site, by its id."""
        rows = self.connection.execute(select(sites.c.id, sites.c.origin))
        return {row.id: SiteOrigin(row.origin) for row in rows}

    def open_of(self, origin: SiteOrigin) -> set[str]:
        """Return the ids of the open sites that somebody looks after."""
        query = select(sites.c.id).where(sites.c.origin == origin.value, sites.c.is_open == 1)
        return set(self.connection.execute(query).scalars())

    def write(self, records: Sequence[SiteRecord], origin: SiteOrigin) -> None:
        """Write sites, new ones and those that are there, and open them."""
        known = self.origins().keys()
        values = {record.id: site_values(record, origin) for record in records}
        fresh = [{"id": key} | row for key, row in values.items() if key not in known]
        if fresh:
            self.connection.execute(insert(sites), fresh)
        update_many(
            self.connection, sites, {key: row for key, row in values.items() if key in known}
        )

    def close(self, condition: Any) -> None:
        """Let nobody find or book sites any more."""
        self.connection.execute(update(sites).where(condition).values(is_open=0))

    def close_all_but(self, site_ids: Collection[str], origin: SiteOrigin) -> None:
        """Close the sites of one origin that are not among these."""
        others = [k for k, o in self.origins().items() if o is origin and k not in site_ids]
        self.close(sites.c.id.in_(others))

    def add_sessions(self, sessions: list[dict[str, Any]]) -> None:
        """Write new sessions; those on days for which their site is closed are closed."""
        if sessions:
            # Another process may be adding them at this moment.
            insert_rows(self.connection, vaccination_sessions, sessions, leave_taken)
            Closings(self.connection, self.clock).close_new_sessions()


def update_many(connection: Connection, table: Any, rows: dict[str, dict[str, Any]]) -> None:
    """Give rows, by their ids, new values in the same columns."""
    if not rows:
        return
    columns = next(iter(rows.values()))
    connection.execute(
        update(table)
        .where(table.c.id == bindparam("of_row"))
        .values({name: bindparam(f"new_{name}") for name in columns}),
        [
            {"of_row": key} | {f"new_{name}": value for name, value in row.items()}
            for key, row in rows.items()
        ],
    )


def site_values(record: SiteRecord, origin: SiteOrigin) -> dict[str, Any]:
    """Return the columns of an open site."""
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
        "wheelchair": int(record.wheelchair),
        "origin": origin.value,
    }
