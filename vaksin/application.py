"""What the programme does for citizens, each as one transaction.

This is the one door through which the dialogue and the command line reach the domain. Whatever
changes something takes a ``request_id``: asked for again under the same one, it is not done again
but answered with what it came to the first time. Refusals are not remembered.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine

from vaksin.booking.desk import BookingDesk
from vaksin.booking.model import AlreadyBooked, Booking, BookingStatus, Site, VaccinationSession
from vaksin.booking.nearby import Place, by_nearness
from vaksin.booking.sites import load_sites, load_windows
from vaksin.booking.supply import Supply
from vaksin.booking.timetable import Timetable, Wish
from vaksin.clock import Clock, SystemClock, today_in
from vaksin.content import CONTENT_FOLDER
from vaksin.database import create_engine, reading, upgrade
from vaksin.eligibility.groups import PriorityGroup, groups_on
from vaksin.eligibility.vaccines import Vaccine, load_vaccines
from vaksin.identity.nik import Nik
from vaksin.identity.regions import Regions, load_regions
from vaksin.officer_requests import OfficerRequest, OfficerRequests, RequestKind
from vaksin.once import Operation, PerformedRequests
from vaksin.people.contacts import ContactBook
from vaksin.people.directory import Directory
from vaksin.people.model import Person, Registration
from vaksin.privacy.keys import DataKeys
from vaksin.service import Service, load_service
from vaksin.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
T = TypeVar("T")
FIRST_DOSE = 1
# Begins the remembered result of a registration that an officer must settle.
_FOR_OFFICER = "petugas:"


class NeedsOfficer(Exception):
    """A registration that only a human can settle; the request is stored under a reference."""

    def __init__(self, reference: str) -> None:
        super().__init__("an officer must look at this registration")
        self.reference = reference


class NotYours(Exception):
    """The booking belongs to nobody who was registered from this number."""


@dataclass(frozen=True)
class Applicant:
    """What a citizen told about the person to be registered."""

    nik: Nik
    name: str = field(repr=False)
    birth_date: date = field(repr=False)
    district_code: str
    group_id: str
    relation: str
    flags: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """Where a registered person stands: their newest booking, if they ever had one."""

    registration: Registration
    newest_booking: Booking | None
    as_of: datetime

    @property
    def live_booking(self) -> Booking | None:
        """The booking that still counts: its session is not over."""
        booking = self.newest_booking
        if booking is None or booking.status is not BookingStatus.BOOKED:
            return None
        return booking if booking.session.ends_at > self.as_of else None


@dataclass(frozen=True)
class SiteOffer:
    """A site with the free sessions that fit a wish, the earliest first."""

    site: Site
    sessions: tuple[VaccinationSession, ...]

    @property
    def seats_free(self) -> int:
        """Free seats over all those sessions."""
        return sum(session.seats_free for session in self.sessions)


@dataclass(frozen=True)
class _Act:
    """The transaction in which something is done for a contact, and the contact that it is now."""

    connection: Connection
    contact_id: str


@dataclass(frozen=True)
class Vaksin:
    """The vaccination programme at work."""

    engine: Engine
    keys: DataKeys
    clock: Clock
    content: Path = CONTENT_FOLDER

    @classmethod
    def from_settings(cls, settings: Settings) -> Vaksin:
        """Connect to the database that the settings name."""
        return cls(create_engine(settings.database_url), settings.data_keys, SystemClock())

    @cached_property
    def regions(self) -> Regions:
        """Provinces, regencies and districts."""
        return load_regions(self.content / "wilayah")

    @cached_property
    def vaccines(self) -> dict[str, Vaccine]:
        """Vaccines by id."""
        return {vaccine.id: vaccine for vaccine in load_vaccines(self.content)}

    @cached_property
    def service(self) -> Service:
        """Opening hours, limits and the consent text."""
        return load_service(self.content)

    @property
    def today(self) -> date:
        """The calendar day in western Indonesian time."""
        return today_in(self.clock)

    def groups(self, on: date) -> list[PriorityGroup]:
        """Return the priority groups in force on a day."""
        return groups_on(on, self.content)

    def prepare(self) -> int:
        """Migrate the database, write the sites, top the sessions up; return how many came new."""
        upgrade(self.engine, MIGRATIONS)
        records, windows = load_sites(self.content), load_windows(self.content)
        with self.engine.begin() as connection:
            self._performed(connection).forget_old()
            supply = Supply(connection, self.clock)
            supply.put_sites(records)
            return supply.top_up(records, windows, self.service.limits.days_ahead)

    def was_done(self, request_id: str | None, operation: Operation) -> bool:
        """Tell whether a request had its effect already."""
        if request_id is None:
            return False
        with reading(self.engine) as connection:
            return self._performed(connection).result_of(request_id, operation) is not None

    def record_consent(
        self, contact_id: str, relation: str, *, request_id: str | None = None
    ) -> None:
        """Record that the present consent text was agreed to."""

        def effect(act: _Act) -> str:
            people = self._people(act.connection)
            people.record_consent(act.contact_id, self.service.consent.version, relation)
            return ""

        self._once(contact_id, request_id, Operation.CONSENT, effect, _as_is)

    def standings(self, contact_id: str) -> list[Standing]:
        """Return everybody registered from a number with their newest booking."""
        now = self.clock.now()
        with reading(self.engine) as connection:
            desk = self._desk(connection)
            current = self._book(connection).current(contact_id)
            return [
                Standing(
                    registration, next(iter(desk.of_person(registration.person.id)), None), now
                )
                for registration in self._people(connection).registered_from(current)
            ]

    def register(
        self,
        contact_id: str,
        applicant: Applicant,
        session_id: str,
        screening: tuple[str, ...],
        *,
        request_id: str | None = None,
    ) -> Booking:
        """Register a person and book their seat; a repeated call returns the same booking.

        Raises:
            SessionFull, SessionOver: if the seat is gone; nothing is written.
            AlreadyBooked: if the person has a seat in another session; nothing is written.
            NeedsOfficer: if the NIK was registered from another number before, or this number has
                registered as many people as it may. Whoever knows a NIK must learn nothing by it,
                so the reason is not told to the citizen. A repeated request has the same reference.
        """

        def effect(act: _Act) -> str:
            person = self._admit(self._people(act.connection), act.contact_id, applicant)
            if person is None:
                told = f"{applicant.name}, {applicant.nik.number}"
                requests = self._requests(act.connection)
                return _FOR_OFFICER + requests.add(act.contact_id, RequestKind.IDENTITY, told)
            return self._seat(act, person.id, session_id, screening).id

        def outcome(act: _Act, result: str) -> Booking | NeedsOfficer:
            if result.startswith(_FOR_OFFICER):
                return NeedsOfficer(result.removeprefix(_FOR_OFFICER))
            return self._booking(act, result)

        result = self._once(contact_id, request_id, Operation.REGISTER, effect, outcome)
        if isinstance(result, NeedsOfficer):
            raise result
        return result

    def offers(self, place: Place, wish: Wish | None = None) -> list[SiteOffer]:
        """Return the sites with free seats, the nearest first."""
        with reading(self.engine) as connection:
            timetable = Timetable(connection, self.clock)
            sites = timetable.sites()
            sessions = timetable.free_sessions(wish=wish)
        of_site: dict[str, list[VaccinationSession]] = {}
        for session in sessions:
            of_site.setdefault(session.site.id, []).append(session)
        return [
            SiteOffer(site, tuple(of_site[site.id]))
            for site in by_nearness(sites, place)
            if site.id in of_site
        ]

    def free_sessions(self, site_id: str, wish: Wish | None = None) -> list[VaccinationSession]:
        """Return a site's sessions with free seats, the earliest first."""
        with reading(self.engine) as connection:
            return Timetable(connection, self.clock).free_sessions([site_id], wish)

    def sites(self) -> list[Site]:
        """Return all open sites."""
        with reading(self.engine) as connection:
            return Timetable(connection, self.clock).sites()

    def session(self, session_id: str) -> VaccinationSession | None:
        """Return a session, ``None`` if there is none with this id."""
        with reading(self.engine) as connection:
            return Timetable(connection, self.clock).session(session_id)

    def cancel(self, contact_id: str, booking_id: str, *, request_id: str | None = None) -> Booking:
        """Cancel a booking of somebody registered from this number.

        Raises:
            NotYours: if it is another's booking.
            NotLive, SessionOver: if it cannot be cancelled any more.
        """

        def effect(act: _Act) -> str:
            self._require_own(act, booking_id)
            return self._desk(act.connection).cancel(booking_id).id

        return self._once(contact_id, request_id, Operation.CANCEL, effect, self._booking)

    def reschedule(
        self, contact_id: str, booking_id: str, session_id: str, *, request_id: str | None = None
    ) -> Booking:
        """Move a booking of somebody registered from this number; the old seat is kept on failure.

        Raises:
            NotYours: if it is another's booking.
            NotLive, SessionOver, SessionFull: if it cannot be moved.
        """

        def effect(act: _Act) -> str:
            self._require_own(act, booking_id)
            return self._desk(act.connection).reschedule(booking_id, session_id).id

        return self._once(contact_id, request_id, Operation.RESCHEDULE, effect, self._booking)

    def ask_officer(
        self, contact_id: str, kind: RequestKind, message: str, *, request_id: str | None = None
    ) -> str:
        """Store a request for an officer and return its reference number."""

        def effect(act: _Act) -> str:
            return self._requests(act.connection).add(act.contact_id, kind, message)

        return self._once(contact_id, request_id, Operation.ASK_OFFICER, effect, _as_is)

    def waiting_requests(self) -> list[tuple[OfficerRequest, str | None]]:
        """Return what waits for an officer, with the number to answer to."""
        with self.engine.begin() as connection:
            book = self._book(connection)
            waiting = self._requests(connection).waiting()
            return [(request, book.phone_of(request.contact_id)) for request in waiting]

    def close_request(self, reference: str) -> bool:
        """Mark a request as dealt with; return whether it was waiting."""
        with self.engine.begin() as connection:
            return self._requests(connection).close(reference)

    def stop_notifications(self, contact_id: str, *, request_id: str | None = None) -> None:
        """Remember that this number wants no messages that it did not ask for."""

        def effect(act: _Act) -> str:
            self._book(act.connection).stop_notifications(act.contact_id)
            return ""

        self._once(contact_id, request_id, Operation.STOP_NOTIFICATIONS, effect, _as_is)

    def erase(self, contact_id: str, *, request_id: str | None = None) -> int:
        """Withdraw consent and delete everybody registered from this number only; return how many.

        Live bookings are given back. Consents stay, withdrawn, as the proof that the law asks for
        (UU 27/2022); they name nobody. Of earlier requests only this one is remembered.
        """

        def effect(act: _Act) -> str:
            people, desk = self._people(act.connection), self._desk(act.connection)
            people.withdraw_consents(act.contact_id)
            erased = people.unlink_all(act.contact_id)
            desk.erase_of(erased)
            for person_id in erased:
                people.remove(person_id)
            self._requests(act.connection).remove_of(act.contact_id)
            self._performed(act.connection).forget_of(act.contact_id)
            return str(len(erased))

        return self._once(
            contact_id, request_id, Operation.ERASE, effect, lambda _, count: int(count)
        )

    def _admit(self, people: Directory, contact_id: str, applicant: Applicant) -> Person | None:
        """Write a person's data and link them to a number; ``None`` if that takes an officer."""
        known = people.find(applicant.nik)
        if known is None:
            others = len(people.registered_from(contact_id))
            may_register = others < self.service.limits.people_per_number
        else:
            may_register = people.is_registered_from(contact_id, known.id)
        person = _person_from(applicant, known)
        # Saving fails if another number registers the same NIK at this very moment.
        if not may_register or not people.save(person):
            return None
        people.link(contact_id, person.id, applicant.relation)
        return person

    def _seat(
        self, act: _Act, person_id: str, session_id: str, screening: tuple[str, ...]
    ) -> Booking:
        """Book a seat, or return the booking that the person has for this session already."""
        desk = self._desk(act.connection)
        desk.mark_missed(person_id)
        live = desk.live_of(person_id, FIRST_DOSE)
        if live is None:
            return desk.book(person_id, act.contact_id, session_id, screening, FIRST_DOSE)
        if live.session.id != session_id:
            raise AlreadyBooked
        return live

    def _booking(self, act: _Act, booking_id: str) -> Booking:
        return self._desk(act.connection).booking(booking_id)

    def _require_own(self, act: _Act, booking_id: str) -> None:
        booking = self._desk(act.connection).booking(booking_id)
        if not self._people(act.connection).is_registered_from(act.contact_id, booking.person_id):
            raise NotYours

    def _once(
        self,
        contact_id: str,
        request_id: str | None,
        operation: Operation,
        effect: Callable[[_Act], str],
        read: Callable[[_Act, str], T],
    ) -> T:
        """Do something for a contact, one after the other, and read what it came to."""
        with self.engine.begin() as connection:
            book = self._book(connection)
            book.ensure_contact(contact_id)
            act = _Act(connection, book.hold(contact_id))
            performed = self._performed(connection)
            result = performed.once(act.contact_id, request_id, operation, lambda: effect(act))
            return read(act, result)

    def _performed(self, connection: Connection) -> PerformedRequests:
        return PerformedRequests(connection, self.keys, self.clock)

    def _book(self, connection: Connection) -> ContactBook:
        return ContactBook(connection, self.keys, self.clock)

    def _people(self, connection: Connection) -> Directory:
        return Directory(connection, self.keys, self.clock)

    def _desk(self, connection: Connection) -> BookingDesk:
        return BookingDesk(connection, self.keys, self.clock)

    def _requests(self, connection: Connection) -> OfficerRequests:
        return OfficerRequests(connection, self.keys, self.clock)


def _as_is(_: _Act, result: str) -> str:
    return result


def _person_from(applicant: Applicant, known: Person | None) -> Person:
    return Person(
        id=known.id if known else uuid.uuid4().hex,
        nik=applicant.nik,
        name=applicant.name,
        birth_date=applicant.birth_date,
        district_code=applicant.district_code,
        group_id=applicant.group_id,
        flags=applicant.flags,
    )
