"""How often something was done that must not be done without end, such as trying NIKs.

Counted are the different subjects of a number within a day, so that somebody who repeats themself
is not punished, and the different numbers of a subject, so that nobody goes on with other numbers.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keeping import DataKind, Rows
from vaksin.privacy.keys import DataKeys
from vaksin.schema import limited_acts

COUNTED_FOR = timedelta(days=1)
_TABLE = limited_acts.c
OLD_ACTS = Rows(DataKind.LIMITED_ACT, limited_acts, _TABLE.done_at)


class LimitedAct(Enum):
    """What is counted."""

    GIVES_NIK = "memberi_nik"
    PROVES = "membuktikan"


class TooManyTries(Exception):
    """A number did something as often as it may within a day; an officer can still help."""


@dataclass(frozen=True)
class Limits:
    """Counts within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def note(self, contact_id: str, act: LimitedAct, subject: str, at_most: int) -> None:
        """Count an act with a subject, such as a NIK.

        Raises:
            TooManyTries: if the number did it with ``at_most`` other subjects within a day.
        """
        subject_hash = self.keys.lookup_hash(act.value, subject)
        of_contact = (
            (_TABLE.contact_id == contact_id)
            & (_TABLE.kind == act.value)
            & (_TABLE.done_at > self.clock.now() - COUNTED_FOR)
        )
        same = select(_TABLE.id).where(of_contact, _TABLE.subject_hash == subject_hash)
        if self.connection.execute(same.limit(1)).first():
            return
        different = select(func.count(_TABLE.subject_hash.distinct())).where(of_contact)
        if self.connection.execute(different).scalar_one() >= at_most:
            raise TooManyTries
        self.connection.execute(
            insert(limited_acts).values(
                id=uuid.uuid4().hex,
                contact_id=contact_id,
                kind=act.value,
                subject_hash=subject_hash,
                done_at=self.clock.now(),
            )
        )

    def others_who_did(self, contact_id: str, act: LimitedAct, subject: str) -> int:
        """Count the other numbers that did an act with a subject within a day."""
        others = select(func.count(_TABLE.contact_id.distinct())).where(
            _TABLE.subject_hash == self.keys.lookup_hash(act.value, subject),
            _TABLE.kind == act.value,
            _TABLE.done_at > self.clock.now() - COUNTED_FOR,
            _TABLE.contact_id != contact_id,
        )
        return int(self.connection.execute(others).scalar_one())

    def forget_of(self, contact_id: str) -> None:
        """Delete what a number tried."""
        self.connection.execute(delete(limited_acts).where(_TABLE.contact_id == contact_id))
