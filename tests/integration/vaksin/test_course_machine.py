"""Whatever citizens, desks and the clock do, in any order: what must hold holds after every step.

``HYPOTHESIS_PROFILE=long`` looks for longer, and each time elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Engine

from tests.conftest import NOW
from tests.integration.vaksin.invariants import broken
from tests.people import BORN, make_applicant
from vaksin.application import (
    BeingErased,
    NeedsOfficer,
    NotDue,
    NothingToSettle,
    NotProven,
    NotYours,
    Vaksin,
    WasVaccinated,
)
from vaksin.application.closures import ClosedWithItsSite
from vaksin.application.family import Keep
from vaksin.application.site_desk import ImpossibleDay, ImpossibleMoment, Injection, WalkIn
from vaksin.booking.model import BookingError, Screening
from vaksin.booking.timetable import BOOKABLE_SEATS
from vaksin.clock import WIB, SettableClock
from vaksin.content import CONTENT_FOLDER
from vaksin.eligibility.course import GivenDose
from vaksin.eligibility.doses import NextDose, next_dose
from vaksin.limits import TooManyTries
from vaksin.privacy.keys import DataKeys
from vaksin.schema import (
    LIVE_STATUSES,
    access_log,
    bookings,
    metadata,
    persons,
    registrations,
    sites,
    vaccination_sessions,
    vaccinations,
)

REFUSALS = (
    BookingError,
    NeedsOfficer,
    NotDue,
    NotYours,
    TooManyTries,
    ImpossibleDay,
    ImpossibleMoment,
    ClosedWithItsSite,
    BeingErased,
    NotProven,
    NothingToSettle,
    WasVaccinated,
)

# So few of everything that people stand in one another's way all the time.
CONTACTS = ("kontak-1", "kontak-2", "kontak-3")
SERIALS = (9001, 9002, 9003, 9004)
FIRST_REGISTERED = (("kontak-1", 9001), ("kontak-1", 9002), ("kontak-2", 9003))
GROUP = make_applicant().group_id
HERE, THERE = "TEMPAT-1", "TEMPAT-2"
# The sessions of every day: site, hour, vaccine, seats, seats for walk-ins.
SESSIONS = (
    (HERE, 8, "indovac", 1, 0),
    (THERE, 10, "inavac", 2, 1),
)
DAYS_AHEAD = 1
# The second dose follows after 28 days.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 1, 11, 11, 45, 121, 600, 27 * 1440))

contacts = st.sampled_from(CONTACTS)
serials = st.sampled_from(SERIALS)
which = st.integers(0, 7)


@dataclass(frozen=True)
class Ticket:
    """A seat as it was given; it may be in another session by now, or gone."""

    booking_id: str
    code: str
    person_id: str
    contact_id: str | None
    session_id: str


@dataclass(frozen=True)
class Session:
    """A session of the town."""

    id: str
    site_id: str
    starts_at: datetime
    vaccine_id: str


class Course(RuleBasedStateMachine):
    """A small town whose citizens, desks and clock do what they like."""

    engine: Engine
    keys: DataKeys

    def __init__(self) -> None:
        super().__init__()
        self.clock = SettableClock(NOW)
        self.programme = Vaksin(self.engine, self.keys, self.clock, CONTENT_FOLDER)
        self.seats, self.desk = self.programme.seats, self.programme.site_desk
        self.request_numbers = count()
        # In the order in which they were first seen, since ids differ from run to run.
        self.people: list[str] = []
        self.tickets: list[Ticket] = []
        self.sessions: list[Session] = []

    @initialize()
    def open_the_sites(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(sites), [_site(HERE), _site(THERE)])
        self.add_sessions()
        for contact_id, serial in FIRST_REGISTERED:
            self.seats.enrol(contact_id, make_applicant(serial))
        self.duties = self.duties_done()

    def teardown(self) -> None:
        with self.engine.begin() as connection:
            # Rows may go in any order if nobody looks at the references before the end.
            is_sqlite = self.engine.dialect.name == "sqlite"
            connection.execute(text(_LATER if is_sqlite else _REPLICA))
            for table in reversed(metadata.sorted_tables):
                # Who looked at whose data is for nobody to delete.
                if not table.name.startswith(access_log.name):
                    connection.execute(table.delete())

    # What citizens do

    @rule(contact_id=contacts, serial=serials)
    def enrol(self, contact_id: str, serial: int) -> None:
        self.ask(self.seats.enrol, contact_id, make_applicant(serial))

    @rule(contact_id=contacts, serial=serials, n=which, agrees=st.booleans())
    def hold_for_new(self, contact_id: str, serial: int, n: int, agrees: bool) -> None:
        told = (contact_id, make_applicant(serial), self.session(n).id)
        self.ask(self.seats.hold_for_new, *told)
        if agrees:
            self.ask(self.seats.register, *told)

    @rule(contact_id=contacts, serial=serials, n=which)
    def register(self, contact_id: str, serial: int, n: int) -> None:
        self.ask(self.seats.register, contact_id, make_applicant(serial), self.session(n).id)

    @precondition(lambda self: self.people)
    @rule(who=which, n=which)
    def hold(self, who: int, n: int) -> None:
        contact_id, family = self.family(who)
        self.ask(self.seats.hold, contact_id, self.session(n).id, family)

    @precondition(lambda self: self.people)
    @rule(who=which, n=which)
    def book(self, who: int, n: int) -> None:
        contact_id, family = self.family(who)
        self.ask(self.seats.book, contact_id, self.session(n).id, family)

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def release(self, n: int) -> None:
        self.ask(self.seats.release, self.owner(n))

    @precondition(lambda self: self.people)
    @rule(who=which, n=which)
    def wait(self, who: int, n: int) -> None:
        contact_id, family = self.family(who)
        session = self.full_session(n)
        queue = (session.site_id, session.starts_at.astimezone(WIB).date())
        self.ask(self.seats.wait, contact_id, *queue, family)

    @precondition(lambda self: self.people)
    @rule(who=which)
    def stop_waiting(self, who: int) -> None:
        contact_id, family = self.family(who)
        for person_id in family:
            self.ask(self.seats.stop_waiting, contact_id, person_id)

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def take_offer(self, n: int) -> None:
        self.ask(self.seats.take_offer, self.owner(n), self.ticket(n).booking_id)

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def decline_offer(self, n: int) -> None:
        self.ask(self.seats.decline_offer, self.owner(n), self.ticket(n).booking_id)

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def cancel(self, n: int) -> None:
        self.ask(self.seats.cancel, self.owner(n), self.ticket(n).booking_id)

    @precondition(lambda self: self.tickets)
    @rule(n=which, to=which)
    def move(self, n: int, to: int) -> None:
        where = self.session(to).id
        self.ask(self.seats.reschedule, self.owner(n), self.ticket(n).booking_id, where)

    @rule(contact_id=contacts)
    def ask_to_be_erased(self, contact_id: str) -> None:
        self.ask(self.programme.rights.ask_erasure, contact_id)
        assert self.programme.standings(contact_id) == []

    @rule(contact_id=contacts)
    def take_the_wish_back(self, contact_id: str) -> None:
        self.ask(self.programme.rights.withdraw_erasures, contact_id)

    @precondition(lambda self: self.tickets)
    @rule(contact_id=contacts, n=which, serial=serials)
    def prove_from_another_number(self, contact_id: str, n: int, serial: int) -> None:
        proof = (self.ticket(n).code, make_applicant(serial).nik)
        self.ask(self.programme.family.link, contact_id, *proof, "keluarga")

    @precondition(lambda self: self.people)
    @rule(who=which)
    def dispute(self, who: int) -> None:
        contact_id, family = self.family(who)
        for person_id in family:
            self.ask(self.programme.family.dispute, contact_id, person_id)

    @rule(contact_id=contacts)
    def look(self, contact_id: str) -> None:
        for standing in self.programme.standings(contact_id):
            booking = standing.live_booking or standing.held_seat
            assert booking is None or booking.person_id == standing.registration.person.id

    # What the clock and the programme do

    @rule(pause=st.sampled_from(PAUSES))
    def pass_time(self, pause: timedelta) -> None:
        self.wait_until(self.clock.now() + pause)

    @rule()
    def keep_up(self) -> None:
        # A duty that fails keeps none of the others from theirs, but is left out of the counts.
        assert self.duties_done() == self.duties

    @precondition(lambda self: self.people)
    @rule(who=which, keep=st.sampled_from(Keep))
    def settle_who_it_is(self, who: int, keep: Keep) -> None:
        person_id = self.people[who % len(self.people)]
        self.do(lambda: self.programme.family.settle(person_id, keep))

    # What happens at the sites

    @rule(n=which)
    def close(self, n: int) -> None:
        closures, session_id = self.programme.closures, self.session(n).id
        self.do(lambda: closures.execute(closures.of_session(session_id)))

    @rule()
    def reopen(self) -> None:
        for row in self.rows(select(vaccination_sessions).where(_IS_CLOSED)):
            session_id = row.id
            self.do(
                lambda session_id=session_id: self.programme.closures.reopen_session(session_id)
            )

    @precondition(lambda self: self.tickets)
    @rule(n=which, again=st.booleans())
    def check_in(self, n: int, again: bool) -> None:
        self.do(lambda: self.desk.check_in(self.ticket(n).code, again=again))

    @rule(serial=serials, n=which, gives_up=st.booleans())
    def walk_in(self, serial: int, n: int, gives_up: bool) -> None:
        self.wait_for_doors_of(self.session(n))
        somebody = WalkIn(make_applicant(serial), gives_up_other_seat=gives_up)
        self.do(lambda: self.desk.walk_in(somebody, self.session(n).id))

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def give_dose(self, n: int) -> None:
        vaccine_id = self.session_of(n).vaccine_id
        injection = Injection(vaccine_id, "UJI-2701/A", self.clock.now())
        self.do(lambda: self.desk.record_dose(self.ticket(n).code, injection))

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def attend(self, n: int) -> None:
        """Come to a session and get the dose, as most people do."""
        self.wait_for_doors_of(self.session_of(n))
        self.check_in(n, again=False)
        self.give_dose(n)

    @precondition(lambda self: self.tickets)
    @rule(n=which, days=st.sampled_from((1, 20)))
    def postpone(self, n: int, days: int) -> None:
        until = self.programme.today + timedelta(days=days)
        self.do(lambda: self.desk.postpone(self.ticket(n).code, until))

    @precondition(lambda self: self.tickets)
    @rule(n=which)
    def refuse(self, n: int) -> None:
        self.do(lambda: self.desk.refuse(self.ticket(n).code))

    @rule(n=which)
    def release_absent(self, n: int) -> None:
        self.wait_until(self.session(n).starts_at + timedelta(minutes=100))
        self.do(lambda: self.desk.release_absent(self.session(n).id))

    # What must hold

    @invariant()
    def nothing_is_broken(self) -> None:
        with self.engine.connect() as connection:
            rules = self.programme.service.seats
            assert broken(connection, self.clock.now(), rules) == []

    @invariant()
    def the_rules_allow_every_dose_and_every_seat_on_its_day(self) -> None:
        histories: dict[str, list[GivenDose]] = {}
        for dose in self.rows(select(vaccinations).order_by(vaccinations.c.number)):
            history = histories.setdefault(dose.person_id, [])
            assert is_allowed(history, dose.number, dose.given_on, dose.vaccine_id)
            history.append(GivenDose(dose.number, dose.vaccine_id, dose.given_on))
        live = select(bookings, vaccination_sessions.c.vaccine_id).join(vaccination_sessions)
        for seat in self.rows(live.where(bookings.c.status.in_(LIVE_STATUSES))):
            history = histories.get(seat.person_id, [])
            assert is_allowed(history, seat.dose, seat.session_date, seat.vaccine_id)

    @invariant()
    def whoever_is_new_is_known_from_now_on(self) -> None:
        self.people += [p.id for p in self.rows(select(persons)) if p.id not in self.people]
        known = {ticket.booking_id for ticket in self.tickets}
        new = [row for row in self.rows(select(bookings)) if row.id not in known]
        new.sort(key=lambda row: (row.session_id, self.people.index(row.person_id), row.dose))
        self.tickets += [
            Ticket(row.id, row.ticket_code, row.person_id, row.contact_id, row.session_id)
            for row in new
        ]

    def ask(self, service: Callable[..., object], *arguments: Any) -> None:
        """Ask for something, now and then twice under one id; a refusal is an answer too."""
        number = next(self.request_numbers)
        for _ in range(1 + (number % 4 == 0)):
            self.do(lambda: service(*arguments, request_id=f"permintaan-{number}"))

    def do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except REFUSALS:
            return

    def wait_for_doors_of(self, session: Session) -> None:
        """Let it be half an hour before a session, unless it is later already."""
        self.wait_until(session.starts_at - timedelta(minutes=30))

    def wait_until(self, moment: datetime) -> None:
        self.clock.moment = max(self.clock.moment, moment)
        self.add_sessions()

    def ticket(self, n: int) -> Ticket:
        """Return one of the latest tickets, mostly one that still counts."""
        live = select(bookings.c.id).where(bookings.c.status.in_(LIVE_STATUSES))
        ids = {row.id for row in self.rows(live)}
        counting = [ticket for ticket in self.tickets if ticket.booking_id in ids]
        tickets = counting if counting and n < 6 else self.tickets
        return tickets[-1 - n % len(tickets)]

    def owner(self, n: int) -> str:
        """Return who chose the seat of a ticket, or may say what becomes of it."""
        ticket = self.ticket(n)
        if ticket.contact_id:
            return ticket.contact_id
        families = self.families().items()
        return next((key for key, people in families if ticket.person_id in people), CONTACTS[0])

    def families(self) -> dict[str, list[str]]:
        """Return who is registered from each number that registered anybody."""
        found: dict[str, list[str]] = {}
        for row in self.rows(select(registrations).order_by(registrations.c.contact_id)):
            found.setdefault(row.contact_id, []).append(row.person_id)
        return {key: sorted(people, key=self.people.index) for key, people in found.items()}

    def family(self, who: int) -> tuple[str, dict[str, Screening]]:
        """Return a number and one or two of those who are registered from it."""
        families = list(self.families().items())
        if not families:
            return CONTACTS[0], {}
        contact_id, people = families[who % len(families)]
        return contact_id, dict.fromkeys(people[who // 4 :][: 1 + who % 2], Screening())

    def session(self, n: int) -> Session:
        """Return one of the sessions that are on now or to come, the next one first."""
        sessions = self.sessions_ahead()
        return sessions[n % len(sessions)]

    def sessions_ahead(self) -> list[Session]:
        since = self.clock.now() - timedelta(hours=3)
        return [session for session in self.sessions if session.starts_at > since]

    def full_session(self, n: int) -> Session:
        """Return one of these sessions that is full, else any of them."""
        full = {row.id for row in self.rows(select(vaccination_sessions.c.id).where(_IS_FULL))}
        candidates = [session for session in self.sessions_ahead() if session.id in full]
        return candidates[n % len(candidates)] if candidates else self.session(n)

    def session_of(self, n: int) -> Session:
        """Return the session for which a ticket was given."""
        session_id = self.ticket(n).session_id
        return next(session for session in self.sessions if session.id == session_id)

    def add_sessions(self) -> None:
        """Write the sessions of today and the days ahead that are missing."""
        known = {session.id for session in self.sessions}
        today = self.programme.today
        days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
        rows = [row for day in days for row in _sessions(day) if row["id"] not in known]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(insert(vaccination_sessions), rows)
        self.sessions += [
            Session(row["id"], row["site_id"], row["starts_at"], row["vaccine_id"]) for row in rows
        ]

    def duties_done(self) -> set[str]:
        """Let the programme keep itself up; return which of its duties it did."""
        upkeep = self.programme.upkeep
        return {*upkeep.run_once(), *upkeep.run_daily()}

    def rows(self, query: Any) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return connection.execute(query).all()


_IS_FULL = BOOKABLE_SEATS <= 0
_IS_CLOSED = vaccination_sessions.c.closed_at.is_not(None)
# How each engine is told not to look at references, or not before the end.
_LATER = "PRAGMA defer_foreign_keys = ON"
_REPLICA = "SET LOCAL session_replication_role = replica"


def is_allowed(history: Sequence[GivenDose], number: int, day: date, vaccine_id: str) -> bool:
    """Tell whether the rules give somebody a dose of this number and brand on that very day."""
    due = next_dose(history, day, BORN, GROUP)
    fits = isinstance(due, NextDose) and (due.number, due.earliest) == (number, day)
    return fits and vaccine_id in due.vaccine_ids


def _site(site_id: str) -> dict[str, Any]:
    return {
        "id": site_id,
        "name": "Puskesmas Contoh",
        "short_name": "Contoh",
        "kind": "puskesmas",
        "address": "Jl. Contoh 1",
        "district_code": "31.74.01",
        "district": "Tebet",
        "city": "Kota Jakarta Selatan",
        "timezone": "Asia/Jakarta",
        "latitude": -6.2,
        "longitude": 106.8,
        "is_sample": 1,
        "is_open": 1,
    }


def _sessions(day: date) -> Iterator[dict[str, Any]]:
    for number, (site_id, hour, vaccine_id, capacity, walk_in_seats) in enumerate(SESSIONS):
        starts_at = datetime.combine(day, time(hour), WIB)
        yield {
            "id": f"SESI-{day:%m%d}-{number}",
            "site_id": site_id,
            "local_date": day,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "vaccine_id": vaccine_id,
            "capacity": capacity,
            "walk_in_seats": walk_in_seats,
        }


@pytest.fixture
def thoroughness(engine: Engine) -> settings:
    """Return how long to look: shorter on PostgreSQL, where every statement is a journey."""
    examples = {"sqlite": 10, "postgresql": 4}[engine.dialect.name]
    is_long = os.environ.get("HYPOTHESIS_PROFILE") == "long"
    return settings(
        max_examples=examples * (60 if is_long else 1),
        stateful_step_count=40,
        derandomize=not is_long,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_happens_in_any_order_what_must_hold_holds(engine, keys, thoroughness):
    class Town(Course):
        pass

    Town.engine, Town.keys = engine, keys
    run_state_machine_as_test(Town, settings=thoroughness)
