"""Messages outside of conversations, as they go out and as far as they get."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import UtcDateTime
from vaksin.schema import campaign_recipients, pushes

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
_TABLE = pushes.c
_THIS = _TABLE.id == bindparam("this")
_NOW = bindparam("now", type_=UtcDateTime)


class Step(Enum):
    """How far a message got; each holds for those before it."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"


# Built once, because building a statement takes longer than running it. What arrived after all did
# not fail.
_STEPS = (Step.SENT, Step.DELIVERED, Step.READ)
_REACHED = {
    step: update(pushes)
    .where(_THIS)
    .values(
        {
            **{
                f"{passed.value}_at": func.coalesce(_TABLE[f"{passed.value}_at"], _NOW)
                for passed in _STEPS[: _STEPS.index(step) + 1]
            },
            # The report of a failure may come before it is known here that the message went out.
            **({} if step is Step.SENT else {"failed_at": None, "failure": None}),
        }
    )
    for step in _STEPS
}
_FAILED = (
    update(pushes)
    .where(_THIS, _TABLE.delivered_at.is_(None))
    .values(failed_at=_NOW, failure=bindparam("code"))
)


@dataclass(frozen=True)
class Pushes:
    """Reads and writes what was pushed within one transaction."""

    connection: Connection
    clock: Clock

    def add(
        self, contact_ids: Mapping[str, str], template: str, campaign_id: str | None = None
    ) -> None:
        """Record to whom messages are on their way, by their ids."""
        now = self.clock.now()
        rows = [
            {
                "id": push_id,
                "contact_id": contact_id,
                "template": template,
                "campaign_id": campaign_id,
                "created_at": now,
            }
            for push_id, contact_id in contact_ids.items()
        ]
        self.connection.execute(insert(pushes), rows)

    def reached(self, push_ids: Sequence[str], step: Step) -> None:
        """Record how far messages got."""
        now = self.clock.now()
        rows = [{"this": push_id, "now": now} for push_id in push_ids]
        self.connection.execute(_REACHED[step], rows)

    def failed(self, push_id: str, code: str) -> None:
        """Record that a message will not arrive."""
        given = {"this": push_id, "now": self.clock.now(), "code": code}
        self.connection.execute(_FAILED, given)

    def forget(self, contact_id: str) -> None:
        """Let the counts stay, but not who was written to."""
        for table, told in ((pushes, {}), (campaign_recipients, {"details_sealed": None})):
            of_contact = update(table).where(table.c.contact_id == contact_id)
            self.connection.execute(of_contact.values(contact_id=None, **told))

    def full_until(self, contact_id: str, per_week: int) -> datetime | None:
        """Return until when a contact has got as many messages as seven days may have, if so."""
        now = self.clock.now()
        newest = self.connection.execute(
            select(_TABLE.created_at)
            .where(_TABLE.contact_id == contact_id, _TABLE.created_at > now - WEEK)
            .order_by(_TABLE.created_at.desc())
            .limit(per_week)
        )
        moments = list(newest.scalars())
        return None if len(moments) < per_week else moments[-1] + WEEK

    def invited_since(self, contact_ids: Collection[str], moment: datetime) -> set[str]:
        """Return who of some contacts got a message of a campaign after a moment."""
        query = select(_TABLE.contact_id).where(
            _TABLE.contact_id.in_(contact_ids),
            _TABLE.campaign_id.is_not(None),
            _TABLE.failed_at.is_(None),
            _TABLE.created_at > moment,
        )
        return set(self.connection.execute(query).scalars())

    def full(self, contact_ids: Collection[str], per_week: int) -> set[str]:
        """Return who of some contacts got so many messages in the last seven days."""
        query = (
            select(_TABLE.contact_id)
            .where(_TABLE.contact_id.in_(contact_ids))
            .where(_TABLE.created_at > self.clock.now() - WEEK)
            .group_by(_TABLE.contact_id)
            .having(func.count() >= per_week)
        )
        return set(self.connection.execute(query).scalars())

    def people_in_a_day(self) -> int:
        """Return how many contacts were written to in the last 24 hours."""
        lately = _TABLE.created_at > self.clock.now() - DAY
        counted = select(func.count(func.distinct(_TABLE.contact_id))).where(lately)
        return int(self.connection.execute(counted).scalar_one())
