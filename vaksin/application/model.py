"""What the programme is told and tells: applicants, where people stand, and refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from vaksin.booking.model import Booking, BookingStatus
from vaksin.booking.waiting import WaitingEntry
from vaksin.clock import WIB
from vaksin.eligibility.course import GivenDose
from vaksin.eligibility.doses import NextDose, NoNextDose, WhyNone
from vaksin.identity.nik import Nik
from vaksin.people.decisions import Decision, DecisionKind
from vaksin.people.erasures import Erasure
from vaksin.people.model import Registration
from vaksin.people.verifications import VerificationStatus


class NeedsOfficer(Exception):
    """Something that only a human can settle; the request is stored under a reference."""

    def __init__(self, reference: str) -> None:
        super().__init__("an officer must look at this")
        self.reference = reference


class NotYours(Exception):
    """The person or booking belongs to nobody who was registered from this number."""


class BeingErased(Exception):
    """The number wants this data erased; the wish must be taken back first."""

    def __init__(self, erasure: Erasure) -> None:
        super().__init__("this data is about to be erased")
        self.erasure = erasure


class NotProven(Exception):
    """Ticket code and NIK are not those of one person; which of them is wrong is not told."""


class NothingToSettle(Exception):
    """Nobody is waiting to be settled under this number, or not in this way."""


class WasVaccinated(Exception):
    """A desk saw this person and gave them a dose, so their record must not be dropped."""


class NotDue(Exception):
    """The rules give this person no dose, or another vaccine; ``next_dose`` says what they give."""

    def __init__(self, next_dose: NextDose | NoNextDose) -> None:
        super().__init__("no dose of this kind is due")
        self.next_dose = next_dose


@dataclass(frozen=True)
class Applicant:
    """What a citizen told about the person to be registered; ``history`` are doses had before."""

    nik: Nik
    name: str = field(repr=False)
    birth_date: date = field(repr=False)
    district_code: str
    group_id: str
    relation: str
    flags: frozenset[str]
    history: tuple[GivenDose, ...] = ()


class CourseStatus(Enum):
    """How far a person got, in one word; the value is Indonesian.

    ``ATTENDED``: a dose was given and another one follows. ``DONE``: today's rules give no more.
    """

    REGISTERED = "terdaftar"
    BOOKED = "terjadwal"
    ARRIVED = "hadir"
    ATTENDED = "sudah_divaksin"
    POSTPONED = "ditunda"
    REFUSED = "menolak"
    DONE = "selesai"


@dataclass(frozen=True)
class Standing:
    """Where a registered person stands.

    ``next_dose`` is what the rules of the day give them next, ``decision`` a postponement or a
    refusal that counts now, ``waiting`` their place in a queue, ``verification`` how far it was
    checked who they are.
    """

    registration: Registration
    newest_booking: Booking | None
    history: tuple[GivenDose, ...]
    next_dose: NextDose | NoNextDose
    decision: Decision | None
    waiting: WaitingEntry | None
    verification: VerificationStatus | None
    as_of: datetime

    @property
    def live_booking(self) -> Booking | None:
        """The booking that still counts: confirmed, and its session is not over."""
        booking = self.newest_booking
        if booking is None or booking.status not in (BookingStatus.BOOKED, BookingStatus.ARRIVED):
            return None
        return booking if booking.session.ends_at > self.as_of else None

    @property
    def held_seat(self) -> Booking | None:
        """The seat that waits for a yes."""
        booking = self.newest_booking
        if booking is None or booking.held_until is None or booking.held_until <= self.as_of:
            return None
        return booking

    @property
    def status(self) -> CourseStatus:
        """How far the person got."""
        newest = self.newest_booking
        if newest and newest.status is BookingStatus.ARRIVED:
            return CourseStatus.ARRIVED
        if self.live_booking:
            return CourseStatus.BOOKED
        if self.decision and self.decision.kind is DecisionKind.REFUSED:
            return CourseStatus.REFUSED
        if self.decision and self.decision.until and self.decision.until > self._today:
            return CourseStatus.POSTPONED
        if isinstance(self.next_dose, NoNextDose) and self.next_dose.reason is WhyNone.FINISHED:
            return CourseStatus.DONE
        was_there = newest is not None and newest.status is BookingStatus.ATTENDED
        return CourseStatus.ATTENDED if was_there else CourseStatus.REGISTERED

    @property
    def _today(self) -> date:
        return self.as_of.astimezone(WIB).date()

    @property
    def may_book(self) -> bool:
        """Tell whether a seat for the next dose can be chosen now."""
        return self.live_booking is None and isinstance(self.next_dose, NextDose)
