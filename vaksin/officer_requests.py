"""What citizens leave for a human officer: questions, corrections, symptoms after the injection."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import delete, exists, insert, literal, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keeping import DataKind, Rows
from vaksin.privacy.keys import DataKeys
from vaksin.references import new_code
from vaksin.schema import officer_requests, persons

OPEN = "open"
CLOSED = "closed"
_TABLE = officer_requests.c
_PREFIX = "L-"
# With its heading and its buttons it is one message of 1024 characters.
LONGEST_ANSWER = 900
# What no officer has dealt with stays, however old it is.
OLD_REQUESTS = Rows(
    DataKind.OFFICER_REQUEST, officer_requests, _TABLE.created_at, is_over=_TABLE.status == CLOSED
)


class NotAnAnswer(ValueError):
    """An answer has one to ``LONGEST_ANSWER`` characters."""


class RequestKind(Enum):
    """Why an officer is needed."""

    QUESTION = "pertanyaan"
    KIPI = "kipi"
    CORRECTION = "perbaikan_data"
    IDENTITY = "identitas"
    DISPUTE = "sengketa"
    NO_NIK = "tanpa_nik"
    HOME_VISIT = "kunjungan"


@dataclass(frozen=True)
class OfficerRequest:
    """Something for an officer to deal with; ``person_id`` is whom it is about, if we know them."""

    reference: str
    contact_id: str
    person_id: str | None
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
        """Store a request and return the reference number by which the citizen can name it."""
        values = self._new(contact_id, kind, message, person_id)
        self.connection.execute(insert(officer_requests).values(**values))
        return str(values["reference"])

    def add_if_contested(
        self, contact_id: str, kind: RequestKind, message: str, person_id: str
    ) -> None:
        """Store a request about a contested person, unless one of this kind is open.

        For everybody else the same statement does nothing, so that nobody can tell by the time it
        takes whether a NIK is contested.
        """
        values = self._new(contact_id, kind, message, person_id)
        is_contested = exists().where(persons.c.id == person_id, persons.c.is_contested == 1)
        is_open = exists().where(
            _TABLE.person_id == person_id, _TABLE.kind == kind.value, _TABLE.status == OPEN
        )
        row = select(*(literal(value, _TABLE[name].type) for name, value in values.items()))
        self.connection.execute(
            insert(officer_requests).from_select(list(values), row.where(is_contested, ~is_open))
        )

    def waiting(self) -> list[OfficerRequest]:
        """Return the requests that no officer has dealt with, the oldest first."""
        return self._find(_TABLE.status == OPEN)

    def waiting_of(self, contact_id: str) -> list[OfficerRequest]:
        """Return what a number left that no officer has dealt with, the oldest first."""
        return self._find((_TABLE.contact_id == contact_id) & (_TABLE.status == OPEN))

    def of_reference(self, reference: str) -> OfficerRequest | None:
        """Return the request that waits under a reference number."""
        found = self._find((_TABLE.reference == reference) & (_TABLE.status == OPEN))
        return found[0] if found else None

    def close(self, reference: str) -> bool:
        """Mark a request as dealt with; return whether it was waiting."""
        closed = self.connection.execute(
            update(officer_requests)
            .where(_TABLE.reference == reference, _TABLE.status == OPEN)
            .values(status=CLOSED)
        )
        return bool(closed.rowcount)

    def close_about(self, person_ids: Collection[str]) -> None:
        """Mark what asks who somebody is as dealt with."""
        asks_who = _TABLE.kind.in_((RequestKind.IDENTITY.value, RequestKind.DISPUTE.value))
        self.connection.execute(
            update(officer_requests)
            .where(_TABLE.person_id.in_(person_ids), asks_who, _TABLE.status == OPEN)
            .values(status=CLOSED)
        )

    def remove_of(self, contact_id: str) -> None:
        """Delete everything a number left for officers."""
        self.connection.execute(delete(officer_requests).where(_TABLE.contact_id == contact_id))

    def remove_about(self, person_ids: Collection[str]) -> None:
        """Delete what was left for officers about several people."""
        self.connection.execute(delete(officer_requests).where(_TABLE.person_id.in_(person_ids)))

    def _new(
        self, contact_id: str, kind: RequestKind, message: str, person_id: str | None
    ) -> dict[str, Any]:
        return {
            "id": uuid.uuid4().hex,
            "reference": f"{_PREFIX}{new_code()}",
            "contact_id": contact_id,
            "person_id": person_id,
            "kind": kind.value,
            "message_sealed": self.keys.seal(message),
            "status": OPEN,
            "created_at": self.clock.now(),
        }

    def _find(self, condition: Any) -> list[OfficerRequest]:
        rows = self.connection.execute(
            select(officer_requests).where(condition).order_by(_TABLE.created_at)
        )
        return [
            OfficerRequest(
                reference=row.reference,
                contact_id=row.contact_id,
                person_id=row.person_id,
                kind=RequestKind(row.kind),
                message=self.keys.open(row.message_sealed),
                created_at=row.created_at,
            )
            for row in rows
        ]


def read_answer(text: str) -> str:
    """Return what an officer answers, without space around it.

    Raises:
        NotAnAnswer: if it is empty or too long.
    """
    answer = text.strip()
    if not 0 < len(answer) <= LONGEST_ANSWER:
        raise NotAnAnswer
    return answer


def is_reference(text: str) -> bool:
    """Tell whether a text has the form of a request's reference number."""
    return text.startswith(_PREFIX)
