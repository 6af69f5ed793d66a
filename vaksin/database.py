"""Connections to the database: SQLite embedded in one machine, PostgreSQL for many."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, MetaData, Table, bindparam, event, text
from sqlalchemy import create_engine as sqlalchemy_engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

SQLITE_BUSY_SECONDS = 30
POSTGRES_CONNECT_SECONDS = 5
RESTS_UNTESTED_SECONDS = 1.0
# Any number that no other advisory lock in the database uses.
_UPGRADE_LOCK = 7_202_103
_DIALECTS: Mapping[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Return metadata whose constraints get predictable names on every engine."""
    return MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator):
    """A moment, kept in UTC and always given back aware (SQLite forgets time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn an aware moment into UTC."""
        return None if value is None else value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Mark what the database returns as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value


class Moved(FunctionElement):
    """A moment of a row, and so much time after it (or before it), as the database reckons it."""

    inherit_cache = False  # how much time is no part of what SQLAlchemy would remember it by
    type = UtcDateTime()

    def __init__(self, moment: ColumnElement, by: timedelta) -> None:
        super().__init__(moment)
        self.seconds = int(by.total_seconds())


@compiles(Moved, "postgresql")
def _moved_on_postgresql(element: Moved, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"({moment} + make_interval(secs => {element.seconds}))"


@compiles(Moved, "sqlite")
def _moved_on_sqlite(element: Moved, compiler: Any, **how: Any) -> str:
    # Moments are texts with six decimals there, of which SQLite's own clock knows three.
    moment = compiler.process(element.clauses, **how)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {moment}, '{element.seconds:+d} seconds') || '000')"


def create_engine(url: str | URL, pool_size: int = 5) -> Engine:
    """Return an engine whose errors carry no values (they may be personal data).

    ``pool_size`` connections are kept open; ten more are opened when all of them are in use.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = sqlalchemy_engine(
            parsed,
            future=True,
            hide_parameters=True,
            pool_size=pool_size,
            # Many changes of one form travel together instead of one by one.
            executemany_mode="values_plus_batch",
            connect_args={"connect_timeout": POSTGRES_CONNECT_SECONDS},
        )
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", _test_after_rest)
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy_engine(
        parsed,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=pool_size,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes nothing, so that on SQLite it keeps nobody waiting."""
    with engine.connect() as connection, connection.execution_options(only_reads=True).begin():
        yield connection


def upgrade(engine: Engine, scripts: Path, version_table: str = "alembic_version") -> None:
    """Bring the tables that a folder of migration scripts describes to their newest form."""
    config = Config()
    # Alembic's configuration takes a single % for the start of a variable.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["version_table"] = version_table
    with engine.connect() as connection, _tables_replaceable(connection), connection.begin():
        _wait_for_other_upgrades(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def insert_if_new(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless a unique key of it is taken; tell whether it was inserted.

    Waits for other transactions that are about to take the key, so that it is there to be read
    afterwards.
    """
    return bool(insert_rows(connection, table, [values], leave_taken))


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    on_conflict: Callable[[Any], Any],
) -> int:
    """Insert rows that have the same columns; return how many were inserted or changed.

    ``on_conflict`` adds to an INSERT what to do about a unique key that is taken. It must be a
    module's function: what it adds to one INSERT counts for all.
    """
    dialect_name, columns = connection.dialect.name, tuple(rows[0])
    if len(rows) > 1:
        return int(connection.execute(on_conflict(upsert(dialect_name, table)), rows).rowcount)
    statement = _compiled_once(dialect_name, table, columns, on_conflict)
    return int(connection.execute(statement, rows[0]).rowcount)


def upsert(dialect_name: str, table: Table) -> Any:
    """Return an INSERT that can be told what to do about a unique key that is taken."""
    return _DIALECTS[dialect_name].insert(table)


def leave_taken(statement: Any) -> Any:
    """Let an INSERT leave out rows of which a unique key is taken."""
    return statement.on_conflict_do_nothing()


@cache
def _compiled_once(
    dialect_name: str,
    table: Table,
    columns: tuple[str, ...],
    on_conflict: Callable[[Any], Any],
) -> TextClause:
    """Return an INSERT of one row as text, which SQLAlchemy runs as it is.

    It compiles every INSERT with a conflict clause anew, which takes longer than running it.
    """
    dialect = _DIALECTS[dialect_name].dialect(paramstyle="named")
    statement = on_conflict(upsert(dialect_name, table))
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    types = {name: table.c[name].type for name in columns}
    return text(str(compiled)).bindparams(*(bindparam(n, type_=t) for n, t in types.items()))


def run_migrations(context: Any) -> None:
    """Run an Alembic environment's migrations on the connection that :func:`upgrade` opened."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        version_table=attributes["version_table"],
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def _tables_replaceable(connection: Connection) -> Iterator[None]:
    """Let SQLite put a new table in the place of one to which others refer.

    That is how it changes one. Only outside of a transaction can it be told to look away.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _wait_for_other_upgrades(connection: Connection) -> None:
    # Several processes may start at once; on SQLite the transaction itself keeps others waiting.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")


def _note_rest(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _test_after_rest(connection: Any, record: Any, _proxy: Any) -> None:
    """Replace a connection that was cut while nobody used it.

    SQLAlchemy's own ``pool_pre_ping`` asks before every transaction, which is a good part of what
    a short one costs; one that was in use a moment ago is taken to be there.
    """
    rests_since = record.info.get("rests_since", time.monotonic())
    if time.monotonic() - rests_since < RESTS_UNTESTED_SECONDS:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except connection.Error as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would start a transaction too late (on the first write).
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # In SQLite a transaction that reads first and writes later cannot wait for a lock: it fails.
    only_reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
