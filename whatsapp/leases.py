"""Who works on what: for each contact one lane of turns and one of sends, leased to one worker.

Whatever number of processes run, a lane has one holder at a time, so the turns of a contact and the
messages to them go strictly one after another. A holder that dies stops renewing, and another takes
over; a holder that was only slow notices that its lease is gone when it tries to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, or_, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import UtcDateTime, insert_rows
from whatsapp.schema import lanes

TURN = "turn"
SEND = "send"
LEASE_TIME = timedelta(seconds=15)
RENEW_SECONDS = 5.0

# Built once, because building a statement takes longer than running it.
_OF_KIND = lanes.c.kind == bindparam("of_kind")
_NOW = bindparam("now", type_=UtcDateTime)
_DUE = (
    select(lanes.c.contact_id)
    .where(
        _OF_KIND,
        lanes.c.due_at <= _NOW,
        or_(lanes.c.not_before.is_(None), lanes.c.not_before <= _NOW),
        or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= _NOW),
    )
    .order_by(lanes.c.due_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_TAKE = update(lanes).where(_OF_KIND, lanes.c.contact_id.in_(bindparam("these", expanding=True)))
_HELD = (
    lanes.c.contact_id == bindparam("contact"),
    _OF_KIND,
    lanes.c.lease_id == bindparam("lease"),
)
_HOLD = select(lanes.c.contact_id).where(*_HELD).with_for_update()
_CHANGE = update(lanes).where(*_HELD)


class LeaseLost(RuntimeError):
    """Another worker has taken over; what this one was about to write must not be written."""


@dataclass(frozen=True)
class Lease:
    """The right to work on a lane."""

    contact_id: str
    kind: str
    id: str


@dataclass(frozen=True)
class Lanes:
    """Reads and writes lanes within one transaction."""

    connection: Connection
    clock: Clock

    def schedule(self, kind: str, due: Mapping[str, datetime]) -> None:
        """Say when there is something to do for contacts; an earlier moment stays."""
        if not due:
            return
        # Always in the same order, so that two transactions cannot wait for each other.
        rows = [
            {"contact_id": contact_id, "kind": kind, "due_at": due[contact_id]}
            for contact_id in sorted(due)
        ]
        insert_rows(self.connection, lanes, rows, _keep_earlier_moment)

    def hasten(self, kind: str) -> None:
        """Let all that is due later be looked at now; what must wait on is put off again."""
        now = self.clock.now()
        self.connection.execute(
            update(lanes).where(lanes.c.kind == kind, lanes.c.due_at > now).values(due_at=now)
        )

    def has_waiting(self, kind: str, most: int) -> bool:
        """Tell whether more lanes than so many are due."""
        due = select(lanes.c.contact_id).where(
            lanes.c.kind == kind, lanes.c.due_at <= self.clock.now()
        )
        found = self.connection.execute(due.limit(most + 1)).all()
        return len(found) > most

    def claim(self, kind: str, most: int, lease_id: str) -> list[Lease]:
        """Take lanes that are due and that nobody holds, those that wait longest first."""
        now = self.clock.now()
        due = {"of_kind": kind, "now": now, "most": most}
        claimed = list(self.connection.execute(_DUE, due).scalars())
        if claimed:
            these = {"of_kind": kind, "these": claimed}
            lease = {"lease_id": lease_id, "leased_until": now + LEASE_TIME}
            self.connection.execute(_TAKE, {**these, **lease})
        return [Lease(contact_id, kind, lease_id) for contact_id in claimed]

    def hold(self, lease: Lease) -> None:
        """Keep others off until this transaction ends.

        Raises:
            LeaseLost: if another worker has the lane, or may have it at any moment.
        """
        if self.connection.execute(_HOLD, _key(lease)).first() is None:
            raise LeaseLost

    def finish(
        self, lease: Lease, due_at: datetime | None, not_before: datetime | None = None
    ) -> None:
        """Give a lane back that was held, and say when there is more to do.

        What is scheduled later may make it due earlier, but never before ``not_before``.
        """
        self._change(lease, due_at=due_at, not_before=not_before, lease_id=None, leased_until=None)

    def renew(self, leases: Iterable[Lease]) -> set[Lease]:
        """Prolong leases; return those that are lost."""
        return {lease for lease in leases if not self._extend(lease)}

    def release(self, leases: Iterable[Lease]) -> None:
        """Give lanes back with their work undone, for others to take at once."""
        for lease in leases:
            self._change(lease, lease_id=None, leased_until=None)

    def rekey(self, old: str, new: str) -> None:
        """Let what is due for a contact be due for the one it was merged into."""
        mine = lanes.c.contact_id == old
        rows = self.connection.execute(select(lanes.c.kind, lanes.c.due_at).where(mine)).all()
        for kind, due_at in rows:
            if due_at is not None:
                self.schedule(kind, {new: due_at})
        # A worker that still holds one of them loses its lease by this.
        self.connection.execute(
            update(lanes).where(mine).values(due_at=None, lease_id=None, leased_until=None)
        )

    def _extend(self, lease: Lease) -> bool:
        return self._change(lease, leased_until=self.clock.now() + LEASE_TIME)

    def _change(self, lease: Lease, **values: Any) -> bool:
        """Change a lane unless another worker has taken over; tell whether it was changed."""
        return bool(self.connection.execute(_CHANGE, {**_key(lease), **values}).rowcount)


def _key(lease: Lease) -> dict[str, str]:
    return {"contact": lease.contact_id, "of_kind": lease.kind, "lease": lease.id}


def _keep_earlier_moment(statement: Any) -> Any:
    newer = statement.excluded.due_at
    stays = and_(lanes.c.due_at.is_not(None), lanes.c.due_at <= newer)
    return statement.on_conflict_do_update(
        index_elements=[lanes.c.contact_id, lanes.c.kind],
        set_={"due_at": case((stays, lanes.c.due_at), else_=newer)},
    )
