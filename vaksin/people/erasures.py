"""Wishes to be erased: when they are due, whom they cover, and the receipt that stays afterwards.

UU 27/2022 lets everybody demand the erasure of their data. Between the wish and the erasure passes
a time in which it can be taken back; meanwhile the number has no say over the people any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.clock import Clock
from vaksin.privacy.keeping import DataKind, Rows
from vaksin.references import new_code
from vaksin.schema import erasures, registrations

_TABLE = erasures.c
_IS_OPEN = _TABLE.withdrawn_at.is_(None) & _TABLE.done_at.is_(None)
# An open wish has no end.
OLD_RECEIPTS = Rows(
    DataKind.ERASURE_RECEIPT,
    erasures,
    ended_at=func.coalesce(_TABLE.done_at, _TABLE.withdrawn_at),
)


@dataclass(frozen=True)
class Erasure:
    """A wish to be erased; ``is_whole`` if it covers all that the number gave us."""

    receipt: str
    contact_id: str
    requested_at: datetime
    due_at: datetime
    is_whole: bool


@dataclass(frozen=True)
class Erasures:
    """Reads and writes wishes to be erased within one transaction."""

    connection: Connection
    clock: Clock

    def add(self, contact_id: str, due_at: datetime, *, is_whole: bool) -> Erasure:
        """Record a wish; a number may have one that covers everything."""
        erasure = Erasure(f"H-{new_code()}", contact_id, self.clock.now(), due_at, is_whole)
        self.connection.execute(
            insert(erasures).values(
                receipt=erasure.receipt,
                contact_id=contact_id,
                requested_at=erasure.requested_at,
                due_at=due_at,
                is_whole=int(is_whole),
            )
        )
        return erasure

    def erasure(self, receipt: str) -> Erasure:
        """Return the wish with a receipt."""
        return self._find(_TABLE.receipt == receipt)[0]

    def open_of(self, contact_id: str) -> list[Erasure]:
        """Return the wishes of a number that can still be taken back, the first one first."""
        return self._find((_TABLE.contact_id == contact_id) & _IS_OPEN)

    def covering(self, contact_id: str, person_id: str) -> Erasure | None:
        """Return the open wish of a number that covers a person."""
        found = self._find((_TABLE.contact_id == contact_id) & _IS_OPEN & _covers(person_id))
        return found[0] if found else None

    def due(self, limit: int) -> list[Erasure]:
        """Return wishes whose time has come, the first one first."""
        return self._find(_IS_OPEN & (_TABLE.due_at <= self.clock.now()), limit)

    def lock_open(self, receipt: str) -> bool:
        """Let others wait that change a wish; tell whether it is still open."""
        query = select(_TABLE.receipt).where(_TABLE.receipt == receipt, _IS_OPEN)
        return self.connection.execute(query.with_for_update()).first() is not None

    def cover(self, receipt: str, contact_id: str, person_ids: Collection[str]) -> None:
        """Take a number's say over several people away."""
        self.connection.execute(
            update(registrations)
            .where(
                registrations.c.contact_id == contact_id,
                registrations.c.person_id.in_(person_ids),
            )
            .values(erased_by=receipt)
        )

    def uncover(self, receipt: str) -> None:
        """Give a number its say back over the people that a wish covers."""
        covered = registrations.c.erased_by == receipt
        self.connection.execute(update(registrations).where(covered).values(erased_by=None))

    def unlink(self, receipt: str) -> tuple[int, list[str]]:
        """Take the people whom a wish covers off its number.

        Returns how many there were, and the ids of those whom no other number registered.
        """
        covered = registrations.c.erased_by == receipt
        person_ids = list(
            self.connection.execute(select(registrations.c.person_id).where(covered)).scalars()
        )
        self.connection.execute(delete(registrations).where(covered))
        of_others = select(registrations.c.person_id).where(
            registrations.c.person_id.in_(person_ids)
        )
        still_linked = set(self.connection.execute(of_others).scalars())
        return len(person_ids), [one for one in person_ids if one not in still_linked]

    def withdraw(self, receipt: str) -> None:
        """Record that a wish was taken back."""
        self._change(receipt, withdrawn_at=self.clock.now())

    def done(self, receipt: str, people: int) -> None:
        """Record an erasure that was done; its row names nobody any more."""
        self._change(receipt, done_at=self.clock.now(), people=people, contact_id=None)

    def _change(self, receipt: str, **values: Any) -> None:
        self.connection.execute(update(erasures).where(_TABLE.receipt == receipt).values(**values))

    def _find(self, condition: Any, limit: int | None = None) -> list[Erasure]:
        query = select(erasures).where(condition).order_by(_TABLE.due_at, _TABLE.receipt)
        return [
            Erasure(row.receipt, row.contact_id, row.requested_at, row.due_at, bool(row.is_whole))
            for row in self.connection.execute(query.limit(limit))
        ]


def hides(contact_id: ColumnElement, person_id: ColumnElement) -> ColumnElement:
    """Return the condition that an open wish of a number covers a person; for other tables."""
    return exists().where(_TABLE.contact_id == contact_id, _IS_OPEN, _covers(person_id))


def _covers(person_id: str | ColumnElement) -> ColumnElement:
    linked = exists().where(
        registrations.c.erased_by == _TABLE.receipt, registrations.c.person_id == person_id
    )
    return or_(_TABLE.is_whole == 1, linked)
