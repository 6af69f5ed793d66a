"""People of the programme who have something in common: where they live, group, age, doses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, true, tuple_
from sqlalchemy.engine import Connection

from vaksin.clock import Clock, today_in
from vaksin.people.consents import Consents
from vaksin.people.model import age_on
from vaksin.privacy.keys import DataKeys
from vaksin.schema import (
    LIVE_STATUSES,
    bookings,
    persons,
    registrations,
    vaccinations,
)

_LINK, _PERSON = registrations.c, persons.c
_IN_A_PAGE = 1000


@dataclass(frozen=True)
class Member:
    """Somebody in a segment, and the number from which they were registered."""

    contact_id: str
    person_id: str
    district_code: str


@dataclass(frozen=True)
class Page:
    """Some people of a segment, and the last who was looked at; nobody once all were."""

    members: Sequence[Member]
    last: Member | None


@dataclass(frozen=True)
class Segment:
    """Which people are meant; what is not given bounds nothing.

    Attributes:
        group: the id of a priority group.
        region: the code of a province, a town or a district, such as ``32.73``.
        youngest, oldest: completed years, both included.
        doses: how many doses they have had.
    """

    group: str | None = None
    region: str | None = None
    youngest: int | None = None
    oldest: int | None = None
    doses: int | None = None

    def page(
        self, connection: Connection, keys: DataKeys, clock: Clock, after: Member | None
    ) -> Page:
        """Return the next thousand people of the programme in the order of their numbers.

        Only who has agreed, has no seat and does not wait to be erased is a member.
        """
        place = tuple_(_LINK.contact_id, _LINK.person_id)
        begins = place > (after.contact_id, after.person_id) if after else true()
        links = connection.execute(
            select(_LINK.contact_id, _LINK.person_id)
            .where(_LINK.erased_by.is_(None), begins)
            .order_by(_LINK.contact_id, _LINK.person_id)
            .limit(_IN_A_PAGE)
        ).all()
        if not links:
            return Page([], None)
        found = _Found(connection, [link.person_id for link in links])
        agreed = Consents(connection, clock).agreed_for(found.person_ids)
        fitting = self._fitting(found, keys, today_in(clock))
        members = [
            Member(link.contact_id, link.person_id, fitting[link.person_id])
            for link in links
            if link.person_id in fitting and (link.contact_id, link.person_id) in agreed
        ]
        last = links[-1]
        return Page(members, Member(last.contact_id, last.person_id, ""))

    def _fitting(self, found: _Found, keys: DataKeys, today: date) -> dict[str, str]:
        """Return where those of some people live who fit."""
        seated = found.with_seat()
        doses = found.doses() if self.doses is not None else {}
        return {
            row.id: row.district_code
            for row in found.people()
            if row.id not in seated
            and self._is_in_region(row.district_code)
            and self.doses in (None, doses.get(row.id, 0))
            and self._fits(row, keys, today)
        }

    def _is_in_region(self, code: str) -> bool:
        return self.region is None or f"{code}.".startswith(f"{self.region}.")

    def _fits(self, row: Any, keys: DataKeys, today: date) -> bool:
        if self.group is not None and keys.open(row.group_sealed) != self.group:
            return False
        if self.youngest is None and self.oldest is None:
            return True
        age = age_on(date.fromisoformat(keys.open(row.birth_date_sealed)), today)
        return (self.youngest or 0) <= age and (self.oldest is None or age <= self.oldest)


@dataclass(frozen=True)
class _Found:
    """What is known of some people.

    It is asked for by their ids: joined into one statement, the database would look at the whole
    country for each page.
    """

    connection: Connection
    person_ids: Sequence[str]

    def people(self) -> Sequence[Any]:
        query = select(
            _PERSON.id, _PERSON.district_code, _PERSON.group_sealed, _PERSON.birth_date_sealed
        )
        return self.connection.execute(query.where(_PERSON.id.in_(self.person_ids))).all()

    def with_seat(self) -> set[str]:
        is_live = bookings.c.status.in_(LIVE_STATUSES)
        query = select(bookings.c.person_id).where(bookings.c.person_id.in_(self.person_ids))
        return set(self.connection.execute(query.where(is_live)).scalars())

    def doses(self) -> dict[str, int]:
        of_person = vaccinations.c.person_id
        query = select(of_person, func.count()).where(of_person.in_(self.person_ids))
        rows = self.connection.execute(query.group_by(of_person)).all()
        return {str(row[0]): int(row[1]) for row in rows}
