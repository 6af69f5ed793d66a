"""How far messages got: from the plan to the dose, for campaigns and for news."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import String, and_, case, cast, func, literal, or_, select
from sqlalchemy.engine import Connection

from vaksin.campaigns.model import LeftOut
from vaksin.database import Moved
from vaksin.schema import bookings, campaign_recipients, pushes

# A booking that was made so soon after a message counts as its fruit.
BOOKED_WITHIN = timedelta(days=30)

_PUSH, _ROW, _BOOKING = pushes.c, campaign_recipients.c, bookings.c
_BOOKED, _ATTENDED = 1, 2


class Step(Enum):
    """How far people got; the value is what operators read."""

    PLANNED = "direncanakan"
    SENT = "terkirim"
    DELIVERED = "sampai"
    READ = "dibaca"
    ANSWERED = "dijawab"
    BOOKED = "mendaftar"
    ATTENDED = "divaksin"


@dataclass(frozen=True)
class Funnel:
    """How many got how far; of a campaign people are counted, of news messages.

    Attributes:
        steps: how many got at least so far.
        waiting: whose turn has not come yet.
        on_the_way: whose message waits to be sent.
        failed: whose message will not arrive, by the code that the channel gave.
        left_out: who gets none after all, and why.
    """

    steps: Mapping[Step, int]
    waiting: int = 0
    on_the_way: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    @property
    def planned(self) -> int:
        """How many there are."""
        return self.steps[Step.PLANNED]

    @property
    def settled(self) -> int:
        """For how many nothing is left to be sent."""
        return self.planned - self.waiting - self.on_the_way

    def percent(self, step: Step) -> int | None:
        """Return how many of the step before got to a step; of nobody there is no part."""
        before = list(Step)[max(list(Step).index(step) - 1, 0)]
        return round(100 * self.steps[step] / self.steps[before]) if self.steps[before] else None


class AnswerChannel(Protocol):
    """Knows who writes after a message."""

    def note_answers(self, connection: Connection) -> int:
        """Record which messages were answered since they were sent; return how many."""
        ...


@dataclass(frozen=True)
class Results:
    """Counts results within one transaction."""

    connection: Connection

    def of_campaigns(self, campaign_ids: Collection[str]) -> dict[str, Funnel]:
        """Return how far each of some campaigns got."""
        planned = self._planned(campaign_ids)
        of_campaigns = _PUSH.campaign_id.in_(campaign_ids)
        # Whoever was erased is somebody else each time.
        person = func.coalesce(_PUSH.contact_id, _PUSH.id)
        pushed = self._pushed(_PUSH.campaign_id, person, of_campaigns)
        nobody: _Tally = _Tally()
        return {
            one: _funnel(planned.get(one, nobody), pushed.get(one, nobody)) for one in campaign_ids
        }

    def of_news(self, begin: datetime, end: datetime) -> dict[str, Funnel]:
        """Return how far the messages of a time that belong to no campaign got, by template."""
        in_time = and_(_PUSH.created_at >= begin, _PUSH.created_at < end)
        found = self._pushed(_PUSH.template, _PUSH.id, in_time & _PUSH.campaign_id.is_(None))
        return {
            template: _funnel(_Tally(planned=tally.pushed), tally)
            for template, tally in sorted(found.items())
        }

    def _planned(self, campaign_ids: Collection[str]) -> dict[str, _Tally]:
        """Count recipients; who was merged into another or erased before their turn is none."""
        person = func.coalesce(
            _PUSH.contact_id, _ROW.contact_id, literal("?") + cast(_ROW.id, String)
        )
        people = (
            select(
                _ROW.campaign_id,
                person.label("person"),
                func.max(_ROW.push_id).is_not(None).label("is_pushed"),
                func.max(_ROW.reason).label("reason"),
            )
            .select_from(campaign_recipients)
            .outerjoin(pushes, _PUSH.id == _ROW.push_id)
            .where(_ROW.campaign_id.in_(campaign_ids))
            .where(or_(_ROW.status != "planned", _ROW.contact_id.is_not(None)))
            .group_by(_ROW.campaign_id, person)
            .subquery()
        )
        state = (people.c.campaign_id, people.c.is_pushed, people.c.reason)
        found: dict[str, _Tally] = defaultdict(_Tally)
        for campaign_id, is_pushed, reason, count in self.connection.execute(
            select(*state, func.count()).group_by(*state)
        ):
            tally = found[campaign_id]
            tally.planned += count
            if reason and not is_pushed:
                tally.left_out[LeftOut(reason)] += count
            elif not is_pushed:
                tally.waiting += count
        return found

    def _pushed(self, key: Any, person: Any, which: Any) -> dict[str, _Tally]:
        """Count who got how far; of several messages to one of them the one that got furthest."""
        all_failed = func.min(case((_PUSH.failed_at.is_(None), 0), else_=1)) == 1
        people = (
            select(
                key.label("key"),
                func.max(_PUSH.sent_at).label("sent"),
                func.max(_PUSH.delivered_at).label("delivered"),
                func.max(_PUSH.read_at).label("read"),
                func.max(_PUSH.answered_at).label("answered"),
                func.max(_FRUIT).label("fruit"),
                case((all_failed, func.coalesce(func.max(_PUSH.failure), ""))).label("failure"),
            )
            .where(which)
            .group_by(key, person)
            .subquery()
        )
        one = people.c
        is_on_its_way = and_(one.sent.is_(None), one.failure.is_(None))
        counts = select(
            one.key,
            one.failure,
            func.count().label("pushed"),
            _count(is_on_its_way).label("on_the_way"),
            *(func.count(one[step.name.lower()]).label(step.name) for step in _MOMENTS),
            _count(one.fruit.is_not(None)).label(Step.BOOKED.name),
            _count(one.fruit == _ATTENDED).label(Step.ATTENDED.name),
        ).group_by(one.key, one.failure)
        found: dict[str, _Tally] = defaultdict(_Tally)
        for row in self.connection.execute(counts):
            found[row.key].add(row)
        return found


@dataclass
class _Tally:
    planned: int = 0
    waiting: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    pushed: int = 0
    on_the_way: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    steps: Counter[Step] = field(default_factory=Counter)

    def add(self, row: Any) -> None:
        self.pushed += row.pushed
        self.on_the_way += row.on_the_way
        if row.failure is not None:
            self.failed[row.failure] += row.pushed
        for step in (*_MOMENTS, Step.BOOKED, Step.ATTENDED):
            self.steps[step] += row[step.name]


_MOMENTS = (Step.SENT, Step.DELIVERED, Step.READ, Step.ANSWERED)
# What became of a message's reader at best: nothing, a booking, a dose.
_FRUIT = (
    select(func.max(case((_BOOKING.status == "attended", _ATTENDED), else_=_BOOKED)))
    .where(
        _BOOKING.contact_id == _PUSH.contact_id,
        _BOOKING.status.not_in(("held", "expired")),
        _BOOKING.created_at >= _PUSH.created_at,
        _BOOKING.created_at < Moved(_PUSH.created_at, BOOKED_WITHIN),
    )
    .correlate(pushes)
    .scalar_subquery()
)


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _funnel(planned: _Tally, pushed: _Tally) -> Funnel:
    return Funnel(
        steps={**{step: pushed.steps[step] for step in Step}, Step.PLANNED: planned.planned},
        waiting=planned.waiting,
        on_the_way=pushed.on_the_way,
        failed=dict(pushed.failed.most_common()),
        left_out=dict(planned.left_out.most_common()),
    )
