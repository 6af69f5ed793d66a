"""What citizens leave for a human officer: questions, corrections, symptoms after the injection."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keys import DataKeys
from vaksin.schema import officer_requests

REFERENCE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
REFERENCE_LENGTH = 6


class RequestKind(Enum):
    """Why an officer is needed."""

    QUESTION = "pertanyaan"
    KIPI = "kipi"
    CORRECTION = "perbaikan_data"
    IDENTITY = "identitas"


@dataclass(frozen=True)
class OfficerRequests:
    """Stores requests within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(self, contact_id: str, kind: RequestKind, message: str) -> str:
        """Store a request and return the reference number by which the citizen can name it."""
        reference = "L-" + "".join(
            secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH)
        )
        self.connection.execute(
            insert(officer_requests).values(
                id=uuid.uuid4().hex,
                reference=reference,
                contact_id=contact_id,
                kind=kind.value,
                message_sealed=self.keys.seal(message),
                status="open",
                created_at=self.clock.now(),
            )
        )
        return reference

    def references_of(self, contact_id: str) -> list[str]:
        """Return the reference numbers of a number's requests, the oldest first."""
        query = (
            select(officer_requests.c.reference)
            .where(officer_requests.c.contact_id == contact_id)
            .order_by(officer_requests.c.created_at)
        )
        return [str(reference) for reference in self.connection.execute(query).scalars()]

    def remove_of(self, contact_id: str) -> None:
        """Delete everything a number left for officers."""
        self.connection.execute(
            delete(officer_requests).where(officer_requests.c.contact_id == contact_id)
        )
