"""Where people, their registrations and their consents are kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.identity.nik import Nik
from vaksin.people.model import ConsentBasis, Person, Registration
from vaksin.privacy.keys import DataKeys
from vaksin.schema import consents, persons, registrations


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
        """Record that a person was registered from a number."""
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
        """Return everybody registered from a number, the first one first."""
        rows = self.connection.execute(
            select(persons, registrations.c.relation)
            .join(registrations, registrations.c.person_id == persons.c.id)
            .where(registrations.c.contact_id == contact_id)
            .order_by(registrations.c.created_at)
        )
        return [Registration(contact_id, self._person(row), row.relation) for row in rows]

    def is_registered_from(self, contact_id: str, person_id: str) -> bool:
        """Tell whether a person was registered from a number."""
        row = self.connection.execute(
            select(registrations.c.person_id).where(
                registrations.c.contact_id == contact_id, registrations.c.person_id == person_id
            )
        ).first()
        return row is not None

    def contacts_of(self, person_id: str) -> list[str]:
        """Return the numbers from which a person was registered, the first one first."""
        rows = self.connection.execute(
            select(registrations.c.contact_id)
            .where(registrations.c.person_id == person_id)
            .order_by(registrations.c.created_at)
        )
        return list(rows.scalars())

    def unlink(self, contact_id: str, person_id: str) -> None:
        """Take a person off a number."""
        key = (registrations.c.contact_id == contact_id) & (registrations.c.person_id == person_id)
        self.connection.execute(delete(registrations).where(key))

    def record_consent(
        self, contact_id: str, text_version: str, relation: str, basis: ConsentBasis
    ) -> None:
        """Record when which text was agreed to, for whom, and by what right."""
        self.connection.execute(
            insert(consents).values(
                id=uuid.uuid4().hex,
                contact_id=contact_id,
                text_version=text_version,
                relation=relation,
                basis=basis.value,
                given_at=self.clock.now(),
            )
        )

    def withdraw_consents(self, contact_id: str) -> None:
        """Record that everything agreed to from a number is withdrawn."""
        self.connection.execute(
            update(consents)
            .where(consents.c.contact_id == contact_id, consents.c.withdrawn_at.is_(None))
            .values(withdrawn_at=self.clock.now())
        )

    def unlink_all(self, contact_id: str) -> list[str]:
        """Take everybody off a number; return the ids of those whom no other number registered."""
        of_contact = select(registrations.c.person_id).where(
            registrations.c.contact_id == contact_id
        )
        person_ids = list(self.connection.execute(of_contact).scalars())
        self.connection.execute(
            delete(registrations).where(registrations.c.contact_id == contact_id)
        )
        still_linked = set(
            self.connection.execute(
                select(registrations.c.person_id).where(registrations.c.person_id.in_(person_ids))
            ).scalars()
        )
        return [person_id for person_id in person_ids if person_id not in still_linked]

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
