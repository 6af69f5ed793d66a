"""Sending campaigns: what their pace and the channel allow, to each recipient once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError

from vaksin.application.letters import CampaignChannel, Descriptions, Letter, left_out_now
from vaksin.application.transactions import Act, Transactions
from vaksin.campaigns.model import Campaign, CampaignStatus, LeftOut, Pace
from vaksin.campaigns.rows import Recipient
from vaksin.event_log import event_log
from vaksin.messages.manners import Manners

log = event_log(__name__)

# How many messages one transaction puts on their way, and how many of them a campaign gets before
# seats have their turn again.
AT_ONCE = 200
MOST_BATCHES = 20


@dataclass(frozen=True)
class SendingService:
    """Sends campaigns; any number of processes may do so at once."""

    transactions: Transactions
    manners: Manners
    content: Path

    def send_due(self, channel: CampaignChannel) -> int:
        """Put on their way what may go out now of each running campaign; return how many."""
        with self.transactions.reading() as act:
            running = act.campaigns.running()
        return sum(self._send_safely(channel, campaign_id) for campaign_id in running)

    def _send_safely(self, channel: CampaignChannel, campaign_id: str) -> int:
        """Send some of a campaign; one that something is wrong with is paused, others go on."""
        try:
            return self._send_some(channel, campaign_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            kind = type(error).__name__
            log.error("campaign_paused", campaign=campaign_id, error=kind)
            running = (CampaignStatus.RUNNING,)
            reason = f"galat {kind}"[:40]
            self.transactions.writing(
                lambda act: act.campaigns.change(
                    campaign_id, running, CampaignStatus.PAUSED, pause_reason=reason
                )
            )
            return 0

    def _send_some(self, channel: CampaignChannel, campaign_id: str) -> int:
        total = 0
        for _ in range(MOST_BATCHES):
            looked_at, sent = self.transactions.writing(
                lambda act: self._send_within(act, channel, campaign_id)
            )
            total += sent
            if looked_at < AT_ONCE:
                break
        return total

    def _send_within(self, act: Act, channel: CampaignChannel, campaign_id: str) -> tuple[int, int]:
        """Return how many recipients had their turn, and how many of them get a message."""
        campaign = act.campaigns.lock(campaign_id)
        if campaign is None or campaign.status is not CampaignStatus.RUNNING:
            return 0, 0
        now = act.clock.now()
        if now >= campaign.plan.ends_at or not act.campaigns.has_planned(campaign_id):
            among = (CampaignStatus.RUNNING,)
            act.campaigns.change(campaign_id, among, CampaignStatus.DONE, ended_at=now)
            return 0, 0
        pace, most = self._room(act, channel, campaign)
        if not most:
            return 0, 0
        recipients = act.campaigns.next(campaign_id, campaign.plan.zones_at(now), most)
        sent = self._send_to(act, channel, campaign, recipients)
        act.campaigns.spend(campaign, pace, sent)
        return len(recipients), sent

    def _room(self, act: Act, channel: CampaignChannel, campaign: Campaign) -> tuple[Pace, int]:
        """Return the pace at which a campaign may go on, and how many messages that are now."""
        allowance = channel.allowance(act.connection, campaign.plan.template)
        pace = Pace(campaign.plan.per_minute * allowance.percent / 100)
        most = min(pace.free(campaign.full_at, act.clock.now()), AT_ONCE)
        if allowance.people is None:
            return pace, most
        share = self.manners.rules.campaign_share(allowance.people)
        left = share - act.pushes.people_in_a_day()
        return pace, max(min(most, left), 0)

    def _send_to(
        self,
        act: Act,
        channel: CampaignChannel,
        campaign: Campaign,
        recipients: Sequence[Recipient],
    ) -> int:
        reached = [(one.contact_id, one.person_id) for one in recipients]
        out = left_out_now(act, reached, self.manners.rules, campaign.id)
        words = Descriptions(self.manners.regions, self.content)
        needed = set(channel.variables(campaign.plan.template))
        why: dict[int, LeftOut] = {}
        letters: dict[int, Letter] = {}
        for one in recipients:
            if one.contact_id in out:
                why[one.id] = out[one.contact_id]
                continue
            values = words.values(act, campaign.plan, one.person_id, one.details)
            if needed - values.keys():
                # Whoever is erased meanwhile has left nothing to fill the message with.
                why[one.id] = LeftOut.NO_CONSENT
            else:
                letters[one.id] = Letter(one.contact_id, one.person_id, values)
        if why:
            act.campaigns.leave_out(why)
        if letters:
            self._queue(act, channel, campaign, letters)
        return len(letters)

    def _queue(
        self, act: Act, channel: CampaignChannel, campaign: Campaign, letters: Mapping[int, Letter]
    ) -> None:
        """Put letters on their way, by the ids of their recipients."""
        template = campaign.plan.template
        push_ids = channel.send(act.connection, template, list(letters.values()))
        whose = zip(push_ids, letters.values(), strict=True)
        act.pushes.add({push_id: one.contact_id for push_id, one in whose}, template, campaign.id)
        act.campaigns.pushed(dict(zip(letters, push_ids, strict=True)))
