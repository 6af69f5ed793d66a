"""Ways to hold a seat and confirm it, and workers that do so as fast as they can."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing.synchronize import Barrier

from sqlalchemy import text
from sqlalchemy.engine import Connection

from vaksin.application import Vaksin
from vaksin.booking.model import Screening, Wanted
from vaksin.clock import SystemClock
from vaksin.content import CONTENT_FOLDER
from vaksin.database import create_engine
from vaksin.privacy.keys import DataKeys

# Every worker is a process of its own with some connections, as the parts of the product are.
WORKERS, CONNECTIONS_PER_WORKER = 8, 4

# Holds a seat for the n-th citizen in a session, and confirms it.
Book = Callable[[Vaksin, int, str], None]


def simplest(programme: Vaksin, citizen: int, session_id: str) -> None:
    """Lock the session's row, count its seats, write one; in tables that hold nothing else."""
    session = {"session": session_id}
    with programme.engine.begin() as connection:
        capacity = connection.execute(
            text("SELECT capacity FROM simple_sessions WHERE id = :session FOR UPDATE"), session
        ).scalar_one()
        taken = connection.execute(
            text("SELECT count(*) FROM simple_seats WHERE session_id = :session"), session
        ).scalar_one()
        assert taken < capacity
        seat = connection.execute(
            text(
                "INSERT INTO simple_seats (person_id, session_id, status)"
                " VALUES (:person, :session, 'held') RETURNING id"
            ),
            session | {"person": citizen},
        ).scalar_one()
    with programme.engine.begin() as connection:
        connection.execute(
            text("UPDATE simple_seats SET status = 'booked' WHERE id = :seat"), {"seat": seat}
        )


def make_simplest(connection: Connection, session_ids: Sequence[str]) -> None:
    """Make the tables of the simplest design anew."""
    for statement in (
        "DROP TABLE IF EXISTS simple_seats, simple_sessions",
        "CREATE TABLE simple_sessions (id text PRIMARY KEY, capacity int NOT NULL)",
        "CREATE TABLE simple_seats (id serial PRIMARY KEY, person_id int NOT NULL,"
        " session_id text NOT NULL REFERENCES simple_sessions, status text NOT NULL)",
        "CREATE INDEX ON simple_seats (session_id)",
    ):
        connection.execute(text(statement))
    for session_id in session_ids:
        connection.execute(
            text("INSERT INTO simple_sessions VALUES (:session, 1000000)"), {"session": session_id}
        )


def our_desk(programme: Vaksin, citizen: int, session_id: str) -> None:
    """Do no more than the simplest design does: take a seat, then make it a booking."""
    wanted, writing = Wanted(person_id(citizen)), programme.transactions.writing
    (held,) = writing(lambda act: act.desk.hold([wanted], contact_id(citizen), session_id))
    writing(lambda act: act.desk.confirm(held.id))


def our_services(programme: Vaksin, citizen: int, session_id: str) -> None:
    """Do all that a citizen's two taps do: repetitions, rules of doses, limits, queues."""
    wanted, seats = {person_id(citizen): Screening()}, programme.seats
    seats.hold(contact_id(citizen), session_id, wanted, request_id=f"simpan-{citizen}")
    seats.book(contact_id(citizen), session_id, wanted, request_id=f"pesan-{citizen}")


DESIGNS: dict[str, Book] = {
    "FOR UPDATE, hitung, tulis": simplest,
    "Vaksin WA, meja kursi saja": our_desk,
    "Vaksin WA, seluruh layanan": our_services,
}


@dataclass(frozen=True)
class Shift:
    """What a worker does: lets its citizens book in some sessions."""

    url: str
    keys: str
    design: str
    session_ids: tuple[str, ...]
    citizens: range
    seconds: float


_everybody: list[Barrier] = []


def wait_for(everybody: Barrier) -> None:
    """Have all workers begin their shifts together."""
    _everybody.append(everybody)


def work(shift: Shift) -> int:
    """Let citizens book until the time is over; return how many did."""
    programme, book = _programme(shift.url, shift.keys), DESIGNS[shift.design]
    newcomers = iter(shift.citizens)
    # The first one waits until everything is imported, read and connected.
    book(programme, next(newcomers), shift.session_ids[0])
    _everybody[0].wait()
    began = time.monotonic()

    def one_after_the_other(_: int) -> int:
        done = 0
        while time.monotonic() < began + shift.seconds:
            citizen = next(newcomers)
            book(programme, citizen, shift.session_ids[citizen % len(shift.session_ids)])
            done += 1
        return done

    with ThreadPoolExecutor(CONNECTIONS_PER_WORKER) as pool:
        return sum(pool.map(one_after_the_other, range(CONNECTIONS_PER_WORKER)))


def person_id(citizen: int) -> str:
    """Return the id under which a citizen of the bench is registered."""
    return f"orang-{citizen}"


def contact_id(citizen: int) -> str:
    """Return the id of a citizen's own number."""
    return f"kontak-{citizen}"


@cache
def _programme(url: str, keys: str) -> Vaksin:
    engine = create_engine(url, pool_size=CONNECTIONS_PER_WORKER)
    return Vaksin(engine, DataKeys.parse(keys), SystemClock(), CONTENT_FOLDER)
