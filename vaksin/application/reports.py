"""What officers look at: the sessions of a day, the list for the desk, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.agenda import SessionState
from vaksin.booking.day_sheet import CONTESTED, DaySheetLine, SessionOnPaper, day_sheet
from vaksin.booking.model import Booking, BookingStatus
from vaksin.booking.statistics import Dimension, statistics_table
from vaksin.content import CONTENT_FOLDER
from vaksin.eligibility.groups import load_groups
from vaksin.eligibility.screening import items_by_id
from vaksin.eligibility.vaccines import load_vaccines
from vaksin.identity.regions import Regions
from vaksin.privacy.access_log import AccessAct
from vaksin.sheets.table import Table

_ON_THE_LIST = (BookingStatus.BOOKED, BookingStatus.ARRIVED, BookingStatus.ATTENDED)


@dataclass(frozen=True)
class ReportService:
    """Reads for officers; what shows people is recorded."""

    transactions: Transactions
    regions: Regions
    content: Path = CONTENT_FOLDER

    def sessions_on(self, site_id: str, day: date) -> list[SessionState]:
        """Return the sessions of a site on a day, the earliest first."""
        with self.transactions.reading() as act:
            return act.agenda.on(site_id, day)

    def session(self, session_id: str) -> SessionState | None:
        """Return one session."""
        with self.transactions.reading() as act:
            return act.agenda.of(session_id)

    def day_sheet(self, state: SessionState) -> Table:
        """Return the list of everybody with a seat in a session, for the desk: personal data."""
        session = state.session
        vaccines = {vaccine.id: vaccine.name for vaccine in load_vaccines(self.content)}

        def work(act: Act) -> list[DaySheetLine]:
            found = [
                booking
                for status in _ON_THE_LIST
                for booking in act.desk.in_sessions([session.id], status)
            ]
            lines = [self._line(act, booking) for booking in found]
            people = [booking.person_id for booking in found]
            act.note_access(AccessAct.DAY_SHEET, people, session.id)
            return lines

        lines = self.transactions.writing(work)
        paper = SessionOnPaper(
            session=session,
            vaccine=vaccines.get(session.vaccine_id, session.vaccine_id),
            capacity=state.capacity,
            walk_in_seats=state.walk_in_seats,
        )
        printed_at = self.transactions.clock.now()
        return day_sheet(paper, lines, items_by_id(self.content), printed_at)

    def statistics(
        self, by: Sequence[Dimension], first: date | None = None, last: date | None = None
    ) -> Table:
        """Count the bookings of the sessions from one day to another, told apart as asked."""
        with self.transactions.reading() as act:
            if Dimension.GROUP in by:
                labels = {group.id: group.label for group in load_groups(self.content)}
                counts = act.counts.with_groups(first, last, labels)
            else:
                counts = act.counts.without_groups(first, last)
        return statistics_table(counts, by)

    def _line(self, act: Act, booking: Booking) -> DaySheetLine:
        person = act.people.person(booking.person_id)
        assert person is not None, "a booking's person cannot be deleted before it"
        is_contested = len(act.people.find(person.nik)) > 1
        verification = act.verifications.of(person.id)
        return DaySheetLine(
            booked_at=booking.created_at,
            ticket_code=booking.ticket_code,
            name=person.name,
            nik=person.nik,
            birth_date=person.birth_date,
            phone=act.phone_of(person),
            address=self._address(person.district_code),
            dose=booking.dose,
            screening=booking.screening.answers,
            doubts=person.flags | ({CONTESTED} if is_contested else frozenset()),
            verification=verification.value if verification else None,
        )

    def _address(self, district_code: str) -> str:
        known = self.regions.get(district_code)
        return self.regions.full_name(district_code) if known else district_code
