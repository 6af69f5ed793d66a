"""Which parts of people's data were corrected; never what they were or became."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.schema import corrections


class Part(Enum):
    """What citizens may correct themselves."""

    NAME = "nama"
    BIRTH_DATE = "tanggal_lahir"
    PHONE = "nomor_hp"
    HOME = "alamat"


@dataclass(frozen=True)
class Corrections:
    """Writes within one transaction that something was corrected."""

    connection: Connection
    clock: Clock

    def add(self, person_id: str, contact_id: str, part: Part) -> None:
        """Record that a number corrected a part of a person's data."""
        self.connection.execute(
            insert(corrections).values(
                id=uuid.uuid4().hex,
                person_id=person_id,
                contact_id=contact_id,
                part=part.value,
                corrected_at=self.clock.now(),
            )
        )

    def disown(self, contact_id: str) -> None:
        """Let no correction name a number any more."""
        of_contact = corrections.c.contact_id == contact_id
        self.connection.execute(update(corrections).where(of_contact).values(contact_id=None))
