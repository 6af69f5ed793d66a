"""Sealing anew, with the newest key, what an older one sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import MetaData, Table, and_, column, func, inspect, or_, select, table, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.privacy.keys import CannotDecrypt, DataKeys

_SEALED = "_sealed"


@dataclass(frozen=True)
class Batch:
    """What became of some rows of a table.

    ``unreadable`` rows are sealed with a key that is not among the data keys, or were changed; they
    are left as they are. ``last`` is the key of the last row, ``None`` if there was none.
    """

    resealed: int
    unreadable: int
    last: Any


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns; its rows have one primary key.

    It is named, not given, because a table may open and seal its columns by itself.
    """

    name: str
    key: str
    columns: tuple[str, ...]

    def exists(self, connection: Connection) -> bool:
        """Tell whether the table was made; some are made when their process first starts."""
        return bool(inspect(connection).has_table(self.name))

    def count_outdated(self, connection: Connection, keys: DataKeys) -> int:
        """Return how many rows hold something that the newest key did not seal."""
        outdated = select(func.count()).select_from(self._table).where(self._is_outdated(keys))
        return int(connection.execute(outdated).scalar_one())

    def reseal(self, connection: Connection, keys: DataKeys, after: Any, limit: int) -> Batch:
        """Seal so many rows anew that come after one by their key, ``None`` for the first ones."""
        key = self._table.c[self.key]
        query = select(self._table).where(self._is_outdated(keys)).order_by(key).limit(limit)
        rows = connection.execute(query if after is None else query.where(key > after)).all()
        done = [self._reseal_row(connection, keys, row._mapping) for row in rows]
        last = rows[-1]._mapping[self.key] if rows else None
        return Batch(sum(done), len(done) - sum(done), last)

    def versions(self, connection: Connection, keys: DataKeys) -> set[int]:
        """Return the versions of those data keys without which something cannot be opened."""
        return {v for v in keys.by_version if self._has(connection, self._any(_sealed_by(v)))}

    def _reseal_row(self, connection: Connection, keys: DataKeys, row: Any) -> bool:
        old = {name: row[name] for name in self.columns if row[name] is not None}
        try:
            new = {name: keys.reseal(sealed) for name, sealed in old.items()}
        except CannotDecrypt:
            return False
        # What somebody else has written in the meantime is sealed with the newest key already.
        unchanged = and_(*(self._table.c[name] == sealed for name, sealed in old.items()))
        this = self._table.c[self.key] == row[self.key]
        connection.execute(update(self._table).where(this, unchanged).values(new))
        return True

    def _is_outdated(self, keys: DataKeys) -> ColumnElement[bool]:
        newest = _sealed_by(keys.newest)
        return self._any(lambda sealed: sealed.is_not(None) & ~newest(sealed))

    def _any(self, condition: Any) -> ColumnElement[bool]:
        return or_(*(condition(self._table.c[name]) for name in self.columns))

    def _has(self, connection: Connection, condition: ColumnElement[bool]) -> bool:
        found = select(self._table.c[self.key]).where(condition).limit(1)
        return connection.execute(found).first() is not None

    @cached_property
    def _table(self) -> Any:
        return table(self.name, column(self.key), *map(column, self.columns))


def sealed_tables(metadata: MetaData) -> Sequence[SealedTable]:
    """Return every table with columns whose names end in ``_sealed``."""
    found = ((one, _sealed_columns(one)) for one in metadata.sorted_tables)
    return [SealedTable(one.name, _key_of(one), sealed) for one, sealed in found if sealed]


def present(tables: Collection[SealedTable], connection: Connection) -> Sequence[SealedTable]:
    """Return those of several tables that were made already."""
    return [one for one in tables if one.exists(connection)]


def _sealed_by(version: int) -> Any:
    return lambda sealed: sealed.startswith(f"{version}:")


def _sealed_columns(described: Table) -> tuple[str, ...]:
    return tuple(c.name for c in described.columns if c.name.endswith(_SEALED))


def _key_of(described: Table) -> str:
    (key,) = described.primary_key.columns
    return str(key.name)
