"""The doses that people got: recorded by an officer, or told of when they registered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.eligibility.course import GivenDose
from vaksin.schema import bookings, vaccinations

_TABLE = vaccinations.c
TOLD_BY_CITIZEN, TOLD_BY_OFFICER = "warga", "petugas"
_OF_TICKET = (
    select(_TABLE.id, _TABLE.person_id, _TABLE.number)
    .join(bookings, bookings.c.id == _TABLE.booking_id)
    .where(bookings.c.ticket_code == bindparam("code"))
)


@dataclass(frozen=True)
class InjectedDose:
    """A dose as it is recorded at the desk."""

    person_id: str
    number: int
    vaccine_id: str
    batch: str
    given_on: date
    given_at: datetime
    earliest_on: date | None
    site_id: str
    booking_id: str


@dataclass(frozen=True)
class RecordedDose:
    """Which dose of whom a record is about."""

    id: str
    person_id: str
    number: int


@dataclass(frozen=True)
class DoseRecords:
    """Reads and writes doses within one transaction."""

    connection: Connection
    clock: Clock

    def of_all(self, person_ids: Iterable[str]) -> Mapping[str, tuple[GivenDose, ...]]:
        """Return the doses of each of several people, the first one first."""
        found: dict[str, list[GivenDose]] = {person_id: [] for person_id in person_ids}
        rows = self.connection.execute(
            select(vaccinations)
            .where(_TABLE.person_id.in_(found.keys()))
            .order_by(_TABLE.person_id, _TABLE.number)
        )
        for row in rows:
            found[row.person_id].append(GivenDose(row.number, row.vaccine_id, row.given_on))
        return {person_id: tuple(doses) for person_id, doses in found.items()}

    def of(self, person_id: str) -> tuple[GivenDose, ...]:
        """Return a person's doses, the first one first."""
        return self.of_all([person_id])[person_id]

    def tell(self, person_id: str, history: Sequence[GivenDose]) -> None:
        """Write down the doses that a citizen tells of, unless an officer recorded any."""
        if self.has_recorded(person_id):
            return
        of_person = _TABLE.person_id == person_id
        self.connection.execute(delete(vaccinations).where(of_person))
        for dose in history:
            self.connection.execute(
                insert(vaccinations).values(
                    id=uuid.uuid4().hex,
                    person_id=person_id,
                    number=dose.number,
                    vaccine_id=dose.vaccine_id,
                    given_on=dose.given_on,
                    told_by=TOLD_BY_CITIZEN,
                    recorded_at=self.clock.now(),
                )
            )

    def has_recorded(self, person_id: str) -> bool:
        """Tell whether an officer recorded a dose of a person."""
        recorded = select(_TABLE.id).where(
            _TABLE.person_id == person_id, _TABLE.told_by == TOLD_BY_OFFICER
        )
        return self.connection.execute(recorded.limit(1)).first() is not None

    def to_check(self, today: date, limit: int) -> list[RecordedDose]:
        """Return doses after which the next one may be near by now, locked.

        Those that another transaction looks at are left to it.
        """
        rows = self.connection.execute(
            select(_TABLE.id, _TABLE.person_id, _TABLE.number)
            .where(_TABLE.next_check_on <= today)
            .order_by(_TABLE.next_check_on, _TABLE.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [RecordedDose(row.id, row.person_id, row.number) for row in rows]

    def check_again(self, dose_id: str, on: date | None) -> None:
        """Say when to look again whether the next dose is near; ``None`` for never."""
        self.connection.execute(
            update(vaccinations).where(_TABLE.id == dose_id).values(next_check_on=on)
        )

    def join(self, person_id: str, to: str) -> None:
        """Hand the doses of a person over to another who turned out to be the same.

        What an officer recorded replaces what was told of the same dose; doses that were recorded
        for both were both given, and are counted anew by their days.
        """
        rows = self.connection.execute(
            select(_TABLE.id, _TABLE.person_id, _TABLE.number, _TABLE.told_by, _TABLE.given_on)
            .where(_TABLE.person_id.in_((person_id, to)))
            .order_by(_TABLE.number)
        ).all()
        kept = _without_doubles(rows, to)
        # Numbers are unique: all of them make room before they are given anew.
        free = len(rows) + max((row.number for row in rows), default=0) + 1
        gone = [row.id for row in rows if row not in kept]
        self.connection.execute(delete(vaccinations).where(_TABLE.id.in_(gone)))
        for offset in (free, 1):
            for place, row in enumerate(kept):
                self.connection.execute(
                    update(vaccinations)
                    .where(_TABLE.id == row.id)
                    .values(person_id=to, number=offset + place)
                )

    def record(self, dose: InjectedDose) -> None:
        """Record a dose that was given; from the next day on the one after it may be told of.

        Raises:
            sqlalchemy.exc.IntegrityError: if the person has a dose of this number, or it was given
                before its first day.
        """
        self.connection.execute(
            insert(vaccinations).values(
                id=uuid.uuid4().hex,
                person_id=dose.person_id,
                number=dose.number,
                vaccine_id=dose.vaccine_id,
                batch=dose.batch,
                given_on=dose.given_on,
                given_at=dose.given_at,
                earliest_on=dose.earliest_on,
                site_id=dose.site_id,
                booking_id=dose.booking_id,
                told_by=TOLD_BY_OFFICER,
                recorded_at=self.clock.now(),
                next_check_on=dose.given_on + timedelta(days=1),
            )
        )

    def of_ticket(self, ticket_code: str) -> RecordedDose | None:
        """Return the dose that was recorded for a ticket."""
        row = self.connection.execute(_OF_TICKET, {"code": ticket_code}).first()
        return RecordedDose(row.id, row.person_id, row.number) if row else None

    def certificate_told(self, dose_id: str) -> bool:
        """Record that the certificate of a dose is told of; ``False`` if it was before."""
        marked = self.connection.execute(
            update(vaccinations)
            .where(_TABLE.id == dose_id, _TABLE.certificate_told_at.is_(None))
            .values(certificate_told_at=self.clock.now())
        )
        return bool(marked.rowcount)

    def correct_batch(self, booking_id: str, batch: str, given_on: date) -> bool:
        """Write another batch for a dose given on a day; ``False`` if there is none."""
        corrected = self.connection.execute(
            update(vaccinations)
            .where(_TABLE.booking_id == booking_id, _TABLE.given_on == given_on)
            .values(batch=batch)
        )
        return bool(corrected.rowcount)


def _without_doubles(rows: Sequence[Any], of: str) -> list[Any]:
    """Return the doses of one course, the first one first."""
    recorded = {row.number for row in rows if row.told_by == TOLD_BY_OFFICER}
    told: dict[int, Any] = {}
    for row in sorted(rows, key=lambda row: row.person_id != of):
        if row.number not in recorded:
            told.setdefault(row.number, row)
    course = [row for row in rows if row.told_by == TOLD_BY_OFFICER] + list(told.values())
    if all(row.given_on for row in course):
        return sorted(course, key=lambda row: (row.given_on, row.number))
    return sorted(course, key=lambda row: (row.number, row.given_on or date.min))
