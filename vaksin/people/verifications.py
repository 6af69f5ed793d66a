"""How far it was checked that people are who they say; kept in the database until it is done.

A register that cannot be reached never keeps anybody from registering: the check waits here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import upsert
from vaksin.schema import verifications

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# Whoever took a check and ended without a result leaves it to others after this time.
TAKEN_FOR = timedelta(minutes=2)
_TABLE = verifications.c


class VerificationStatus(Enum):
    """What is known of somebody's identity."""

    WAITING = "menunggu"
    VERIFIED = "terverifikasi"
    NOT_FOUND = "tidak_ditemukan"
    MISMATCH = "tidak_cocok"


@dataclass(frozen=True)
class Verifications:
    """Reads and writes the state of checks within one transaction."""

    connection: Connection
    clock: Clock

    def begin(self, person_id: str) -> None:
        """Have a person checked now, anew if they were checked before."""
        fresh = {
            "status": VerificationStatus.WAITING.value,
            "register": None,
            "attempts": 0,
            "next_check_at": self.clock.now(),
            "checked_at": None,
        }
        statement = upsert(self.connection.dialect.name, verifications).values(
            person_id=person_id, **fresh
        )
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=[_TABLE.person_id], set_=fresh)
        )

    def take_due(self, limit: int) -> Sequence[str]:
        """Return whom to check now; others take the same person only if this one is not settled."""
        due = (
            select(_TABLE.person_id)
            .where(_TABLE.next_check_at <= self.clock.now())
            .order_by(_TABLE.next_check_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        person_ids = list(self.connection.execute(due).scalars())
        self.connection.execute(
            update(verifications)
            .where(_TABLE.person_id.in_(person_ids))
            .values(attempts=_TABLE.attempts + 1, next_check_at=self.clock.now() + TAKEN_FOR)
        )
        return person_ids

    def settle(self, person_id: str, status: VerificationStatus, register: str) -> bool:
        """Record what a register answered; ``False`` if that was settled in the meantime."""
        return self._change(
            person_id,
            status=status.value,
            register=register,
            next_check_at=None,
            checked_at=self.clock.now(),
        )

    def put_off(self, person_id: str) -> None:
        """Check again later, because the register could not be reached."""
        attempts = select(_TABLE.attempts).where(_TABLE.person_id == person_id)
        so_far = self.connection.execute(attempts).scalar_one_or_none() or 1
        pause = min(FIRST_PAUSE * 2 ** min(so_far - 1, 12), LONGEST_PAUSE)
        self._change(person_id, next_check_at=self.clock.now() + pause)

    def of(self, person_id: str) -> VerificationStatus | None:
        """Return what is known of a person, ``None`` if they were never to be checked."""
        query = select(_TABLE.status).where(_TABLE.person_id == person_id)
        status = self.connection.execute(query).scalar_one_or_none()
        return None if status is None else VerificationStatus(status)

    def _change(self, person_id: str, **values: object) -> bool:
        changed = self.connection.execute(
            update(verifications)
            .where(
                _TABLE.person_id == person_id,
                _TABLE.status == VerificationStatus.WAITING.value,
            )
            .values(**values)
        )
        return bool(changed.rowcount)
