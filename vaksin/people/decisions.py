"""That somebody must wait with a dose, or does not want it; one decision counts at a time.

The bot never refuses for good: a postponement ends on its day, and whoever refused may ask again.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.schema import decisions

_TABLE = decisions.c


class DecisionKind(Enum):
    """What was decided."""

    POSTPONED = "tunda"
    REFUSED = "menolak"


class DecidedBy(Enum):
    """Whose decision it was: an officer's, the health answers', or the citizen's own."""

    OFFICER = "petugas"
    SCREENING = "skrining"
    CITIZEN = "warga"


@dataclass(frozen=True)
class Decision:
    """A decision about a person; ``until`` is the first day to come again after a postponement."""

    id: str
    person_id: str
    kind: DecisionKind
    until: date | None
    decided_by: DecidedBy


@dataclass(frozen=True)
class Decisions:
    """Reads and writes decisions within one transaction."""

    connection: Connection
    clock: Clock

    def postpone(self, person_id: str, until: date, decided_by: DecidedBy) -> None:
        """Record that a person comes again on a day, not before; replaces what was decided."""
        self._add(person_id, DecisionKind.POSTPONED, until, decided_by)

    def refuse(self, person_id: str, decided_by: DecidedBy) -> None:
        """Record that a person does not want the vaccine; replaces what was decided."""
        self._add(person_id, DecisionKind.REFUSED, None, decided_by)

    def of(self, person_id: str) -> Decision | None:
        """Return the decision that counts, also a postponement whose day has come."""
        found = self._find((_TABLE.person_id == person_id) & _TABLE.ended_at.is_(None))
        return found[0] if found else None

    def end(self, person_id: str) -> None:
        """Let no decision count any more."""
        self.connection.execute(
            update(decisions)
            .where(_TABLE.person_id == person_id, _TABLE.ended_at.is_(None))
            .values(ended_at=self.clock.now())
        )

    def to_be_offered(self, until: date, limit: int) -> Sequence[Decision]:
        """Return postponements that end by a day and after which nothing was offered yet.

        They are locked; those that another transaction has are left to it.
        """
        due = (
            (_TABLE.kind == DecisionKind.POSTPONED.value)
            & (_TABLE.until <= until)
            & _TABLE.ended_at.is_(None)
            & _TABLE.offered_at.is_(None)
        )
        return self._find(due, limit)

    def offered(self, decision_id: str) -> None:
        """Record that a new offer was made."""
        self.connection.execute(
            update(decisions).where(_TABLE.id == decision_id).values(offered_at=self.clock.now())
        )

    def _add(
        self, person_id: str, kind: DecisionKind, until: date | None, decided_by: DecidedBy
    ) -> None:
        self.end(person_id)
        self.connection.execute(
            insert(decisions).values(
                id=uuid.uuid4().hex,
                person_id=person_id,
                kind=kind.value,
                until=until,
                decided_by=decided_by.value,
                decided_at=self.clock.now(),
            )
        )

    def _find(self, condition: Any, limit: int | None = None) -> list[Decision]:
        query = select(decisions).where(condition).order_by(_TABLE.until, _TABLE.id)
        if limit is not None:
            query = query.limit(limit).with_for_update(skip_locked=True)
        return [
            Decision(
                row.id, row.person_id, DecisionKind(row.kind), row.until, DecidedBy(row.decided_by)
            )
            for row in self.connection.execute(query)
        ]
