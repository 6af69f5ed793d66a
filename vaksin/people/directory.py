"""Where people and their registrations are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.identity.nik import Nik
from vaksin.people.consents import Consents
from vaksin.people.model import Person, Registration
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, persons, registrations

_COUNTS = registrations.c.erased_by.is_(None)


@dataclass(frozen=True)
class Directory:
    """Reads and writes people within one transaction; personal data is sealed on its way in."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def find(self, nik: Nik) -> list[Person]:
        """Return who has a NIK: nobody, the person, or the person and a contested one."""
        rows = self.connection.execute(
            select(persons)
            .where(persons.c.nik_hash == self._nik_hash(nik))
            .order_by(persons.c.is_contested)
        )
        return [self._person(row) for row in rows]

    def person(self, person_id: str) -> Person | None:
        """Return a person."""
        row = self.connection.execute(select(persons).where(persons.c.id == person_id)).first()
        return self._person(row) if row else None

    def save(self, person: Person) -> bool:
        """Add a person or write their newest data; ``False`` if another person has a new one's NIK.

        A contested person may have the NIK of one who is not, but of no other contested one.

        Raises:
            sqlalchemy.exc.IntegrityError: if a known person is given the NIK of another one.
        """
        now = self.clock.now()
        values = {
            "nik_hash": self._nik_hash(person.nik),
            "is_contested": int(person.is_contested),
            "nik_sealed": self.keys.seal(person.nik.number),
            "name_sealed": self.keys.seal(person.name),
            "birth_date_sealed": self.keys.seal(person.birth_date.isoformat()),
            "district_code": person.district_code,
            # A group such as "imunokompromais" tells of somebody's health.
            "group_sealed": self.keys.seal(person.group_id),
            "phone_sealed": self.keys.seal(person.phone) if person.phone else None,
            "flags": ",".join(sorted(person.flags)),
            "updated_at": now,
        }
        changed = self.connection.execute(
            update(persons).where(persons.c.id == person.id).values(**values)
        )
        return bool(changed.rowcount) or insert_if_new(
            self.connection, persons, id=person.id, created_at=now, **values
        )

    def link(self, contact_id: str, person_id: str, relation: str) -> None:
        """Record that a person was registered from a number, and that its consent was for them."""
        Consents(self.connection, self.clock).is_for(contact_id, person_id, relation)
        key = (registrations.c.contact_id == contact_id) & (registrations.c.person_id == person_id)
        changed = self.connection.execute(
            update(registrations).where(key).values(relation=relation)
        )
        if changed.rowcount == 0:
            self.connection.execute(
                insert(registrations).values(
                    contact_id=contact_id,
                    person_id=person_id,
                    relation=relation,
                    created_at=self.clock.now(),
                )
            )

    def registered_from(self, contact_id: str) -> list[Registration]:
        """Return everybody registered from a number, the first one first.

        Whoever is about to be erased is not among them.
        """
        rows = self.connection.execute(
            select(persons, registrations.c.relation)
            .join(registrations, registrations.c.person_id == persons.c.id)
            .where(registrations.c.contact_id == contact_id, _COUNTS)
            .order_by(registrations.c.created_at)
        )
        return [Registration(contact_id, self._person(row), row.relation) for row in rows]

    def is_registered_from(self, contact_id: str, person_id: str) -> bool:
        """Tell whether a person was registered from a number."""
        row = self.connection.execute(
            select(registrations.c.person_id).where(
                registrations.c.contact_id == contact_id,
                registrations.c.person_id == person_id,
                _COUNTS,
            )
        ).first()
        return row is not None

    def contacts_of(self, person_id: str) -> list[str]:
        """Return the numbers from which a person was registered, the first one first.

        Numbers count that want their data erased: until then the person is known to us.
        """
        rows = self.connection.execute(
            select(registrations.c.contact_id)
            .where(registrations.c.person_id == person_id)
            .order_by(registrations.c.created_at)
        )
        return list(rows.scalars())

    def numbers_by_person(self, nik: Nik) -> Mapping[str, set[str]]:
        """Return the numbers from which each person with a NIK was registered.

        As in :meth:`contacts_of`, those count that want their data erased.
        """
        rows = self.connection.execute(
            select(registrations.c.person_id, registrations.c.contact_id)
            .join(persons, persons.c.id == registrations.c.person_id)
            .where(persons.c.nik_hash == self._nik_hash(nik))
        )
        numbers: dict[str, set[str]] = {}
        for row in rows:
            numbers.setdefault(row.person_id, set()).add(row.contact_id)
        return numbers

    def heirs_of(self, person_id: str, contact_id: str) -> list[str]:
        """Return the other numbers that have a say over a person, the first one first."""
        rows = self.connection.execute(
            select(registrations.c.contact_id)
            .where(
                registrations.c.person_id == person_id,
                registrations.c.contact_id != contact_id,
                _COUNTS,
            )
            .order_by(registrations.c.created_at)
        )
        return list(rows.scalars())

    def unlink(self, contact_id: str, person_id: str) -> None:
        """Take a person off a number."""
        key = (registrations.c.contact_id == contact_id) & (registrations.c.person_id == person_id)
        self.connection.execute(delete(registrations).where(key))

    def unlink_everybody(self, person_id: str) -> None:
        """Take a person off every number."""
        of_person = registrations.c.person_id == person_id
        self.connection.execute(delete(registrations).where(of_person))

    def acknowledge(self, person_id: str) -> None:
        """Let a contested person be the one with their NIK; nobody else may have it by now."""
        self.connection.execute(
            update(persons).where(persons.c.id == person_id).values(is_contested=0)
        )

    def proven(self, ticket_code: str, nik: Nik) -> Person | None:
        """Return who has a ticket and a NIK; one statement, whichever of the two is wrong."""
        row = self.connection.execute(
            select(persons)
            .join(bookings, bookings.c.person_id == persons.c.id)
            .where(bookings.c.ticket_code == ticket_code, persons.c.nik_hash == self._nik_hash(nik))
        ).first()
        return self._person(row) if row else None

    def lock(self, person_ids: Collection[str]) -> None:
        """Let others that settle who these people are wait; always in one order."""
        self.connection.execute(
            select(persons.c.id)
            .where(persons.c.id.in_(person_ids))
            .order_by(persons.c.id)
            .with_for_update()
        )

    def remove(self, person_id: str) -> None:
        """Delete a person; their bookings must be gone before."""
        self.connection.execute(delete(persons).where(persons.c.id == person_id))

    def _nik_hash(self, nik: Nik) -> str:
        return self.keys.lookup_hash("nik", nik.number)

    def _person(self, row: Any) -> Person:
        return Person(
            id=row.id,
            nik=Nik(self.keys.open(row.nik_sealed)),
            name=self.keys.open(row.name_sealed),
            birth_date=date.fromisoformat(self.keys.open(row.birth_date_sealed)),
            district_code=row.district_code,
            group_id=self.keys.open(row.group_sealed),
            flags=frozenset(filter(None, row.flags.split(","))),
            phone=self.keys.open(row.phone_sealed) if row.phone_sealed else None,
            is_contested=bool(row.is_contested),
        )
