"""Two thousand citizens want five hundred seats at the same time, and change their minds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from threading import Event, Lock, Thread
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from tests.integration.vaksin.invariants import broken
from tests.people import BORN, FIRST_SERIAL, TEBET, nik_number
from vaksin.application import Vaksin
from vaksin.booking.model import BookingError, Screening
from vaksin.clock import SettableClock
from vaksin.database import create_engine
from vaksin.identity.nik import Nik
from vaksin.people.directory import Directory
from vaksin.people.model import Person
from vaksin.schema import bookings, contacts, registrations

FAMILY_SIZES = (1, 1, 1, 2, 3)
# How many of those who find no seat wait for one.
WAITING_PART = 0.1


@dataclass(frozen=True)
class Size:
    """How many people want how many seats, spread over how many sessions, at once."""

    people: int
    seats: int
    sessions: int
    connections: int


# SQLite lets one write after the other; more would only wait.
SIZES = {"postgresql": Size(2000, 500, 5, 32), "sqlite": Size(120, 30, 3, 8)}


@dataclass
class Family:
    """Those who are registered from one number; they go together or not at all."""

    contact_id: str
    person_ids: list[str]

    def all_healthy(self) -> dict[str, Screening]:
        return dict.fromkeys(self.person_ids, Screening())


@dataclass
class Rush:
    """What everybody does, each from a connection of their own."""

    programme: Vaksin
    clock: SettableClock
    session_ids: Sequence[str]
    refusals: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def come(self, family: Family, seed: int) -> None:
        """Think about a seat, and then take it, leave it, give it back, move or queue for one."""
        choice, seats = random.Random(seed), self.programme.seats
        mind = choice.choice(("sure", "sure", "sure", "forgets", "leaves", "cancels", "moves"))
        here, there = choice.sample(self.session_ids, 2)
        request = (family.contact_id, here, family.all_healthy())
        if not self._try(seats.hold, *request):
            if choice.random() < WAITING_PART:
                self._queue(family, here)
            return
        self.pass_time(timedelta(seconds=2))
        if mind == "leaves":
            self._try(seats.release, family.contact_id)
        if mind in ("forgets", "leaves"):
            return
        for booking in self._try(seats.book, *request) or ():
            if mind == "cancels":
                self._try(seats.cancel, family.contact_id, booking.id)
            elif mind == "moves":
                self._try(seats.reschedule, family.contact_id, booking.id, there)

    def insist(self, registration: Any) -> None:
        """Let somebody book any seat that is left."""
        wanted, contact_id = {registration.person_id: Screening()}, registration.contact_id
        for session_id in self.session_ids:
            if self._try(self.programme.seats.book, contact_id, session_id, wanted):
                return

    def take_offer(self, booking: Any) -> None:
        """Say yes to a seat that was offered."""
        self._try(self.programme.seats.take_offer, booking.contact_id, booking.id)

    def pass_time(self, by: timedelta) -> None:
        with self._lock:
            self.clock.advance(by)

    def tidy_up(self) -> None:
        """Do what the programme does by itself every now and then."""
        self.programme.transactions.writing(lambda act: act.desk.expire())

    def _queue(self, family: Family, session_id: str) -> None:
        session = self.programme.session(session_id)
        place = (session.site.id, session.local_date)
        self._try(self.programme.seats.wait, family.contact_id, *place, family.all_healthy())

    def _try(self, service: Callable[..., Any], *arguments: Any) -> Any:
        """Return what came of asking for something; nothing if the domain refused it.

        Anything but a refusal is an error, which no citizen may ever meet.
        """
        try:
            return service(*arguments)
        except BookingError as refusal:
            with self._lock:
                self.refusals[type(refusal).__name__] += 1
            return None


@pytest.fixture
def size(engine: Engine) -> Size:
    return SIZES[engine.dialect.name]


@pytest.fixture
def rush(programme: Vaksin, size: Size, clock, keys, add_session) -> Iterator[Rush]:
    """Return the rush on a programme that has a connection for everybody who is served."""
    session_ids = [add_session(capacity=size.seats // size.sessions) for _ in range(size.sessions)]
    engine = create_engine(programme.engine.url, pool_size=size.connections + 2)
    yield Rush(Vaksin(engine, keys, clock, programme.content), clock, session_ids)
    engine.dispose()


@pytest.fixture
def families(programme: Vaksin, size: Size, keys, clock) -> list[Family]:
    """Return people who are registered already, up to three from a number."""
    choice, newcomers = random.Random(1), (_person(number) for number in count())
    found: list[Family] = []
    with programme.engine.begin() as connection:
        directory = Directory(connection, keys, clock)
        while (left := size.people - sum(len(family.person_ids) for family in found)) > 0:
            family = Family(f"kontak-{len(found)}", [])
            connection.execute(
                insert(contacts).values(id=family.contact_id, created_at=clock.now())
            )
            for _ in range(min(left, choice.choice(FAMILY_SIZES))):
                person = next(newcomers)
                directory.save(person)
                directory.link(family.contact_id, person.id, "keluarga")
                family.person_ids.append(person.id)
            found.append(family)
    return found


def _person(number: int) -> Person:
    born = BORN + timedelta(days=number // 900)
    nik = Nik(nik_number(FIRST_SERIAL + 1 + number % 900, born))
    return Person(f"orang-{number}", nik, "Contoh Warga", born, TEBET, "lainnya")


@contextmanager
def watched(rush: Rush) -> Iterator[list[tuple[str, str]]]:
    """Keep looking for what is broken, and let the programme tidy up, until the block ends.

    A statement sees the database as it is between transactions, so nothing may ever be broken.
    """
    found: list[tuple[str, str]] = []
    is_over = Event()

    def watch() -> None:
        rules = rush.programme.service.seats
        while not is_over.wait(1.0):
            rush.tidy_up()
            with rush.programme.transactions.reading() as act:
                found.extend(broken(act.connection, rush.clock.now(), rules))

    thread = Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        is_over.set()
        thread.join()


def rows(rush: Rush, query: Any) -> list[Any]:
    with rush.programme.engine.begin() as connection:
        return connection.execute(query).all()


def seats_taken(rush: Rush) -> list[Any]:
    """Return the bookings that have a seat."""
    has_seat = bookings.c.status.in_(("held", "booked"))
    of_rush = bookings.c.session_id.in_(rush.session_ids)
    return rows(rush, select(bookings).where(has_seat, of_rush))


def fill_up(rush: Rush, pool: ThreadPoolExecutor, seats: int) -> None:
    """Let those who forgot lose their seats, and others take them, until all are booked."""
    while True:
        rush.pass_time(timedelta(minutes=11))
        rush.tidy_up()
        has_seat = {row.person_id for row in seats_taken(rush)}
        offers = [row for row in seats_taken(rush) if row.status == "held"]
        left = [row for row in rows(rush, select(registrations)) if row.person_id not in has_seat]
        if len(has_seat) == seats and not offers:
            return
        wanting = left[: 2 * (seats - len(has_seat))]
        list(pool.map(rush.take_offer, offers))
        list(pool.map(rush.insist, wanting))


def test_every_seat_goes_to_one_person_however_many_want_it_and_change_their_minds(
    rush, families, size
):
    with watched(rush) as found, ThreadPoolExecutor(size.connections) as pool:
        list(pool.map(rush.come, families, range(len(families))))
        fill_up(rush, pool, size.seats)
    taken = seats_taken(rush)
    assert {row.status for row in taken} == {"booked"}
    assert len(taken) == len({row.person_id for row in taken}) == size.seats
    assert found == []
    # That people were refused for want of a seat is what makes it a rush.
    assert rush.refusals["SessionFull"] > size.seats
