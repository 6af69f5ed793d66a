"""Sessions, people and seats for the tests of booking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import TypeVar

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Engine

from tests.people import make_applicant
from vaksin.application import Vaksin
from vaksin.booking.desk import BookingDesk
from vaksin.booking.rules import SeatRules
from vaksin.booking.timetable import Timetable
from vaksin.clock import SettableClock
from vaksin.people.contacts import ContactBook
from vaksin.people.directory import Directory
from vaksin.people.model import SELF, Person
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, vaccination_sessions
from vaksin.service import load_service

T = TypeVar("T")
SITE = "JKT-TEBET-01"

AtDesk = Callable[[Callable[[BookingDesk], T]], T]
InDirectory = Callable[[Callable[[Directory], T]], T]
InBook = Callable[[Callable[[ContactBook], T]], T]
InTimetable = Callable[[Callable[[Timetable], T]], T]
AddSession = Callable[..., str]
AddPerson = Callable[[], tuple[str, str]]
Seats = Callable[[str], tuple[int, int]]


@pytest.fixture
def rules() -> SeatRules:
    """Return how long seats are held and offered in these tests."""
    return load_service().seats


@pytest.fixture
def at_desk(engine: Engine, keys: DataKeys, clock: SettableClock, rules: SeatRules) -> AtDesk:
    """Return a function that does something at the desk in a transaction of its own."""

    def run(work: Callable[[BookingDesk], T]) -> T:
        with engine.begin() as connection:
            return work(BookingDesk(connection, keys, clock, rules))

    return run


@pytest.fixture
def in_directory(engine: Engine, keys: DataKeys, clock: SettableClock) -> InDirectory:
    """Return a function that does something in the directory in a transaction of its own."""

    def run(work: Callable[[Directory], T]) -> T:
        with engine.begin() as connection:
            return work(Directory(connection, keys, clock))

    return run


@pytest.fixture
def in_book(engine: Engine, keys: DataKeys, clock: SettableClock) -> InBook:
    """Return a function that does something in the contact book in a transaction of its own."""

    def run(work: Callable[[ContactBook], T]) -> T:
        with engine.begin() as connection:
            return work(ContactBook(connection, keys, clock))

    return run


@pytest.fixture
def in_timetable(engine: Engine, clock: SettableClock) -> InTimetable:
    """Return a function that looks something up in the timetable in a transaction of its own."""

    def run(work: Callable[[Timetable], T]) -> T:
        with engine.begin() as connection:
            return work(Timetable(connection, clock))

    return run


@pytest.fixture
def add_session(programme: Vaksin, clock: SettableClock) -> AddSession:
    """Return a function that adds a session and returns its id."""
    numbers = count(1)

    def add(
        capacity: int = 5, in_hours: float = 48, site_id: str = SITE, vaccine_id: str = "indovac"
    ) -> str:
        session_id = f"UJI-{next(numbers)}"
        starts_at = clock.now() + timedelta(hours=in_hours)
        with programme.engine.begin() as connection:
            connection.execute(
                insert(vaccination_sessions).values(
                    id=session_id,
                    site_id=site_id,
                    local_date=starts_at.date(),
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                    vaccine_id=vaccine_id,
                    capacity=capacity,
                )
            )
        return session_id

    return add


@pytest.fixture
def add_person(in_book: InBook, in_directory: InDirectory) -> AddPerson:
    """Return a function that adds a person with a number and returns the ids of both."""
    serials: Iterator[int] = count(9001)

    def add() -> tuple[str, str]:
        serial = next(serials)
        applicant = make_applicant(serial)
        person = Person(
            id=f"orang-{serial}",
            nik=applicant.nik,
            name=applicant.name,
            birth_date=applicant.birth_date,
            district_code=applicant.district_code,
            group_id=applicant.group_id,
        )

        def write(directory: Directory) -> None:
            directory.save(person)
            directory.link(f"kontak-{serial}", person.id, SELF)

        in_book(lambda book: book.ensure_contact(f"kontak-{serial}"))
        in_directory(write)
        return person.id, f"kontak-{serial}"

    return add


@pytest.fixture
def seats(engine: Engine) -> Seats:
    """Return a function that tells a session's seats taken and its live bookings."""

    def read(session_id: str) -> tuple[int, int]:
        table = vaccination_sessions.c
        live = (bookings.c.session_id == session_id) & (bookings.c.status == "booked")
        with engine.begin() as connection:
            taken = connection.execute(
                select(table.seats_taken).where(table.id == session_id)
            ).scalar_one()
            booked = connection.execute(select(func.count(bookings.c.id)).where(live)).scalar_one()
        return taken, booked

    return read
