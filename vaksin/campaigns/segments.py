"""People of the programme who have something in common: where they live, group, age, doses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select, true, tuple_
from sqlalchemy.engine import Connection

from vaksin.people.consents import has_agreed
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
        self, connection: Connection, keys: DataKeys, today: date, after: Member | None
    ) -> Page:
        """Return the next thousand people of the programme in the order of their numbers.

        Only who has agreed, has no seat and does not wait to be erased is looked at.
        """
        rows = connection.execute(self._query(after)).all()
        members = [_member(row) for row in rows if self._fits(row, keys, today)]
        return Page(members, _member(rows[-1]) if rows else None)

    def _query(self, after: Member | None) -> Any:
        place = tuple_(_LINK.contact_id, _LINK.person_id)
        begins = place > (after.contact_id, after.person_id) if after else true()
        return (
            select(
                _LINK.contact_id,
                _LINK.person_id,
                _PERSON.district_code,
                _PERSON.group_sealed,
                _PERSON.birth_date_sealed,
            )
            .join(persons, _PERSON.id == _LINK.person_id)
            .where(_LINK.erased_by.is_(None), begins, _HAS_AGREED, ~_HAS_SEAT)
            .where(*self._in_the_clear())
            .order_by(_LINK.contact_id, _LINK.person_id)
            .limit(_IN_A_PAGE)
        )

    def _in_the_clear(self) -> Iterator[Any]:
        if self.region is not None:
            at = _PERSON.district_code
            yield (at == self.region) | at.startswith(f"{self.region}.", autoescape=True)
        if self.doses is not None:
            of_person = vaccinations.c.person_id == _PERSON.id
            had = select(func.count()).select_from(vaccinations).where(of_person)
            yield had.scalar_subquery() == self.doses

    def _fits(self, row: Any, keys: DataKeys, today: date) -> bool:
        if self.group is not None and keys.open(row.group_sealed) != self.group:
            return False
        if self.youngest is None and self.oldest is None:
            return True
        age = age_on(date.fromisoformat(keys.open(row.birth_date_sealed)), today)
        return (self.youngest or 0) <= age and (self.oldest is None or age <= self.oldest)


_HAS_AGREED = has_agreed(_LINK.contact_id, _LINK.person_id)
_HAS_SEAT = exists().where(
    and_(bookings.c.person_id == _LINK.person_id, bookings.c.status.in_(LIVE_STATUSES))
)


def _member(row: Any) -> Member:
    return Member(row.contact_id, row.person_id, row.district_code)
