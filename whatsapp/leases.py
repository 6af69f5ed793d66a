"""Who works on what: for each contact one lane of turns and one of sends, leased to one worker.

Whatever number of processes run, a lane has one holder at a time, so the turns of a contact and the
messages to them go strictly one after another. A holder that dies stops renewing, and another takes
over; a holder that was only slow notices that its lease is gone when it tries to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_, select, tuple_, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import upsert
from whatsapp.schema import lanes

TURN = "turn"
SEND = "send"
LEASE_TIME = timedelta(seconds=15)
RENEW_SECONDS = 5.0


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
        statement = upsert(self.connection, lanes).values(rows)
        newer = statement.excluded.due_at
        stays = and_(lanes.c.due_at.is_not(None), lanes.c.due_at <= newer)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[lanes.c.contact_id, lanes.c.kind],
                set_={"due_at": case((stays, lanes.c.due_at), else_=newer)},
            )
        )

    def hasten(self, kind: str) -> None:
        """Let all that is due later be looked at now; what must wait on is put off again."""
        now = self.clock.now()
        self.connection.execute(
            update(lanes).where(lanes.c.kind == kind, lanes.c.due_at > now).values(due_at=now)
        )

    def claim(self, kind: str, most: int, lease_id: str) -> list[Lease]:
        """Take lanes that are due and that nobody holds, those that wait longest first."""
        now = self.clock.now()
        due = (
            select(lanes.c.contact_id)
            .where(
                lanes.c.kind == kind,
                lanes.c.due_at <= now,
                or_(lanes.c.not_before.is_(None), lanes.c.not_before <= now),
                or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= now),
            )
            .order_by(lanes.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        claimed = self.connection.execute(due).scalars()
        leases = [Lease(contact_id, kind, lease_id) for contact_id in claimed]
        if leases:
            self.connection.execute(
                update(lanes)
                .where(_any_of(leases))
                .values(lease_id=lease_id, leased_until=now + LEASE_TIME)
            )
        return leases

    def hold(self, lease: Lease) -> None:
        """Keep others off until this transaction ends.

        Raises:
            LeaseLost: if another worker has the lane, or may have it at any moment.
        """
        held = self.connection.execute(
            select(lanes.c.contact_id)
            .where(_is(lease), lanes.c.lease_id == lease.id)
            .with_for_update()
        ).first()
        if held is None:
            raise LeaseLost

    def finish(
        self, lease: Lease, due_at: datetime | None, not_before: datetime | None = None
    ) -> None:
        """Give a lane back that was held, and say when there is more to do.

        What is scheduled later may make it due earlier, but never before ``not_before``.
        """
        self.connection.execute(
            update(lanes)
            .where(_is(lease), lanes.c.lease_id == lease.id)
            .values(due_at=due_at, not_before=not_before, lease_id=None, leased_until=None)
        )

    def renew(self, leases: Iterable[Lease]) -> set[Lease]:
        """Prolong leases; return those that are lost."""
        return {lease for lease in leases if not self._extend(lease)}

    def release(self, leases: Iterable[Lease]) -> None:
        """Give lanes back with their work undone, for others to take at once."""
        for lease in leases:
            self.connection.execute(
                update(lanes)
                .where(_is(lease), lanes.c.lease_id == lease.id)
                .values(lease_id=None, leased_until=None)
            )

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
        extended = self.connection.execute(
            update(lanes)
            .where(_is(lease), lanes.c.lease_id == lease.id)
            .values(leased_until=self.clock.now() + LEASE_TIME)
        )
        return bool(extended.rowcount)


def _is(lease: Lease) -> object:
    return and_(lanes.c.contact_id == lease.contact_id, lanes.c.kind == lease.kind)


def _any_of(leases: Iterable[Lease]) -> object:
    keys = [(lease.contact_id, lease.kind) for lease in leases]
    return tuple_(lanes.c.contact_id, lanes.c.kind).in_(keys)
