"""How fast seats are held and confirmed, and whether that slows down as the country registers.

First 32 connections book as fast as they can: through the programme, through its desk alone, and by
the simplest design that never oversells, which locks the session's row, counts its seats and writes
one. Then one citizen after the other registers while the database grows from ten thousand people
with their past doses to a million. The ratios are what counts; the rest depends on the machine.
"""

from __future__ import annotations

import itertools
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, text
from sqlalchemy.engine import Engine

from tests.bench.designs import (
    DESIGNS,
    WORKERS,
    Shift,
    make_simplest,
    wait_for,
    work,
)
from tests.bench.growth import grow
from tests.people import BORN, FIRST_SERIAL, TEBET, nik_number
from tests.postgres import running_postgres
from vaksin.application import Applicant, Vaksin
from vaksin.clock import SystemClock
from vaksin.content import CONTENT_FOLDER
from vaksin.database import create_engine
from vaksin.identity.nik import Nik
from vaksin.people.model import SELF
from vaksin.privacy.keys import DataKeys
from vaksin.schema import vaccination_sessions

SITE = "JKT-TEBET-01"
SECONDS = 10.0
# Those who book at once, and so many of them in one worker's shift.
CROWD, SHARE = 100_000, 2_000
CROWD_ROWS = (
    "INSERT INTO contacts (id, created_at)"
    " SELECT 'kontak-' || n, :now FROM generate_series(0, :crowd - 1) AS n",
    "INSERT INTO persons (id, nik_hash, nik_sealed, name_sealed, birth_date_sealed, group_sealed,"
    " district_code, flags, created_at, updated_at)"
    " SELECT 'orang-' || n, md5('warga-' || n), :nik, :name, :born, :group, '31.74.01', '', :now,"
    " :now FROM generate_series(0, :crowd - 1) AS n",
    "INSERT INTO registrations (contact_id, person_id, relation, created_at)"
    " SELECT 'kontak-' || n, 'orang-' || n, 'diri_sendiri', :now"
    " FROM generate_series(0, :crowd - 1) AS n",
)
FEW, MANY = 10_000, 1_000_000
# So many rows are soon read from one end to the other.
SMALL_TABLE = 5_000
BOOKINGS = 200


@dataclass(frozen=True)
class Rate:
    """How many seats were held and confirmed per second, by a design, in some sessions."""

    design: str
    sessions: int
    per_second: float

    def line(self, simplest: Rate) -> str:
        """Return a row of the table."""
        return (
            f"{self.design:<44}{self.sessions:>5}{self.per_second:>12.0f}"
            f"{self.per_second / simplest.per_second:>12.2f}"
        )


def rates(programme: Vaksin, url: str, keys: str) -> Iterator[Rate]:
    """Measure every design, with everybody in one session and spread over many."""
    _register_crowd(programme)
    left = iter(range(0, CROWD, SHARE))
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, spawned, wait_for, (spawned.Barrier(WORKERS),)) as pool:
        for sessions in (1, 64):
            session_ids = tuple(_add_sessions(programme, sessions))
            with programme.engine.begin() as connection:
                make_simplest(connection, session_ids)
            for design in DESIGNS:
                shifts = [
                    Shift(url, keys, design, session_ids, range(first, first + SHARE), SECONDS)
                    for first in itertools.islice(left, WORKERS)
                ]
                yield Rate(design, sessions, sum(pool.map(work, shifts)) / SECONDS)


def medians(programme: Vaksin, newcomers: Iterator[int]) -> tuple[float, float]:
    """Return how many milliseconds it takes to hold a seat for somebody new, and to register."""
    (session_id,) = _add_sessions(programme, 1)
    held, registered = [], []
    for number in itertools.islice(newcomers, BOOKINGS):
        told = (f"baru-{number}", _applicant(number), session_id)
        for times, service in (
            (held, programme.seats.hold_for_new),
            (registered, programme.seats.register),
        ):
            started = time.perf_counter()
            service(*told, request_id=f"{service.__name__}-{number}")
            times.append(1000 * (time.perf_counter() - started))
    return statistics.median(held), statistics.median(registered)


@contextmanager
def watched(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Write down every statement, with its values, until the block ends."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def whole_tables_read(engine: Engine, statements: list[tuple[str, Any]]) -> set[str]:
    """Return the big tables that a statement reads from one end to the other, by its plan."""
    found: set[str] = set()
    with engine.connect() as connection:
        sizes = connection.execute(text("SELECT relname, reltuples FROM pg_class")).all()
        big = {row.relname for row in sizes if row.reltuples > SMALL_TABLE}
        for statement, values in statements:
            if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                (plan,) = connection.exec_driver_sql(
                    f"EXPLAIN (FORMAT JSON) {statement}", values
                ).scalar_one()
                found |= {name for name in _sequentially_read(plan["Plan"]) if name in big}
    return found


def _sequentially_read(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for part in node.get("Plans", ()):
        yield from _sequentially_read(part)


def growth(programme: Vaksin, engine: Engine) -> Iterator[str]:
    """Measure what registering costs among few people and among many; yield lines."""
    newcomers, found = itertools.count(), {}
    for first, last in ((1, FEW), (FEW + 1, MANY)):
        with engine.begin() as connection:
            grow(connection, first, last, SITE)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        medians(programme, itertools.islice(newcomers, 20))
        found[last] = medians(programme, newcomers)
        yield f"{last:>14,}{found[last][0]:>16.1f}{found[last][1]:>16.1f}".replace(",", ".")
    with watched(engine) as statements:
        medians(programme, itertools.islice(newcomers, 1))
    scanned = whole_tables_read(engine, statements)
    held, registered = (many / few for few, many in zip(*found.values(), strict=True))
    yield f"\n{'perbandingan':>14}{held:>16.2f}{registered:>16.2f}"
    yield f"{len(statements)} perintah SQL untuk menyimpan kursi dan mendaftar;"
    yield f"tabel besar yang dibaca seluruhnya: {', '.join(sorted(scanned)) or 'tidak ada'}"


def run() -> Iterator[str]:
    """Start a database, measure, and yield the lines to print."""
    keys = DataKeys.generate()
    with running_postgres() as url:
        engine = create_engine(url)
        programme = Vaksin(engine, DataKeys.parse(keys), SystemClock(), CONTENT_FOLDER)
        programme.prepare()
        yield f"{'simpan kursi, lalu pastikan':<44}{'sesi':>5}{'per detik':>12}{'banding':>12}"
        simplest: dict[int, Rate] = {}
        for rate in rates(programme, url, keys):
            yield rate.line(simplest.setdefault(rate.sessions, rate))
        yield f"\n{'orang':>14}{'simpan, ms':>16}{'daftar, ms':>16}"
        yield from growth(programme, engine)
        engine.dispose()


def _applicant(number: int) -> Applicant:
    born = BORN + timedelta(days=number // 900)
    nik = Nik(nik_number(FIRST_SERIAL + 1 + number % 900, born))
    return Applicant(nik, "Contoh Warga", born, TEBET, "lainnya", SELF, frozenset())


def _register_crowd(programme: Vaksin) -> None:
    """Register those who book at once, everybody from a number of their own.

    They have one name and NIK between them, so that there are many of them quickly.
    """
    told, seal = _applicant(0), programme.keys.seal
    values = {
        "crowd": CROWD,
        "now": programme.clock.now(),
        "nik": seal(told.nik.number),
        "name": seal(told.name),
        "born": seal(told.birth_date.isoformat()),
        "group": seal(told.group_id),
    }
    with programme.engine.begin() as connection:
        for statement in CROWD_ROWS:
            connection.execute(text(statement), values)


def _add_sessions(programme: Vaksin, number: int) -> list[str]:
    """Add sessions in three days' time that nobody can fill."""
    start = programme.clock.now() + timedelta(days=3)
    batch = time.monotonic_ns()
    rows = [
        {
            "id": f"BANDING-{batch}-{n}",
            "site_id": SITE,
            "local_date": start.date(),
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "vaccine_id": "indovac",
            "capacity": 1_000_000,
        }
        for n in range(number)
    ]
    with programme.engine.begin() as connection:
        connection.execute(insert(vaccination_sessions), rows)
    return [row["id"] for row in rows]


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
