"""One transaction in which something is done, and what works within it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from vaksin.booking.agenda import Agenda
from vaksin.booking.attendance import Attendance
from vaksin.booking.closing import Closings
from vaksin.booking.counts import Counts
from vaksin.booking.desk import BookingDesk
from vaksin.booking.imports import Imports
from vaksin.booking.rules import SeatRules
from vaksin.booking.timetable import Timetable
from vaksin.booking.waiting import WaitingList
from vaksin.campaigns.rows import Campaigns
from vaksin.clock import Clock
from vaksin.database import reading
from vaksin.limits import Limits
from vaksin.messages.pushes import Pushes
from vaksin.notices import NoticeKind, Notices
from vaksin.officer_requests import OfficerRequests
from vaksin.once import Operation, PerformedRequests
from vaksin.people.consents import Consents
from vaksin.people.contacts import ContactBook
from vaksin.people.corrections import Corrections
from vaksin.people.decisions import Decisions
from vaksin.people.directory import Directory
from vaksin.people.doses import DoseRecords
from vaksin.people.drafts import Drafts
from vaksin.people.erasures import Erasures
from vaksin.people.message_choices import MessageChoices
from vaksin.people.model import Person
from vaksin.people.unfinished import unfinished
from vaksin.people.verifications import Verifications
from vaksin.privacy.access_log import AccessAct, AccessLog
from vaksin.privacy.keys import DataKeys

T = TypeVar("T")
# PostgreSQL ends one of two transactions that wait for one another; done again it finds its way.
ATTEMPTS = 4
# An operator whom nobody named; what they do is recorded all the same.
UNNAMED_OPERATOR = "tanpa nama"
_DEADLOCK, _SERIALIZATION = "40P01", "40001"


@dataclass(frozen=True)
class Act:
    """A transaction, and the contact for whom it is; nobody's where an officer acts.

    ``operator`` is who acts for the programme.
    """

    connection: Connection
    keys: DataKeys
    clock: Clock
    rules: SeatRules
    contact_id: str = ""
    operator: str = UNNAMED_OPERATOR

    @cached_property
    def people(self) -> Directory:
        """Who is registered."""
        return Directory(self.connection, self.keys, self.clock)

    @cached_property
    def consents(self) -> Consents:
        """What was agreed to."""
        return Consents(self.connection, self.clock)

    @cached_property
    def drafts(self) -> Drafts:
        """Registrations that are not finished."""
        return Drafts(self.connection, self.keys, self.clock)

    @cached_property
    def doses(self) -> DoseRecords:
        """Who got which dose."""
        return DoseRecords(self.connection, self.clock)

    @cached_property
    def desk(self) -> BookingDesk:
        """Seats that are held and booked."""
        return BookingDesk(self.connection, self.keys, self.clock, self.rules)

    @cached_property
    def attendance(self) -> Attendance:
        """Who came, and what became of their seat."""
        return Attendance(self.connection, self.keys, self.clock, self.rules)

    @cached_property
    def agenda(self) -> Agenda:
        """Sessions as the sites see them."""
        return Agenda(self.connection, self.clock)

    @cached_property
    def closings(self) -> Closings:
        """Which sessions and sites are closed."""
        return Closings(self.connection, self.clock)

    @cached_property
    def imports(self) -> Imports:
        """Sites and sessions that operators look after."""
        return Imports(self.connection, self.clock)

    @cached_property
    def counts(self) -> Counts:
        """How many bookings of each kind there are."""
        return Counts(self.connection, self.keys)

    @cached_property
    def decisions(self) -> Decisions:
        """Who must wait or does not want the vaccine."""
        return Decisions(self.connection, self.clock)

    @cached_property
    def verifications(self) -> Verifications:
        """Whose identity was checked."""
        return Verifications(self.connection, self.clock)

    @cached_property
    def limits(self) -> Limits:
        """What was done how often."""
        return Limits(self.connection, self.keys, self.clock)

    @cached_property
    def queue(self) -> WaitingList:
        """Who waits for a seat."""
        return WaitingList(self.connection, self.keys, self.clock, self.rules)

    @cached_property
    def timetable(self) -> Timetable:
        """Which sessions there are."""
        return Timetable(self.connection, self.clock)

    @cached_property
    def contacts(self) -> ContactBook:
        """Who writes."""
        return ContactBook(self.connection, self.keys, self.clock)

    @cached_property
    def choices(self) -> MessageChoices:
        """Which messages are wanted."""
        return MessageChoices(self.connection, self.clock)

    @cached_property
    def requests(self) -> OfficerRequests:
        """What waits for an officer."""
        return OfficerRequests(self.connection, self.keys, self.clock)

    @cached_property
    def erasures(self) -> Erasures:
        """Who wants their data erased."""
        return Erasures(self.connection, self.clock)

    @cached_property
    def corrections(self) -> Corrections:
        """Which data was corrected."""
        return Corrections(self.connection, self.clock)

    @cached_property
    def notices(self) -> Notices:
        """What citizens have not heard yet."""
        return Notices(self.connection, self.keys, self.clock)

    @cached_property
    def campaigns(self) -> Campaigns:
        """Messages to many people at once."""
        return Campaigns(self.connection, self.keys, self.clock)

    @cached_property
    def pushes(self) -> Pushes:
        """What was sent to people outside of conversations."""
        return Pushes(self.connection, self.clock)

    @cached_property
    def performed(self) -> PerformedRequests:
        """What was done already."""
        return PerformedRequests(self.connection, self.keys, self.clock)

    @cached_property
    def access_log(self) -> AccessLog:
        """Who looked at or changed whose data."""
        return AccessLog(self.connection, self.keys, self.clock)

    def note_access(
        self, what: AccessAct, person_ids: Collection[str], reference: str | None = None
    ) -> None:
        """Record that the operator saw or changed people's data; best as the last thing done.

        From here on everybody else who records something waits until this transaction is over.
        """
        self.access_log.add(self.operator, what, person_ids, reference)

    def tell(
        self,
        person_id: str,
        kind: NoticeKind,
        data: Mapping[str, str],
        useful_until: datetime | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Write a notice for every number from which a person was registered."""
        for contact_id in self.people.contacts_of(person_id):
            self.notices.add(contact_id, person_id, kind, data, useful_until, due_at)

    def phone_of(self, person: Person) -> str | None:
        """Return the number, in E.164 form, at which a person can be called: their own one first.

        Else it is that from which they were registered, if the messaging service told it.
        """
        if person.phone:
            return person.phone
        registered_from = map(self.contacts.phone_of, self.people.contacts_of(person.id))
        number = next(filter(None, registered_from), None)
        return f"+{number.lstrip('+')}" if number else None

    def forget_unfinished(self, among: Collection[str] | None = None, limit: int = 100) -> int:
        """Delete people whose registration was begun and given up; return how many.

        That is whoever has no registration and of whom nothing else is known but seats that were
        never confirmed. News of these seats is still told.
        """
        given_up = unfinished(self.connection, among, limit)
        for person_id in given_up:
            person = self.people.person(person_id)
            if person:
                self.notices.outlive(person_id, person.name)
        self.desk.erase_of(given_up)
        for person_id in given_up:
            self.people.remove(person_id)
        return len(given_up)

    def is_unclaimed(self, person_id: str) -> bool:
        """Tell whether nobody but this contact has had to do with somebody not registered yet."""
        was_seen = self.doses.has_recorded(person_id)
        return not was_seen and self.desk.is_unclaimed(person_id, self.contact_id)


class _OnlyTried(Exception):
    """Ends a transaction so that nothing of it stays."""


@dataclass(frozen=True)
class Transactions:
    """Opens transactions on the programme's database."""

    engine: Engine
    keys: DataKeys
    clock: Clock
    rules: SeatRules
    operator: str = UNNAMED_OPERATOR

    @contextmanager
    def reading(self) -> Iterator[Act]:
        """Open a transaction that writes nothing."""
        with reading(self.engine) as connection:
            yield self._act(connection)

    def writing(self, work: Callable[[Act], T]) -> T:
        """Do something in a transaction of its own, anew if it stood in another one's way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.engine.begin() as connection:
                    return work(self._act(connection))
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _stood_in_the_way(error):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def trying(self, work: Callable[[Act], T]) -> T:
        """Do something in a transaction of which nothing stays; return what it came to."""
        results: list[T] = []

        def tried(act: Act) -> None:
            results.append(work(act))
            raise _OnlyTried

        with suppress(_OnlyTried):
            self.writing(tried)
        return results[-1]

    def once(
        self,
        contact_id: str,
        request_id: str | None,
        operation: Operation,
        effect: Callable[[Act], str],
        read: Callable[[Act, str], T],
    ) -> T:
        """Do something for a contact, one after the other, and read what it came to.

        Asked for again under the same ``request_id`` it is not done again.
        """

        def work(act: Act) -> T:
            act.contacts.ensure_contact(contact_id)
            own = self._act(act.connection, act.contacts.hold(contact_id))
            result = own.performed.once(own.contact_id, request_id, operation, lambda: effect(own))
            return read(own, result)

        return self.writing(work)

    def _act(self, connection: Connection, contact_id: str = "") -> Act:
        return Act(connection, self.keys, self.clock, self.rules, contact_id, self.operator)


def as_is(_: Act, result: str) -> str:
    """Return what something came to as it was remembered."""
    return result


def _stood_in_the_way(error: DBAPIError) -> bool:
    return getattr(error.orig, "pgcode", None) in (_DEADLOCK, _SERIALIZATION)
