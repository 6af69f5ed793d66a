"""Registering people and choosing seats for them, each as one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from vaksin.application.for_officer import for_officer, needs_officer, or_raise
from vaksin.application.model import Applicant, BeingErased, NeedsOfficer, NotDue, NotYours
from vaksin.application.transactions import Act, Transactions, as_is
from vaksin.booking.model import (
    AlreadyBooked,
    Booking,
    BookingStatus,
    Origin,
    Screening,
    SessionOver,
    TooManyCancellations,
    VaccinationSession,
    Wanted,
)
from vaksin.booking.waiting import WaitingEntry
from vaksin.clock import today_in
from vaksin.eligibility.course import GivenDose
from vaksin.eligibility.doses import NextDose, NoNextDose, next_dose
from vaksin.eligibility.screening import NoQuestionSet, UnknownAnswer, assess, screening_on
from vaksin.limits import LimitedAct
from vaksin.officer_requests import RequestKind
from vaksin.once import Operation
from vaksin.people.admission import admit
from vaksin.people.decisions import DecidedBy
from vaksin.people.model import Person, age_on
from vaksin.service import Limits

_CANCELLATIONS_COUNT_FOR = timedelta(days=30)
NO_ANSWERS = Screening()


@dataclass(frozen=True)
class SeatService:
    """Enrols people and holds, books, moves and gives back their seats.

    Whatever changes something takes a ``request_id``: asked for again under the same one, it is
    not done again but answered with what it came to the first time. Refusals are not remembered.
    """

    transactions: Transactions
    limits: Limits
    content: Path

    def enrol(
        self,
        contact_id: str,
        applicant: Applicant,
        postponed_until: date | None = None,
        *,
        request_id: str | None = None,
    ) -> str:
        """Register a person without a seat, because they wait or choose later; return their id.

        Raises:
            NeedsOfficer: if this number has registered as many people as it may, or the NIK is
                contested already.
            BeingErased: if this number wants the person's data erased, or everybody's.
            TooManyTries: if this number gave as many NIKs today as it may.
        """

        def effect(act: Act) -> str:
            person = self._registered(act, applicant)
            if person and postponed_until:
                act.decisions.postpone(person.id, postponed_until, DecidedBy.SCREENING)
            return person.id if person else self._left_for_officer(act, applicant)

        def outcome(_: Act, result: str) -> str | NeedsOfficer:
            return needs_officer(result) or result

        return or_raise(
            self.transactions.once(contact_id, request_id, Operation.ENROL, effect, outcome)
        )

    def hold_for_new(
        self,
        contact_id: str,
        applicant: Applicant,
        session_id: str,
        screening: Screening = NO_ANSWERS,
        *,
        request_id: str | None = None,
    ) -> Booking:
        """Hold a seat for somebody who is about to be registered.

        Other seats that this number holds are given back first.

        Raises:
            SessionFull, SessionOver: if there is no seat.
            AlreadyBooked: if the person has a seat.
            NotDue: if the rules give the person no dose, or another vaccine.
            TooEarly: if the session is before the day on which the dose may be given.
            TooManyCancellations: if seats of this person were given back too often.
            NeedsOfficer, BeingErased, TooManyTries: as :meth:`enrol`.
        """

        def effect(act: Act) -> str:
            person = self._admitted(act, applicant)
            if person is None:
                return self._left_for_officer(act, applicant)
            return self._held(act, [person], session_id, {person.id: screening})[0].id

        def outcome(act: Act, result: str) -> Booking | NeedsOfficer:
            return needs_officer(result) or act.desk.booking(result)

        return or_raise(
            self.transactions.once(contact_id, request_id, Operation.HOLD, effect, outcome)
        )

    def register(
        self,
        contact_id: str,
        applicant: Applicant,
        session_id: str,
        screening: Screening = NO_ANSWERS,
        *,
        request_id: str | None = None,
    ) -> Booking:
        """Register a person and book their seat; a seat held for them becomes the booking.

        Raises:
            SessionFull, SessionOver: if the seat is gone; nothing is written.
            AlreadyBooked: if the person has a seat in another session; nothing is written.
            NotDue, TooEarly, TooManyCancellations, NeedsOfficer, BeingErased, TooManyTries: as
                :meth:`hold_for_new`. Whoever knows a NIK must learn nothing by it, so the reason
                for which an officer is needed is not told to the citizen.
        """

        def effect(act: Act) -> str:
            person = self._registered(act, applicant)
            if person is None:
                return self._left_for_officer(act, applicant)
            return self._booked(act, person, session_id, screening).id

        def outcome(act: Act, result: str) -> Booking | NeedsOfficer:
            return needs_officer(result) or act.desk.booking(result)

        return or_raise(
            self.transactions.once(contact_id, request_id, Operation.REGISTER, effect, outcome)
        )

    def hold(
        self,
        contact_id: str,
        session_id: str,
        screenings: Mapping[str, Screening],
        *,
        request_id: str | None = None,
    ) -> list[Booking]:
        """Hold seats in one session for registered people, by their ids: for all, or for none.

        Raises:
            NotYours: if one of them was not registered from this number.
            SessionFull, SessionOver, AlreadyBooked, NotDue, TooEarly, TooManyCancellations: as
                :meth:`hold_for_new`.
        """

        def effect(act: Act) -> str:
            people = self._own(act, screenings)
            return _ids(self._held(act, people, session_id, screenings))

        return self.transactions.once(contact_id, request_id, Operation.HOLD, effect, _bookings_of)

    def book(
        self,
        contact_id: str,
        session_id: str,
        screenings: Mapping[str, Screening],
        *,
        request_id: str | None = None,
    ) -> list[Booking]:
        """Book seats in one session for registered people: for all, or for none.

        Raises:
            As :meth:`hold`.
        """

        def effect(act: Act) -> str:
            people = self._own(act, screenings)
            return _ids(
                self._booked(act, person, session_id, screenings[person.id]) for person in people
            )

        return self.transactions.once(contact_id, request_id, Operation.BOOK, effect, _bookings_of)

    def take_offer(
        self, contact_id: str, booking_id: str, *, request_id: str | None = None
    ) -> Booking:
        """Say yes to a seat that was offered.

        Raises:
            NotYours: if it was offered to somebody else.
            NotLive, SessionOver: if the offer has passed.
        """

        def effect(act: Act) -> str:
            self._require_own(act, booking_id)
            return act.desk.confirm(booking_id).id

        return self.transactions.once(
            contact_id, request_id, Operation.TAKE_OFFER, effect, _booking_of
        )

    def release(self, contact_id: str, *, request_id: str | None = None) -> None:
        """Give back the seats that this number chose and has not confirmed.

        Whoever was not registered to the end is forgotten.
        """

        def effect(act: Act) -> str:
            act.forget_unfinished(act.desk.release_held_by(act.contact_id))
            return ""

        self.transactions.once(contact_id, request_id, Operation.RELEASE, effect, as_is)

    def decline_offer(
        self, contact_id: str, booking_id: str, *, request_id: str | None = None
    ) -> None:
        """Say no to a seat that was offered; the next one in the queue gets it.

        Raises:
            NotYours: if it was offered to somebody else.
            NotLive: if it never existed.
        """

        def effect(act: Act) -> str:
            self._require_own(act, booking_id)
            act.desk.release(booking_id)
            return ""

        self.transactions.once(contact_id, request_id, Operation.DECLINE_OFFER, effect, as_is)

    def wait(
        self,
        contact_id: str,
        site_id: str,
        day: date,
        screenings: Mapping[str, Screening],
        *,
        request_id: str | None = None,
    ) -> list[WaitingEntry]:
        """Put registered people at the end of the queue of a site and day.

        Raises:
            NotYours, AlreadyBooked, NotDue, TooEarly: as :meth:`hold`.
        """

        def effect(act: Act) -> str:
            for person in self._own(act, screenings):
                due = self._due(act, person, act.doses.of(person.id))
                wanted = self._wanted(act, person, due, screenings[person.id])
                act.queue.join(wanted, act.contact_id, site_id, day, due.vaccine_ids)
            act.queue.offer_day(site_id, day)
            return json.dumps(list(screenings))

        def entries(act: Act, result: str) -> list[WaitingEntry]:
            found = (act.queue.of_person(person_id) for person_id in json.loads(result))
            return [entry for entry in found if entry]

        return self.transactions.once(contact_id, request_id, Operation.WAIT, effect, entries)

    def before_in_queue(self, entry: WaitingEntry) -> int:
        """Return how many people are before somebody who waits."""
        with self.transactions.reading() as act:
            return act.queue.before(entry)

    def stop_waiting(
        self, contact_id: str, person_id: str, *, request_id: str | None = None
    ) -> None:
        """Take a person out of their queue; a seat offered to them goes to the next one.

        Raises:
            NotYours: if the person was not registered from this number.
        """

        def effect(act: Act) -> str:
            self._own(act, [person_id])
            entry = act.queue.of_person(person_id)
            if entry and entry.booking_id:
                act.desk.release(entry.booking_id)
            elif entry:
                act.queue.leave(person_id, entry.wanted.dose)
            return ""

        self.transactions.once(contact_id, request_id, Operation.STOP_WAITING, effect, as_is)

    def cancel(self, contact_id: str, booking_id: str, *, request_id: str | None = None) -> Booking:
        """Cancel a booking of somebody registered from this number.

        Raises:
            NotYours: if it is another's booking.
            NotLive, SessionOver: if it cannot be cancelled any more.
        """

        def effect(act: Act) -> str:
            self._require_own(act, booking_id)
            return act.desk.cancel(booking_id).id

        return self.transactions.once(contact_id, request_id, Operation.CANCEL, effect, _booking_of)

    def reschedule(
        self, contact_id: str, booking_id: str, session_id: str, *, request_id: str | None = None
    ) -> Booking:
        """Move a booking of somebody registered from this number; the old seat is kept on failure.

        Raises:
            NotYours: if it is another's booking.
            NotDue: if the new session gives a vaccine that the person may not have.
            NotLive, SessionOver, SessionFull, TooEarly, TooManyMoves: if it cannot be moved.
        """

        def effect(act: Act) -> str:
            booking = self._require_own(act, booking_id)
            person = act.people.person(booking.person_id)
            session = act.timetable.session(session_id)
            if person and session and booking.session.id != session_id:
                self._require_due(act, person, session)
            return act.desk.reschedule(booking_id, session_id).id

        return self.transactions.once(
            contact_id, request_id, Operation.RESCHEDULE, effect, _booking_of
        )

    def _registered(self, act: Act, applicant: Applicant) -> Person | None:
        person = self._admitted(act, applicant)
        if person is None:
            return None
        act.people.link(act.contact_id, person.id, applicant.relation)
        act.verifications.begin(person.id)
        told = _told_of(applicant)
        act.requests.add_if_contested(act.contact_id, RequestKind.IDENTITY, told, person.id)
        return person

    def _admitted(self, act: Act, applicant: Applicant) -> Person | None:
        """Write a person's data; ``None`` if that takes an officer.

        Who asks for an unknown NIK and for one that somebody else registered gets the same answer
        after the same statements (:mod:`vaksin.people.admission`).
        """
        limits, tried = self.limits, applicant.nik.number
        act.limits.note(act.contact_id, LimitedAct.GIVES_NIK, tried, limits.niks_per_day)
        others = act.limits.others_who_did(act.contact_id, LimitedAct.GIVES_NIK, tried)
        registered = {r.person.nik for r in act.people.registered_from(act.contact_id)}
        if len(registered - {applicant.nik}) >= limits.people_per_number:
            return None
        # Whose number it is already goes on: strangers must not lock anybody out.
        if applicant.nik not in registered and others >= limits.numbers_per_nik:
            return None
        person = admit(act.people, act.contact_id, _person_from(applicant), act.is_unclaimed)
        if person:
            erasure = act.erasures.covering(act.contact_id, person.id)
            if erasure:
                raise BeingErased(erasure)
            act.doses.tell(person.id, applicant.history)
        return person

    def _left_for_officer(self, act: Act, applicant: Applicant) -> str:
        told = _told_of(applicant)
        return for_officer(act.requests.add(act.contact_id, RequestKind.IDENTITY, told))

    def _held(
        self,
        act: Act,
        people: Sequence[Person],
        session_id: str,
        screenings: Mapping[str, Screening],
    ) -> list[Booking]:
        session = _session(act, session_id)
        asked = [self._seat_for(act, p, session, screenings[p.id]) for p in people]
        held = [live for _, live in asked if live and _is_held_in(live, session_id, act)]
        if len(held) == len(asked):
            return held
        act.desk.release_held_by(act.contact_id)
        return act.desk.hold([wanted for wanted, _ in asked], act.contact_id, session_id)

    def _booked(self, act: Act, person: Person, session_id: str, screening: Screening) -> Booking:
        act.desk.mark_missed_of(person.id)
        session = _session(act, session_id)
        wanted, _ = self._seat_for(act, person, session, screening)
        booking = act.desk.book(wanted, act.contact_id, session_id)
        act.decisions.end(person.id)
        return booking

    def _seat_for(
        self, act: Act, person: Person, session: VaccinationSession, screening: Screening
    ) -> tuple[Wanted, Booking | None]:
        """Return the seat that is asked for, and one that the person has or holds already."""
        due = self._require_due(act, person, session)
        live = act.desk.live_of(person.id, due.number)
        if live and live.status is not BookingStatus.HELD and live.session.id != session.id:
            raise AlreadyBooked
        since = act.clock.now() - _CANCELLATIONS_COUNT_FOR
        if live is None and act.desk.cancelled_of(person.id, since) >= act.rules.cancellations:
            raise TooManyCancellations
        return self._wanted(act, person, due, screening), live

    def _wanted(self, act: Act, person: Person, due: NextDose, screening: Screening) -> Wanted:
        """Return what is asked for, not before the rules, an officer and the health answers allow.

        What the health answers said on an earlier day is replaced by what they say now.
        """
        today = today_in(act.clock)
        bounds = [due.earliest, self._healthy_from(person, screening, today)]
        decision = act.decisions.of(person.id)
        if decision and decision.decided_by is DecidedBy.OFFICER:
            bounds.append(decision.until)
        return Wanted(person.id, due.number, max(day for day in bounds if day), screening)

    def _healthy_from(self, person: Person, screening: Screening, today: date) -> date | None:
        age = age_on(person.birth_date, today)
        try:
            questions = screening_on(today, age, person.nik.sex, self.content)
            return assess(screening.answers, questions, today).until
        except (NoQuestionSet, UnknownAnswer):
            # Answers to an earlier version of the questions; the desk asks again.
            return None

    def _require_due(self, act: Act, person: Person, session: VaccinationSession) -> NextDose:
        history = act.doses.of(person.id)
        due = self._due(act, person, history)
        on_that_day = self._next_dose(person, history, session.local_date)
        allowed = on_that_day.vaccine_ids if isinstance(on_that_day, NextDose) else frozenset()
        if session.local_date >= due.earliest and session.vaccine_id not in allowed:
            raise NotDue(due)
        return due

    def _due(self, act: Act, person: Person, history: Sequence[GivenDose]) -> NextDose:
        """Return the dose that a person gets next, from the day on which a postponement ends."""
        due = self._next_dose(person, history, today_in(act.clock))
        if isinstance(due, NoNextDose):
            raise NotDue(due)
        return due

    def _next_dose(
        self, person: Person, history: Sequence[GivenDose], on: date
    ) -> NextDose | NoNextDose:
        return next_dose(history, on, person.birth_date, person.group_id, self.content)

    def _own(self, act: Act, person_ids: Iterable[str]) -> list[Person]:
        """Return people by their ids.

        Raises:
            NotYours: if one of them was not registered from this number.
        """
        own = {r.person.id: r.person for r in act.people.registered_from(act.contact_id)}
        if not set(person_ids) <= own.keys():
            raise NotYours
        return [own[person_id] for person_id in person_ids]

    def _require_own(self, act: Act, booking_id: str) -> Booking:
        booking = act.desk.booking(booking_id)
        if not act.people.is_registered_from(act.contact_id, booking.person_id):
            raise NotYours
        return booking


def _is_held_in(booking: Booking, session_id: str, act: Act) -> bool:
    still_held = booking.held_until is not None and booking.held_until > act.clock.now()
    chosen = booking.origin is Origin.CITIZEN
    return chosen and still_held and booking.session.id == session_id


def _session(act: Act, session_id: str) -> VaccinationSession:
    session = act.timetable.session(session_id)
    if session is None:
        raise SessionOver
    return session


def _booking_of(act: Act, booking_id: str) -> Booking:
    return act.desk.booking(booking_id)


def _bookings_of(act: Act, result: str) -> list[Booking]:
    return act.desk.bookings(json.loads(result))


def _ids(bookings: Iterable[Booking]) -> str:
    return json.dumps([booking.id for booking in bookings])


def _told_of(applicant: Applicant) -> str:
    return f"{applicant.name}, {applicant.nik.number}"


def _person_from(applicant: Applicant) -> Person:
    return Person(
        id=uuid.uuid4().hex,
        nik=applicant.nik,
        name=applicant.name,
        birth_date=applicant.birth_date,
        district_code=applicant.district_code,
        group_id=applicant.group_id,
        flags=applicant.flags,
    )
