"""Closing sessions and sites, and finding another seat for everybody who had one there.

Closing comes first, so that nobody books while others are moved. Every family is moved in a
transaction of its own; a closure that was interrupted goes on where it stopped when it is asked for
again. What citizens are told (:mod:`vaksin.notices`): ``MOVED`` with ``booking`` and its former
``session``; ``CLOSED`` with ``booking`` and ``session``, and ``site`` and ``day`` if they wait
there now; ``CLOSED`` with ``site`` and ``day`` alone to those who waited for a closed day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.agenda import SessionState
from vaksin.booking.closing import Days
from vaksin.booking.model import (
    Booking,
    BookingError,
    BookingStatus,
    Origin,
    SessionFull,
    SessionOver,
    TooEarly,
    VaccinationSession,
    Wanted,
)
from vaksin.booking.rebooking import Rebooking, SeatPlan, sites_within
from vaksin.eligibility.doses import NextDose, NoNextDose, next_dose
from vaksin.notices import NoticeKind
from vaksin.people.message_choices import MessageKind
from vaksin.privacy.access_log import AccessAct

# Seats that were free on paper may go to others meanwhile; then they are looked for again.
ROUNDS = 3
# Who was to come so soon may not read a message in time.
SOON = timedelta(hours=24)

Family = tuple[Rebooking, ...]


class UnknownPlace(LookupError):
    """There is no such site or session."""


class ClosedWithItsSite(BookingError):
    """A session cannot be opened while its site is closed on that day, or it is open already."""


class CallReason(Enum):
    """Why somebody needs a call."""

    NO_SEAT = "tidak ada kursi pengganti"
    NOT_REACHED = "tidak menerima pesan WhatsApp"
    SOON = "jadwal lama kurang dari 24 jam lagi"


@dataclass(frozen=True)
class Call:
    """Somebody to be called; ``phone`` is in E.164 form, if any number is known."""

    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    rebooking: Rebooking
    reasons: tuple[CallReason, ...]


@dataclass(frozen=True)
class Closure:
    """What is closed: one session, or a site on some days."""

    site_id: str
    days: Days
    session_id: str | None = None

    def close(self, act: Act) -> None:
        """Let nobody book there any more."""
        if self.session_id:
            act.closings.close_session(self.session_id)
        else:
            act.closings.close_site(self.site_id, self.days)

    def sessions(self, act: Act) -> list[SessionState]:
        """Return the sessions that are closed by it and not over."""
        found = act.agenda.not_over(self.site_id, self.days)
        return [s for s in found if self.session_id in (None, s.session.id)]


@dataclass(frozen=True)
class ClosurePlan:
    """What closing would do: families with what was found for each, and seats that are held.

    ``arrived`` is how many people are at the desk already; the officers there look after them.
    """

    sessions: tuple[SessionState, ...]
    families: tuple[Family, ...]
    held: tuple[Booking, ...]
    arrived: int

    @property
    def rebookings(self) -> list[Rebooking]:
        """Everybody who is affected."""
        return list(chain.from_iterable(self.families))


@dataclass(frozen=True)
class ClosureService:
    """Closes and opens what citizens could book."""

    transactions: Transactions
    content: Path

    def of_session(self, session_id: str) -> Closure:
        """Return the closure of one session.

        Raises:
            UnknownPlace: if there is none with this id.
        """
        with self.transactions.reading() as act:
            state = act.agenda.of(session_id)
        if state is None:
            raise UnknownPlace
        day = state.session.local_date
        return Closure(state.session.site.id, Days(day, day), session_id)

    def of_site(self, site_id: str, days: Days) -> Closure:
        """Return the closure of a site on some days.

        Raises:
            UnknownPlace: if there is no open site with this id.
        """
        self._require_site(site_id)
        return Closure(site_id, days)

    def plan(self, closure: Closure) -> ClosurePlan:
        """Return what closing would do now; nothing is changed."""
        with self.transactions.reading() as act:
            return _Planning(act, closure, self.content).plan()

    def execute(
        self, closure: Closure, progress: Callable[[int], None] = lambda people: None
    ) -> list[Rebooking]:
        """Close, and move everybody; ``progress`` is told of each family how many were dealt with.

        Returns what became of everybody who was dealt with this time.
        """
        self.transactions.writing(closure.close)
        self._withdraw_held(closure)
        self.transactions.writing(lambda act: _close_queues(act, closure))
        done: list[Rebooking] = []
        for left in reversed(range(ROUNDS)):
            for family in self.plan(closure).families:
                settled = self._settle(family, closure, is_last=left == 0)
                progress(len(settled))
                done += settled
        return done

    def calls(self, rebookings: Iterable[Rebooking]) -> list[Call]:
        """Return who of these people needs a call, and why; the look-up is recorded."""

        def work(act: Act) -> list[Call]:
            calls = [_call(act, rebooking) for rebooking in rebookings]
            needed = [call for call in calls if call.reasons]
            if needed:
                people = [call.rebooking.booking.person_id for call in needed]
                act.note_access(AccessAct.CALLS, people)
            return needed

        return self.transactions.writing(work)

    def reopen_session(self, session_id: str) -> None:
        """Open a session again; who waits for its day is offered a seat.

        Raises:
            UnknownPlace: if there is none with this id.
            ClosedWithItsSite: if its site is closed on that day, or it is open already.
        """

        def work(act: Act) -> None:
            if act.agenda.of(session_id) is None:
                raise UnknownPlace
            if not act.closings.reopen_session(session_id):
                raise ClosedWithItsSite
            act.queue.offer_free_seats(session_id)

        self.transactions.writing(work)

    def reopen_site(self, site_id: str) -> int:
        """Open a site again on all days for which it was closed; return how many sessions open.

        Raises:
            UnknownPlace: if there is no open site with this id.
        """
        self._require_site(site_id)

        def work(act: Act) -> int:
            reopened = act.closings.reopen_site(site_id)
            for session_id in reopened:
                act.queue.offer_free_seats(session_id)
            return len(reopened)

        return self.transactions.writing(work)

    def _withdraw_held(self, closure: Closure) -> None:
        for booking in self.plan(closure).held:
            self.transactions.writing(partial(_withdraw, booking=booking))

    def _settle(self, family: Family, closure: Closure, *, is_last: bool) -> Family:
        """Do what was planned for a family; nothing if a seat is gone, to be planned anew."""
        try:
            return self.transactions.writing(lambda act: _rebook(act, family))
        except (SessionFull, SessionOver, TooEarly):
            if not is_last:
                return ()

        def without_seats(act: Act) -> Family:
            seats = _Planning(act, closure, self.content).seats
            return _rebook(act, tuple(seats.without_seat(one.booking) for one in family))

        return self.transactions.writing(without_seats)

    def _require_site(self, site_id: str) -> None:
        with self.transactions.reading() as act:
            if all(site.id != site_id for site in act.timetable.sites()):
                raise UnknownPlace


@dataclass(frozen=True)
class _Planning:
    """Finds other seats within one transaction."""

    act: Act
    closure: Closure
    content: Path
    _due_on: dict[tuple[str, date], NextDose | NoNextDose] = field(default_factory=dict)

    def plan(self) -> ClosurePlan:
        ids = [state.session.id for state in self.sessions]
        booked = self.act.desk.in_sessions(ids, BookingStatus.BOOKED)
        families: dict[tuple[str, str], list[Booking]] = {}
        for booking in booked:
            together = booking.contact_id or booking.id
            families.setdefault((together, booking.session.id), []).append(booking)
        return ClosurePlan(
            sessions=tuple(self.sessions),
            families=tuple(tuple(self.seats.place(family)) for family in families.values()),
            held=tuple(self.act.desk.in_sessions(ids, BookingStatus.HELD)),
            arrived=len(self.act.desk.in_sessions(ids, BookingStatus.ARRIVED)),
        )

    @cached_property
    def sessions(self) -> list[SessionState]:
        return self.closure.sessions(self.act)

    @cached_property
    def seats(self) -> SeatPlan:
        rules = self.act.rules
        return SeatPlan(self._open_sessions(), self._may_have, rules.rebook_days, rules.rebook_km)

    def _open_sessions(self) -> list[VaccinationSession]:
        if not self.sessions:
            return []
        closed = [state.session for state in self.sessions]
        near = sites_within(self.act.timetable.sites(), closed[0].site, self.act.rules.rebook_km)
        last = max(session.local_date for session in closed)
        last += timedelta(days=self.act.rules.rebook_days)
        # Somebody who is moved must still be able to read of it and to come.
        soonest = self.act.clock.now() + self.act.rules.last_offer
        found = self.act.agenda.open_after([site.id for site in near], soonest, last)
        ids = {session.id for session in closed}
        return [session for session in found if session.id not in ids]

    def _may_have(self, booking: Booking, session: VaccinationSession) -> bool:
        if booking.earliest_on and session.local_date < booking.earliest_on:
            return False
        due = self._due(booking.person_id, session.local_date)
        return (
            isinstance(due, NextDose)
            and due.number == booking.dose
            and due.earliest <= session.local_date
            and session.vaccine_id in due.vaccine_ids
        )

    def _due(self, person_id: str, on: date) -> NextDose | NoNextDose:
        if (person_id, on) not in self._due_on:
            person = self.act.people.person(person_id)
            assert person is not None, "a booking's person cannot be deleted before it"
            history = self.act.doses.of(person_id)
            self._due_on[person_id, on] = next_dose(
                history, on, person.birth_date, person.group_id, self.content
            )
        return self._due_on[person_id, on]


def _rebook(act: Act, family: Family) -> Family:
    """Do what was planned for a family; who changed their booking meanwhile is left alone."""
    settled = []
    for one in sorted(family, key=lambda rebooking: rebooking.booking.id):
        booking = act.desk.locked(one.booking.id, must_be_live=False)
        as_planned = (BookingStatus.BOOKED, one.booking.session.id)
        if (booking.status, booking.session.id) == as_planned:
            _move(act, one) if one.found.is_seat else _queue(act, one)
            settled.append(one)
    if settled:
        people = [one.booking.person_id for one in settled]
        act.note_access(AccessAct.REBOOK, people, family[0].booking.session.id)
    return tuple(settled)


def _move(act: Act, rebooking: Rebooking) -> None:
    booking, session = rebooking.booking, rebooking.session
    assert session is not None, "a seat is in a session"
    act.desk.move(booking, session.id, Origin.MOVED)
    told = {"booking": booking.id, "session": booking.session.id}
    act.tell(booking.person_id, NoticeKind.MOVED, told)


def _queue(act: Act, rebooking: Rebooking) -> None:
    booking, session = rebooking.booking, rebooking.session
    act.desk.give_up(booking)
    told = {"booking": booking.id, "session": booking.session.id}
    if session and booking.contact_id:
        wanted = Wanted(booking.person_id, booking.dose, booking.earliest_on, booking.screening)
        site_id, day = session.site.id, session.local_date
        act.queue.join(wanted, booking.contact_id, site_id, day, rebooking.vaccine_ids)
        act.queue.offer_day(site_id, day)
        told |= {"site": site_id, "day": day.isoformat()}
    act.tell(booking.person_id, NoticeKind.CLOSED, told)


def _withdraw(act: Act, booking: Booking) -> None:
    if act.desk.withdraw(booking.id) and booking.contact_id:
        told = {"booking": booking.id, "session": booking.session.id}
        until = booking.session.starts_at
        kind = NoticeKind.CLOSED
        act.notices.add(booking.contact_id, booking.person_id, kind, told, until)


def _close_queues(act: Act, closure: Closure) -> None:
    """End the queues of the days on which no session of the site is left, and tell who waited."""
    for day in {state.session.local_date for state in closure.sessions(act)}:
        if any(state.closed_at is None for state in act.agenda.on(closure.site_id, day)):
            continue
        told = {"site": closure.site_id, "day": day.isoformat()}
        for entry in act.queue.close_day(closure.site_id, day):
            person_id = entry.wanted.person_id
            act.notices.add(entry.contact_id, person_id, NoticeKind.CLOSED, told)


def _call(act: Act, rebooking: Rebooking) -> Call:
    booking = rebooking.booking
    person = act.people.person(booking.person_id)
    assert person is not None, "a booking's person cannot be deleted before it"
    contact_ids = act.people.contacts_of(person.id)
    until_then = booking.session.starts_at - act.clock.now()
    is_reached = any(act.choices.wants(one, MessageKind.REMINDER) for one in contact_ids)
    reasons = {
        CallReason.NO_SEAT: not rebooking.found.is_seat,
        CallReason.NOT_REACHED: not is_reached,
        CallReason.SOON: until_then < SOON,
    }
    why = tuple(reason for reason, applies in reasons.items() if applies)
    return Call(person.name, act.phone_of(person), rebooking, why)
