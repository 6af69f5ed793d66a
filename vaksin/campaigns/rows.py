"""Campaigns and their recipients as rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from sqlalchemy import case, exists, func, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.campaigns.model import Campaign, CampaignPlan, CampaignStatus, LeftOut, Pace
from vaksin.clock import Clock
from vaksin.database import insert_rows, leave_taken
from vaksin.privacy.keys import DataKeys
from vaksin.references import new_code
from vaksin.schema import campaign_recipients, campaigns

_PREFIX = "K-"
_GOING_ON = (CampaignStatus.RUNNING.value, CampaignStatus.PAUSED.value)
_TABLE, _ROWS = campaigns.c, campaign_recipients.c
_IS_PLANNED = _ROWS.status == "planned"


@dataclass(frozen=True)
class NewRecipient:
    """Somebody who is to get a message; ``details`` is what a list told for its variables."""

    contact_id: str
    person_id: str | None
    timezone: str
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Recipient:
    """Somebody whose turn has come."""

    id: int
    contact_id: str
    person_id: str | None
    details: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Campaigns:
    """Reads and writes campaigns and recipients within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(self, plan: CampaignPlan, operator: str) -> str:
        """Write a campaign whose recipients are still to come; return its id."""
        campaign_id = f"{_PREFIX}{new_code()}"
        self.connection.execute(
            insert(campaigns).values(
                id=campaign_id,
                name=plan.name,
                template=plan.template,
                fixed_values=json.dumps(dict(plan.values)),
                begins_at=plan.begins_at,
                ends_at=plan.ends_at,
                daily_from=_as_text(plan.daily_from),
                daily_until=_as_text(plan.daily_until),
                per_minute=plan.per_minute,
                status=CampaignStatus.PLANNING.value,
                created_by=operator,
                created_at=self.clock.now(),
            )
        )
        return campaign_id

    def campaign(self, campaign_id: str) -> Campaign | None:
        """Return a campaign."""
        found = self._find(_TABLE.id == campaign_id)
        return found[0] if found else None

    def all(self) -> list[Campaign]:
        """Return all campaigns, the newest first."""
        return self._find(_TABLE.id.is_not(None))

    def running(self) -> list[str]:
        """Return the ids of the campaigns that go out now, those that began first first."""
        now, is_running = self.clock.now(), _TABLE.status == CampaignStatus.RUNNING.value
        query = select(_TABLE.id).where(is_running, _TABLE.begins_at <= now)
        return list(self.connection.execute(query.order_by(_TABLE.begins_at)).scalars())

    def lock(self, campaign_id: str) -> Campaign | None:
        """Return a campaign that nobody else works on at this moment, ``None`` otherwise.

        Whoever sends another one waits for the first of them all, so that together they keep within
        what the channel may do in a day.
        """
        is_running = _TABLE.status == CampaignStatus.RUNNING.value
        first = select(_TABLE.id).where(is_running).order_by(_TABLE.id).limit(1).with_for_update()
        self.connection.execute(first)
        locked = select(_TABLE.id).where(_TABLE.id == campaign_id).with_for_update(skip_locked=True)
        if self.connection.execute(locked).first() is None:
            return None
        return self.campaign(campaign_id)

    def change(
        self, campaign_id: str, among: Collection[CampaignStatus], to: CampaignStatus, **more: Any
    ) -> bool:
        """Give a campaign another status; ``False`` if it has none of those that it must have."""
        changed = self.connection.execute(
            update(campaigns)
            .where(_TABLE.id == campaign_id, _TABLE.status.in_([one.value for one in among]))
            .values(status=to.value, **more)
        )
        return bool(changed.rowcount)

    def spend(self, campaign: Campaign, pace: Pace, count: int) -> None:
        """Remember that so many messages went out."""
        full_at = pace.after(campaign.full_at, self.clock.now(), count)
        this = _TABLE.id == campaign.id
        self.connection.execute(update(campaigns).where(this).values(full_at=full_at))

    def add_recipients(self, campaign_id: str, recipients: Sequence[NewRecipient]) -> int:
        """Write so many recipients, a thousand at most; return how many were not there yet."""
        rows = [
            {
                "campaign_id": campaign_id,
                "contact_id": one.contact_id,
                "person_id": one.person_id,
                "timezone": one.timezone,
                "details_sealed": self.keys.seal(json.dumps(one.details)) if one.details else None,
                "status": "planned",
            }
            for one in recipients
        ]
        return insert_rows(self.connection, campaign_recipients, rows, leave_taken) if rows else 0

    def next(self, campaign_id: str, zones: Sequence[str], most: int) -> list[Recipient]:
        """Return whose turn it is in some time zones, in the order in which they were listed."""
        found: list[Recipient] = []
        for zone in zones:
            rows = self.connection.execute(
                select(_ROWS.id, _ROWS.contact_id, _ROWS.person_id, _ROWS.details_sealed)
                .where(_ROWS.campaign_id == campaign_id, _IS_PLANNED, _ROWS.timezone == zone)
                .where(_ROWS.contact_id.is_not(None))
                .order_by(_ROWS.id)
                .limit(most - len(found))
            )
            found += [self._recipient(row) for row in rows]
            if len(found) >= most:
                break
        return found

    def has_planned(self, campaign_id: str) -> bool:
        """Tell whether somebody is still to get a message."""
        left = exists().where(
            _ROWS.campaign_id == campaign_id, _IS_PLANNED, _ROWS.contact_id.is_not(None)
        )
        return bool(self.connection.execute(select(left)).scalar_one())

    def pushed(self, push_ids: Mapping[int, str]) -> None:
        """Record which message each of some recipients gets."""
        self.connection.execute(
            update(campaign_recipients)
            .where(_ROWS.id.in_(push_ids))
            .values(status="pushed", push_id=case(dict(push_ids), value=_ROWS.id))
        )

    def leave_out(self, why: Mapping[int, LeftOut]) -> None:
        """Record that some recipients get no message after all."""
        reasons = {recipient: reason.value for recipient, reason in why.items()}
        self.connection.execute(
            update(campaign_recipients)
            .where(_ROWS.id.in_(reasons))
            .values(status="left_out", reason=case(reasons, value=_ROWS.id))
        )

    def in_others(self, campaign_id: str, contact_ids: Collection[str]) -> set[str]:
        """Return who of some contacts is to get a message of another campaign that has begun."""
        query = (
            select(_ROWS.contact_id)
            .join(campaigns, _TABLE.id == _ROWS.campaign_id)
            .where(_ROWS.contact_id.in_(contact_ids), _IS_PLANNED)
            .where(_ROWS.campaign_id != campaign_id, _TABLE.status.in_(_GOING_ON))
            .where(_TABLE.ends_at > self.clock.now())
        )
        return set(self.connection.execute(query).scalars())

    def people_in(self, campaign_id: str, person_ids: Collection[str]) -> set[str]:
        """Return who of some people is in a campaign already, by whatever number."""
        query = select(_ROWS.person_id).where(
            _ROWS.campaign_id == campaign_id, _ROWS.person_id.in_(person_ids)
        )
        return set(self.connection.execute(query).scalars())

    def counts(self, campaign_id: str) -> Mapping[tuple[str, str | None], int]:
        """Return how many recipients have each status, and why they were left out."""
        rows = self.connection.execute(
            select(_ROWS.status, _ROWS.reason, func.count())
            .where(_ROWS.campaign_id == campaign_id)
            .group_by(_ROWS.status, _ROWS.reason)
        )
        return {(status, reason): count for status, reason, count in rows}

    def _recipient(self, row: Any) -> Recipient:
        details = json.loads(self.keys.open(row.details_sealed)) if row.details_sealed else {}
        return Recipient(row.id, row.contact_id, row.person_id, details)

    def _find(self, condition: Any) -> list[Campaign]:
        rows = self.connection.execute(
            select(campaigns).where(condition).order_by(_TABLE.created_at.desc(), _TABLE.id)
        )
        return [_campaign(row) for row in rows]


def _campaign(row: Any) -> Campaign:
    return Campaign(
        id=row.id,
        plan=CampaignPlan(
            name=row.name,
            template=row.template,
            values=json.loads(row.fixed_values),
            begins_at=row.begins_at,
            ends_at=row.ends_at,
            daily_from=time.fromisoformat(row.daily_from),
            daily_until=time.fromisoformat(row.daily_until),
            per_minute=row.per_minute,
        ),
        status=CampaignStatus(row.status),
        pause_reason=row.pause_reason,
        full_at=row.full_at,
        created_by=row.created_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _as_text(hour: time) -> str:
    return hour.isoformat("minutes")
