"""Campaigns for the tests of what comes of them: short words for what happens to messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import update

from tests.integration.worker.office import Office
from vaksin.campaigns.model import CampaignPlan, CampaignStatus
from vaksin.campaigns.results import Funnel, Step
from vaksin.campaigns.rows import NewRecipient
from vaksin.people.addresses import Addresses
from vaksin.schema import pushes

TEMPLATE = "undangan_daftar"
_IDS = count(1)


@dataclass(frozen=True)
class Desk:
    """Plans campaigns and lets their messages get so far."""

    office: Office

    def plan(self, *contact_ids: str, details: Mapping[str, str] | None = None) -> str:
        """Write a running campaign with some recipients."""
        now = self.office.clock.now()
        plan = CampaignPlan(
            name="Lansia Tebet",
            template=TEMPLATE,
            values={},
            begins_at=now,
            ends_at=now + timedelta(days=5),
            daily_from=time(8),
            daily_until=time(20),
            per_minute=60,
        )

        def work(act: Any) -> str:
            campaign_id = act.campaigns.add(plan, "petugas")
            recipients = [
                NewRecipient(one, None, "Asia/Jakarta", details or {}) for one in contact_ids
            ]
            act.campaigns.add_recipients(campaign_id, recipients)
            planning = (CampaignStatus.PLANNING,)
            act.campaigns.change(campaign_id, planning, CampaignStatus.RUNNING, full_at=now)
            return str(campaign_id)

        return self.office.programme.transactions.writing(work)

    def stranger(self, number: str) -> str:
        """Return the contact of somebody who came in by a list."""
        return self.office.programme.transactions.writing(
            lambda act: act.contacts.contact_for(Addresses(phone=number))
        )

    def next(self, campaign_id: str) -> Any:
        """Return whose turn it is."""
        with self.office.programme.transactions.reading() as act:
            (recipient,) = act.campaigns.next(campaign_id, ["Asia/Jakarta"], 1)
        return recipient

    def push(self, campaign_id: str) -> str:
        """Put the next message of a campaign on its way."""
        recipient, push_id = self.next(campaign_id), f"dorongan-{next(_IDS)}"

        def work(act: Any) -> None:
            act.pushes.add({push_id: recipient.contact_id}, TEMPLATE, campaign_id)
            act.campaigns.pushed({recipient.id: push_id})

        self.office.programme.transactions.writing(work)
        return push_id

    def tell_news(self, contact_id: str, template: str) -> str:
        """Put a message that belongs to no campaign on its way."""
        push_id = f"dorongan-{next(_IDS)}"
        self.office.programme.transactions.writing(
            lambda act: act.pushes.add({push_id: contact_id}, template)
        )
        return push_id

    def let(self, push_id: str, **moments: Any) -> None:
        """Let a message have got somewhere now, or to a moment that is given."""
        now = self.office.clock.now()
        values = {key: now if value is True else value for key, value in moments.items()}
        with self.office.engine.begin() as connection:
            connection.execute(update(pushes).where(pushes.c.id == push_id).values(values))

    def fail(self, push_id: str, code: str) -> None:
        """Let a message not arrive."""
        self.let(push_id, sent_at=True, failed_at=True, failure=code)

    def result(self, campaign_id: str) -> Funnel:
        """Return how far a campaign got."""
        return self.office.programme.results.of_campaigns([campaign_id])[campaign_id]


def reached(funnel: Funnel) -> dict[Step, int]:
    """Return the steps that somebody got to."""
    return {step: number for step, number in funnel.steps.items() if number}
