"""What the tests of upkeep share: people with numbers, and what is written about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from tests.people import make_applicant
from vaksin.application import Vaksin
from vaksin.booking.model import Booking, Screening
from vaksin.clock import WIB
from vaksin.notices import Notice
from vaksin.people.doses import InjectedDose
from vaksin.people.model import SELF
from vaksin.schema import notices, vaccination_sessions

SITE = "JKT-TEBET-01"
BRAND = "indovac"


@dataclass(frozen=True)
class Town:
    """A programme with a clock, and short words for what citizens and desks do in it."""

    programme: Vaksin
    advance: Callable[[timedelta], None]

    def session(self, name: str, capacity: int = 5, in_hours: float = 48) -> str:
        """Add a session at a site in Tebet and return its id."""
        starts_at = self.programme.clock.now() + timedelta(hours=in_hours)
        with self.programme.engine.begin() as connection:
            connection.execute(
                insert(vaccination_sessions).values(
                    id=name,
                    site_id=SITE,
                    local_date=starts_at.astimezone(WIB).date(),
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                    vaccine_id=BRAND,
                    capacity=capacity,
                )
            )
        return name

    def register(self, contact_id: str, serial: int, session_id: str) -> Booking:
        """Register somebody for themself with a seat."""
        return self.programme.seats.register(contact_id, make_applicant(serial), session_id)

    def enrol(self, contact_id: str, serial: int, name: str = "Contoh Warga") -> str:
        """Register somebody without a seat."""
        return self.programme.seats.enrol(contact_id, make_applicant(serial, name, SELF))

    def wait(self, contact_id: str, person_id: str, day: date) -> None:
        """Let somebody wait for a seat in Tebet."""
        self.programme.seats.wait(contact_id, SITE, day, {person_id: Screening()})

    def give_dose(self, booking: Booking, on: date) -> None:
        """Record a dose as the desk does."""
        dose = InjectedDose(
            person_id=booking.person_id,
            number=booking.dose,
            vaccine_id=booking.session.vaccine_id,
            batch="UJI-1",
            given_on=on,
            given_at=self.programme.clock.now(),
            earliest_on=None,
            site_id=booking.session.site.id,
            booking_id=booking.id,
        )
        self.programme.transactions.writing(lambda act: act.doses.record(dose))

    def news(self, contact_id: str) -> list[Notice]:
        """Return what a contact has not been told."""
        with self.programme.transactions.reading() as act:
            return act.notices.untold(contact_id)

    def kinds(self, contact_id: str) -> list[str]:
        """Return the kinds of what a contact has not been told."""
        return [notice.kind.value for notice in self.news(contact_id)]

    def count(self, table: Any) -> int:
        """Return how many rows a table has."""
        with self.programme.engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

    def forget_news(self) -> None:
        """Mark everything as told."""
        with self.programme.engine.begin() as connection:
            now = self.programme.clock.now()
            connection.execute(notices.update().values(told_at=now))
