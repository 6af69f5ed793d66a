"""Numbers of which nothing is left but that they can be reached.

They came in by a list and never wrote, or wrote long ago and left nothing behind. Whoever writes
again is a stranger. Who wished for silence is none, because the wish is kept with the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.privacy.keeping import DataKind
from vaksin.schema import contact_addresses, contacts, metadata

_TABLE = contacts.c
# Whatever table comes to refer to contacts, it keeps them.
_REFERRING = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    if table not in (contacts, contact_addresses) and column.references(_TABLE.id)
]
_OTHERS = contacts.alias()


@dataclass(frozen=True)
class Strangers:
    """The shelf of such contacts; ``kept_elsewhere`` names those of whom others keep something."""

    kept_elsewhere: Sequence[ColumnElement[str]]
    kind: DataKind = DataKind.CAMPAIGN

    def count_older(self, connection: Connection, moment: datetime) -> int:
        """Return how many became known before a moment."""
        counted = select(func.count()).select_from(contacts).where(*self._are_old(moment))
        return int(connection.execute(counted).scalar_one())

    def clear_older(self, connection: Connection, moment: datetime, limit: int) -> int:
        """Delete so many of them at most, with their addresses; return how many."""
        old = (
            select(_TABLE.id)
            .where(*self._are_old(moment))
            .limit(limit)
            .with_for_update(skip_locked=True, of=contacts)
        )
        found = connection.execute(old).scalars().all()
        if found:
            addresses = contact_addresses.c.contact_id.in_(found)
            connection.execute(delete(contact_addresses).where(addresses))
            connection.execute(delete(contacts).where(_TABLE.id.in_(found)))
        return len(found)

    def _are_old(self, moment: datetime) -> Iterator[ColumnElement[bool]]:
        yield _TABLE.created_at < moment
        yield _TABLE.merged_into.is_(None)
        # What comes from a terminal has none.
        yield exists().where(contact_addresses.c.contact_id == _TABLE.id)
        for column in (*_REFERRING, _OTHERS.c.merged_into, *self.kept_elsewhere):
            yield ~exists().where(column == _TABLE.id)
