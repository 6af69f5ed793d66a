"""What the tests of family and rights have in common: registering, looking into tables, orphans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, text, update

from tests.integration.vaksin.conftest import SITE
from tests.people import make_applicant
from vaksin.application import Vaksin
from vaksin.booking.model import Booking
from vaksin.eligibility.course import GivenDose
from vaksin.identity.nik import Nik
from vaksin.people.doses import InjectedDose
from vaksin.people.model import SELF
from vaksin.schema import (
    access_log_people,
    consent_changes,
    consents,
    metadata,
    persons,
    vaccination_sessions,
)

MINE, THEIRS, THIRD = "kontak-1", "kontak-2", "kontak-3"
FIRST = f"{SITE}-20270302-0800"
SECOND = f"{SITE}-20270302-1000"
# Months before the first of March 2027, when these tests take place.
LONG_AGO = date(2026, 6, 1)


@dataclass(frozen=True)
class Village:
    """People who register, and what is on file about them."""

    programme: Vaksin

    def register(
        self,
        contact_id: str = MINE,
        serial: int = 9001,
        session_id: str = FIRST,
        relation: str = SELF,
        name: str = "Contoh Warga",
        doses: Sequence[GivenDose] = (),
    ) -> Booking:
        """Register a person with consent, and book a seat."""
        applicant = make_applicant(serial, name, relation)
        if doses:
            applicant = type(applicant)(**{**vars(applicant), "history": tuple(doses)})
        self.programme.record_consent(contact_id, relation)
        return self.programme.seats.register(contact_id, applicant, session_id)

    def nik(self, serial: int = 9001) -> Nik:
        return make_applicant(serial).nik

    def names(self, contact_id: str) -> list[str]:
        return [s.registration.person.name for s in self.programme.standings(contact_id)]

    def rows(self, table: Any) -> Sequence[Any]:
        with self.programme.engine.begin() as connection:
            return connection.execute(select(table)).all()

    def withdrawn(self) -> list[tuple[str, datetime | None]]:
        """Return every consent's relation, and when it was withdrawn if it does not count now."""
        last: dict[str, Any] = {row.consent_id: row for row in self.rows(consent_changes)}
        given = [(row.relation, last.get(row.id)) for row in self.rows(consents)]
        return [
            (relation, change.at if change and change.change == "ditarik" else None)
            for relation, change in given
        ]

    def booking(self, booking_id: str) -> Booking:
        with self.programme.transactions.reading() as act:
            return act.desk.booking(booking_id)

    def seats_taken(self, session_id: str) -> int:
        table = vaccination_sessions.c
        query = select(table.seats_taken).where(table.id == session_id)
        with self.programme.engine.begin() as connection:
            return int(connection.execute(query).scalar_one())

    def doses(self, person_id: str) -> list[tuple[int, str | None]]:
        with self.programme.transactions.reading() as act:
            return [(dose.number, dose.vaccine_id) for dose in act.doses.of(person_id)]

    def inject(self, booking: Booking, vaccine_id: str = "indovac", on: date = LONG_AGO) -> None:
        """Let a desk record a first dose."""
        clock = self.programme.clock
        dose = InjectedDose(
            person_id=booking.person_id,
            number=1,
            vaccine_id=vaccine_id,
            batch="UJI-1",
            given_on=on,
            given_at=clock.now(),
            earliest_on=None,
            site_id=booking.session.site.id,
            booking_id=booking.id,
        )
        self.programme.transactions.writing(lambda act: act.doses.record(dose))

    def requests(self) -> list[tuple[str, str | None]]:
        """Return kind and person of what waits for officers."""
        return [(r.kind.value, r.person_id) for r, _ in self.programme.officers.waiting()]

    def news(self, contact_id: str) -> list[dict[str, str]]:
        with self.programme.transactions.reading() as act:
            return [dict(notice.data) for notice in act.notices.untold(contact_id)]

    def grow_older(self, person_id: str, born: date) -> None:
        """Write another birth date behind the programme's back."""
        sealed = self.programme.keys.seal(born.isoformat())
        with self.programme.engine.begin() as connection:
            connection.execute(
                update(persons).where(persons.c.id == person_id).values(birth_date_sealed=sealed)
            )

    def counted_seats_agree(self) -> bool:
        """Tell whether every session's count is that of its bookings."""
        statuses = "('held', 'booked', 'arrived', 'attended')"
        wrong = text(
            "SELECT s.id FROM vaccination_sessions AS s WHERE s.seats_taken <>"
            " (SELECT COUNT(*) FROM bookings AS b WHERE b.session_id = s.id"
            f" AND b.status IN {statuses})"
        )
        with self.programme.engine.begin() as connection:
            return connection.execute(wrong).first() is None

    def orphans(self) -> list[str]:
        """Name the tables that refer to a person who is gone; the access log may."""
        found = []
        for table in metadata.sorted_tables:
            if "person_id" not in table.c or table is access_log_people:
                continue
            gone = table.c.person_id.is_not(None) & table.c.person_id.not_in(select(persons.c.id))
            with self.programme.engine.begin() as connection:
                count = connection.execute(
                    select(func.count()).select_from(table).where(gone)
                ).scalar_one()
            if count:
                found.append(table.name)
        return found
