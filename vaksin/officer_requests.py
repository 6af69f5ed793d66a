"""What citizens leave for a human officer: questions, corrections, symptoms after the injection."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keys import DataKeys
from vaksin.schema import officer_requests

REFERENCE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
REFERENCE_LENGTH = 6
OPEN = "open"
CLOSED = "closed"


class RequestKind(Enum):
    """Why an officer is needed."""

    QUESTION = "pertanyaan"
    KIPI = "kipi"
    CORRECTION = "perbaikan_data"
    IDENTITY = "identitas"


@dataclass(frozen=True)
class OfficerRequest:
    """Something that a citizen waits for an officer to deal with."""

    reference: str
    contact_id: str
    kind: RequestKind
    message: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True)
class OfficerRequests:
    """Stores requests within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(
        self, contact_id: str, kind: RequestKind, message: str, person_id: str | None = None
    ) -> str:
        """Store a request, about a person if one is named.

        Returns the reference number by which the citizen can name it.
        """
        reference = "L-" + "".join(
            secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH)
        )
        self.connection.execute(
            insert(officer_requests).values(
                id=uuid.uuid4().hex,
                reference=reference,
                contact_id=contact_id,
                person_id=person_id,
                kind=kind.value,
                message_sealed=self.keys.seal(message),
                status=OPEN,
                created_at=self.clock.now(),
            )
        )
        return reference

    def waiting(self) -> list[OfficerRequest]:
        """Return the requests that no officer has dealt with, the oldest first."""
        table = officer_requests.c
        rows = self.connection.execute(
            select(officer_requests).where(table.status == OPEN).order_by(table.created_at)
        )
        return [
            OfficerRequest(
                reference=row.reference,
                contact_id=row.contact_id,
                kind=RequestKind(row.kind),
                message=self.keys.open(row.message_sealed),
                created_at=row.created_at,
            )
            for row in rows
        ]

    def close(self, reference: str) -> bool:
        """Mark a request as dealt with; return whether it was waiting."""
        table = officer_requests.c
        closed = self.connection.execute(
            update(officer_requests)
            .where(table.reference == reference, table.status == OPEN)
            .values(status=CLOSED)
        )
        return bool(closed.rowcount)

    def remove_of(self, contact_id: str) -> None:
        """Delete everything a number left for officers."""
        self.connection.execute(
            delete(officer_requests).where(officer_requests.c.contact_id == contact_id)
        )
