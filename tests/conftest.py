"""The parts that the tests of every package share: clock, keys, databases and the programme."""

from __future__ import annotations

import base64
import csv
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Table, insert, select, text
from sqlalchemy.engine import Engine, Row

from tests.people import make_applicant
from tests.postgres import running_postgres
from vaksin.application import MIGRATIONS, Applicant, Vaksin
from vaksin.booking.sites import SITES_FILE
from vaksin.clock import SettableClock
from vaksin.content import CONTENT_FOLDER
from vaksin.database import create_engine, upgrade
from vaksin.privacy.keys import KEY_BYTES, DataKeys
from vaksin.schema import metadata

# Monday, 1 March 2027, 06.00 WIB: no site has opened yet.
NOW = datetime(2027, 2, 28, 23, 0, tzinfo=timezone.utc)
# Two in South Jakarta, one in Central Jakarta, and one in each of the other time zones.
SITE_IDS = ("JKT-TEBET-01", "JKT-MENTENG-01", "JKT-CILANDAK-01", "DPS-UTARA-01", "DJJ-UTARA-01")
_KEYS = DataKeys.parse("1:" + base64.b64encode(b"k" * KEY_BYTES).decode())

PreparedRows = Callable[[Path, datetime], Mapping[Table, Sequence[Row]]]

# Property tests find what is wrong; how fast the machine is does not matter to them.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")


@pytest.fixture(autouse=True)
def ordinary_records() -> Iterator[None]:
    """Let the next test log as Python does: what starts a part keeps its whole process quiet."""
    factory = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(factory)


@pytest.fixture
def clock() -> SettableClock:
    """Return a clock that stands still."""
    return SettableClock(NOW)


@pytest.fixture
def keys() -> DataKeys:
    """Return data keys that protect nothing."""
    return _KEYS


@pytest.fixture
def applicant() -> Callable[..., Applicant]:
    """Return the maker of fictional applicants."""
    return make_applicant


@pytest.fixture(scope="session")
def few_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the real content with a handful of its sites."""
    folder = tmp_path_factory.mktemp("content")
    for file in CONTENT_FOLDER.iterdir():
        if file.name != SITES_FILE:
            (folder / file.name).symlink_to(file)
    header, *rows = list(csv.reader((CONTENT_FOLDER / SITES_FILE).open(encoding="utf-8")))
    with (folder / SITES_FILE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows if row[0].startswith(SITE_IDS))])
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the URL of a PostgreSQL database that lives as long as the test run."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[Engine]:
    """Return that database with the domain's tables."""
    engine = create_engine(postgres_url)
    upgrade(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres(migrated_postgres: Engine) -> Iterator[Engine]:
    """Return a PostgreSQL database whose tables are empty."""
    yield migrated_postgres
    # TRUNCATE makes every table and index anew, which takes far longer than most tests. Replicas
    # fire no triggers and check no foreign keys, so nothing forbids to empty the tables.
    deletions = "; ".join(f"DELETE FROM {table.name}" for table in metadata.sorted_tables)
    with migrated_postgres.begin() as connection:
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletions}"))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an SQLite database with the domain's tables."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine, MIGRATIONS)
    engine.dispose()
    return file


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """Return an SQLite database whose tables are empty."""
    shutil.copy(migrated_sqlite, tmp_path / "vaksin.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'vaksin.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Run the test on each database that the programme supports."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def prepared_rows(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> PreparedRows:
    """Return what tells the rows that the programme's preparation writes at a moment.

    Preparing takes longer than most tests, and at the same moment it always writes the same.
    """

    @cache
    def prepare(content: Path, moment: datetime) -> dict[Table, list[Row]]:
        file = tmp_path_factory.mktemp("prepared") / "vaksin.db"
        shutil.copy(migrated_sqlite, file)
        programme = Vaksin(
            create_engine(f"sqlite:///{file}"), _KEYS, SettableClock(moment), content
        )
        programme.prepare()
        with programme.engine.begin() as connection:
            rows = {
                table: connection.execute(select(table)).all() for table in metadata.sorted_tables
            }
        programme.engine.dispose()
        return rows

    return prepare


@pytest.fixture
def programme(
    engine: Engine,
    keys: DataKeys,
    clock: SettableClock,
    few_sites: Path,
    prepared_rows: PreparedRows,
) -> Vaksin:
    """Return the programme at work, with sites and sessions."""
    with engine.begin() as connection:
        for table, rows in prepared_rows(few_sites, clock.now()).items():
            if rows:
                connection.execute(insert(table), [row._asdict() for row in rows])
    return Vaksin(engine, keys, clock, few_sites)
