"""What happens at the site: people are checked in, walk in, get their dose or are sent home."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

from vaksin.application.model import Applicant, NotDue
from vaksin.application.transactions import Act, Transactions
from vaksin.booking.attendance import CheckedIn, CheckIn
from vaksin.booking.model import (
    AlreadyBooked,
    Booking,
    BookingError,
    BookingStatus,
    SessionOver,
    TooEarly,
    Wanted,
)
from vaksin.clock import today_in
from vaksin.eligibility.doses import NextDose, NoNextDose, next_dose
from vaksin.notices import NoticeKind
from vaksin.people.decisions import DecidedBy
from vaksin.people.doses import InjectedDose
from vaksin.people.model import Person
from vaksin.people.verifications import VerificationStatus
from vaksin.privacy.access_log import AccessAct

# Later nobody remembers from which injection a complaint came.
_ASKED_WITHIN = timedelta(days=2)
# As it stands on the vial; long enough for every maker's form.
_BATCH = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{2,38}[A-Z0-9]")
LONGEST_POSTPONEMENT = timedelta(days=366)


class DeskNote(Enum):
    """What the desk must look at before somebody goes on."""

    COMPARE_KTP = "bandingkan_ktp"
    UNVERIFIED = "belum_terverifikasi"
    NOT_FOUND = "tidak_ditemukan"
    MISMATCH = "tidak_cocok"


_NOTES = {
    VerificationStatus.WAITING: DeskNote.UNVERIFIED,
    VerificationStatus.NOT_FOUND: DeskNote.NOT_FOUND,
    VerificationStatus.MISMATCH: DeskNote.MISMATCH,
}


class IdentityTaken(BookingError):
    """Two other people are registered with this NIK; an officer must settle first who is who."""


class NotABatch(ValueError):
    """A batch number has four to forty letters, digits, spaces, points, slashes and hyphens."""


class ImpossibleMoment(ValueError):
    """A dose is given on the day of arrival, and not in the future."""


class ImpossibleDay(ValueError):
    """Somebody is postponed to a later day, within a year."""


class TooLateToCorrect(BookingError):
    """A record can be corrected on the day of the dose only."""


@dataclass(frozen=True)
class Arrival(CheckedIn):
    """What came of a check-in, who it is, and what the desk must look at."""

    person: Person | None = None
    notes: tuple[DeskNote, ...] = ()


@dataclass(frozen=True)
class Injection:
    """What was injected, and when; ``batch`` is the number on the vial."""

    vaccine_id: str
    batch: str
    given_at: datetime


@dataclass(frozen=True)
class WalkIn:
    """Somebody who comes without an appointment, as the desk reads it from the KTP.

    ``phone`` is in E.164 form. ``gives_up_other_seat`` frees a seat that they have elsewhere.
    """

    applicant: Applicant
    phone: str | None = field(default=None, repr=False)
    gives_up_other_seat: bool = False


@dataclass(frozen=True)
class DoseGiven:
    """A dose that was recorded, and what the rules give next."""

    booking: Booking
    following: NextDose | NoNextDose


@dataclass(frozen=True)
class SiteDesk:
    """Does what the officers at a site do; tickets are named by their code as it was typed."""

    transactions: Transactions
    content: Path

    def check_in(self, typed: str, site_id: str | None = None, *, again: bool = False) -> Arrival:
        """Let somebody in by their ticket; see :meth:`Attendance.check_in`."""

        def work(act: Act) -> Arrival:
            found = act.attendance.check_in(typed, site_id, again=again)
            if found.booking is None:
                return Arrival(found.outcome)
            person = act.people.person(found.booking.person_id)
            if found.outcome is CheckIn.ARRIVED and again:
                act.decisions.end(found.booking.person_id)
            notes = _notes(act, person) if person else ()
            session_id = found.booking.session.id
            act.note_access(AccessAct.CHECK_IN, [found.booking.person_id], session_id)
            return Arrival(found.outcome, found.booking, person, notes)

        return self.transactions.writing(work)

    def walk_in(self, walk_in: WalkIn, session_id: str) -> Booking:
        """Register somebody at the desk, give them a free seat and let them in.

        They are not linked to any number; with the ticket's code and their NIK they can be later.
        Somebody with a seat in this very session is let in with it.

        Raises:
            SessionOver, SessionFull: if there is no seat.
            NotDue: if the rules give them no dose, or another vaccine.
            TooEarly: if the rules or an officer let them come on a later day only.
            AlreadyBooked: if they have a seat already, unless they give it up.
            IdentityTaken: if two other people are registered with this NIK.
        """

        def work(act: Act) -> Booking:
            booking = self._let_walk_in(act, walk_in, session_id)
            act.note_access(AccessAct.WALK_IN, [booking.person_id], session_id)
            return booking

        return self.transactions.writing(work)

    def release_absent(self, session_id: str) -> list[Booking]:
        """Free the seats of those who have not come, and tell them; return their bookings.

        Whoever comes all the same gets a seat if one is left.

        Raises:
            SessionOver: if there is no such session.
            NotYet: if more than the last part of the session is left.
        """

        def work(act: Act) -> list[Booking]:
            absent = act.attendance.release_absent(session_id)
            for booking in absent:
                act.tell(booking.person_id, NoticeKind.MISSED, {"booking": booking.id})
            people = [booking.person_id for booking in absent]
            act.note_access(AccessAct.RELEASE_ABSENT, people, session_id)
            return absent

        return self.transactions.writing(work)

    def ticket(self, typed: str) -> Booking:
        """Return the booking of a ticket, whatever its state.

        Raises:
            UnknownTicket: if there is none with this code.
        """
        with self.transactions.reading() as act:
            return act.attendance.ticket(typed)

    def record_dose(self, typed: str, injection: Injection) -> DoseGiven:
        """Record the dose of somebody who was checked in, and tell them when the next one is due.

        Raises:
            UnknownTicket, NotArrived, AlreadyVaccinated: if there is nobody to record it for.
            NotDue: if by the rules of that day it is another dose's turn, or another vaccine's.
            NotABatch, ImpossibleMoment: if that cannot be.
        """

        def work(act: Act) -> DoseGiven:
            booking = act.attendance.arrived(typed)
            person = _person_of(act, booking)
            given_on = _day_of_dose(act, booking, injection.given_at)
            due = self._due(act, person, given_on, injection.vaccine_id)
            if due.number != booking.dose:
                raise NotDue(due)
            act.doses.record(
                InjectedDose(
                    person_id=person.id,
                    number=booking.dose,
                    vaccine_id=injection.vaccine_id,
                    batch=read_batch(injection.batch),
                    given_on=given_on,
                    given_at=injection.given_at,
                    earliest_on=booking.earliest_on,
                    site_id=booking.session.site.id,
                    booking_id=booking.id,
                )
            )
            act.attendance.end(booking, BookingStatus.ATTENDED)
            act.decisions.end(person.id)
            following = self._next_dose(act, person, given_on)
            if isinstance(following, NextDose):
                told = {
                    "booking": booking.id,
                    "dose": str(following.number),
                    "earliest": following.earliest.isoformat(),
                }
                act.tell(person.id, NoticeKind.NEXT_DOSE, told)
            _ask_the_day_after(act, booking, given_on)
            act.note_access(AccessAct.DOSE, [person.id], booking.session.id)
            return DoseGiven(act.desk.booking(booking.id), following)

        return self.transactions.writing(work)

    def correct_batch(self, typed: str, batch: str) -> Booking:
        """Write another batch for a dose that was recorded today.

        Raises:
            UnknownTicket, NotArrived: if no dose was recorded for the ticket.
            TooLateToCorrect: if it was given on another day.
            NotABatch: if it cannot be a batch number.
        """

        def work(act: Act) -> Booking:
            booking = act.attendance.vaccinated(typed)
            today = today_in(act.clock, ZoneInfo(booking.session.site.timezone))
            if not act.doses.correct_batch(booking.id, read_batch(batch), today):
                raise TooLateToCorrect
            act.note_access(AccessAct.CORRECT_BATCH, [booking.person_id], booking.session.id)
            return booking

        return self.transactions.writing(work)

    def postpone(self, typed: str, until: date) -> Booking:
        """Send somebody home who may come again on a day, not before; their seat is free.

        Raises:
            UnknownTicket, NotArrived, AlreadyVaccinated: if nobody was checked in with it.
            ImpossibleDay: if the day is not after today, or more than a year away.
        """

        def work(act: Act) -> Booking:
            booking = act.attendance.arrived(typed)
            today = today_in(act.clock, ZoneInfo(booking.session.site.timezone))
            if not today < until <= today + LONGEST_POSTPONEMENT:
                raise ImpossibleDay
            act.decisions.postpone(booking.person_id, until, DecidedBy.OFFICER)
            act.attendance.end(booking, BookingStatus.POSTPONED)
            act.note_access(AccessAct.POSTPONE, [booking.person_id], booking.session.id)
            return act.desk.booking(booking.id)

        return self.transactions.writing(work)

    def refuse(self, typed: str) -> Booking:
        """Record that somebody at the desk does not want the vaccine; their seat is free.

        Raises:
            UnknownTicket, NotArrived, AlreadyVaccinated: if nobody was checked in with it.
        """

        def work(act: Act) -> Booking:
            booking = act.attendance.arrived(typed)
            act.decisions.refuse(booking.person_id, DecidedBy.CITIZEN)
            act.attendance.end(booking, BookingStatus.REFUSED)
            act.note_access(AccessAct.REFUSE, [booking.person_id], booking.session.id)
            return act.desk.booking(booking.id)

        return self.transactions.writing(work)

    def _let_walk_in(self, act: Act, walk_in: WalkIn, session_id: str) -> Booking:
        session = act.timetable.session(session_id)
        if session is None:
            raise SessionOver
        person = _admitted(act, walk_in)
        act.desk.mark_missed_of(person.id)
        due = self._due(act, person, session.local_date, session.vaccine_id)
        live = act.desk.live_of(person.id, due.number)
        if live and live.status is BookingStatus.BOOKED and live.session.id == session_id:
            return _let_in_without_ticket(act, live)
        if live:
            _make_room(act, live, walk_in.gives_up_other_seat)
        if not _may_come(act, person, session.local_date):
            raise TooEarly
        wanted = Wanted(person.id, due.number, due.earliest)
        booking = act.attendance.walk_in(wanted, session_id)
        act.decisions.end(person.id)
        return booking

    def _due(self, act: Act, person: Person, on: date, vaccine_id: str) -> NextDose:
        """Return the dose that a person may get of a vaccine on a day.

        Raises:
            NotDue: if the rules give them none on that day, or another vaccine.
        """
        due = self._next_dose(act, person, on)
        if isinstance(due, NoNextDose) or due.earliest > on or vaccine_id not in due.vaccine_ids:
            raise NotDue(due)
        return due

    def _next_dose(self, act: Act, person: Person, on: date) -> NextDose | NoNextDose:
        history = act.doses.of(person.id)
        return next_dose(history, on, person.birth_date, person.group_id, self.content)


def read_batch(text: str) -> str:
    """Return a batch number in capitals.

    Raises:
        NotABatch: if it cannot be one.
    """
    batch = " ".join(text.upper().split())
    if not _BATCH.fullmatch(batch):
        raise NotABatch
    return batch


def _notes(act: Act, person: Person) -> tuple[DeskNote, ...]:
    is_contested = len(act.people.find(person.nik)) > 1
    verified = _NOTES.get(act.verifications.of(person.id) or VerificationStatus.VERIFIED)
    notes = (DeskNote.COMPARE_KTP if is_contested else None, verified)
    return tuple(note for note in notes if note)


def _ask_the_day_after(act: Act, booking: Booking, given_on: date) -> None:
    """Plan to ask how somebody is who got a dose (KIPI show in the first days)."""
    zone = ZoneInfo(booking.session.site.timezone)
    due_at = datetime.combine(given_on + timedelta(days=1), act.rules.ask_after_dose, zone)
    told = {"dose": str(booking.dose), "given": given_on.isoformat()}
    until = due_at + _ASKED_WITHIN
    act.tell(booking.person_id, NoticeKind.AFTER_DOSE, told, useful_until=until, due_at=due_at)


def _person_of(act: Act, booking: Booking) -> Person:
    person = act.people.person(booking.person_id)
    assert person is not None, "a booking's person cannot be deleted before it"
    return person


def _day_of_dose(act: Act, booking: Booking, given_at: datetime) -> date:
    given_on = given_at.astimezone(ZoneInfo(booking.session.site.timezone)).date()
    # People are let in on the day of their session only.
    if given_at > act.clock.now() or given_on != booking.session.local_date:
        raise ImpossibleMoment
    return given_on


def _admitted(act: Act, walk_in: WalkIn) -> Person:
    """Write the data of the person at the desk; who is known keeps their group and doses.

    The officer holds the KTP. Somebody registered with the same NIK and birth date is the same
    person; anybody else with this NIK is not, and the person at the desk is kept beside them.
    """
    told = walk_in.applicant
    known = act.people.find(told.nik)
    same = next((person for person in known if person.birth_date == told.birth_date), None)
    if same is None and len(known) > 1:
        raise IdentityTaken
    person = Person(
        id=same.id if same else uuid.uuid4().hex,
        nik=told.nik,
        name=told.name,
        birth_date=told.birth_date,
        district_code=told.district_code,
        group_id=same.group_id if same else told.group_id,
        flags=told.flags,
        phone=walk_in.phone or (same.phone if same else None),
        is_contested=same.is_contested if same else bool(known),
    )
    if not act.people.save(person):
        raise IdentityTaken
    if told.history:
        act.doses.tell(person.id, told.history)
    if same is None:
        act.verifications.begin(person.id)
    return person


def _let_in_without_ticket(act: Act, booking: Booking) -> Booking:
    found = act.attendance.check_in(booking.ticket_code)
    if found.outcome is not CheckIn.ARRIVED or found.booking is None:
        raise AlreadyBooked
    return found.booking


def _make_room(act: Act, live: Booking, gives_up_other_seat: bool) -> None:
    """Give back a seat that is only held, or one that the person gives up."""
    if live.status is BookingStatus.HELD:
        act.desk.release(live.id)
    elif live.status is BookingStatus.BOOKED and gives_up_other_seat:
        act.desk.give_up(act.desk.locked(live.id))
    else:
        raise AlreadyBooked


def _may_come(act: Act, person: Person, on: date) -> bool:
    """Tell whether no officer postponed somebody to a later day."""
    decision = act.decisions.of(person.id)
    by_officer = decision is not None and decision.decided_by is DecidedBy.OFFICER
    return not (by_officer and decision and decision.until and decision.until > on)
