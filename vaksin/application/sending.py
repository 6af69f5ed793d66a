"""Sending campaigns: what their pace and the channel allow, to each recipient once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError

from vaksin.application.letters import CampaignChannel, Descriptions, Letter, left_out_now
from vaksin.application.transactions import Act, Transactions
from vaksin.campaigns.model import Campaign, CampaignStatus, LeftOut, Pace
from vaksin.campaigns.rows import Recipient
from vaksin.event_log import event_log
from vaksin.messages.manners import Manners
from vaksin.messages.pushes import Pushes

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
        left = share - Pushes(act.connection, act.clock).people_in_a_day()
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
        why = {one.id: out[one.contact_id] for one in recipients if one.contact_id in out}
        if why:
            act.campaigns.leave_out(why)
        fit = [one for one in recipients if one.contact_id not in out]
        letters = [self._letter(act, campaign, one) for one in fit]
        # Whoever is erased meanwhile has left nothing to fill the message with.
        needed = set(channel.variables(campaign.plan.template))
        empty = {
            one.id: LeftOut.NO_CONSENT
            for one, letter in zip(fit, letters, strict=True)
            if needed - letter.values.keys()
        }
        if empty:
            act.campaigns.leave_out(empty)
        fit = [one for one in fit if one.id not in empty]
        letters = [letter for letter in letters if not needed - letter.values.keys()]
        if not fit:
            return 0
        push_ids = channel.send(act.connection, campaign.plan.template, letters)
        whose = {push_id: one.contact_id for push_id, one in zip(push_ids, fit, strict=True)}
        act.pushes.add(whose, campaign.plan.template, campaign.id)
        act.campaigns.pushed({one.id: id_ for one, id_ in zip(fit, push_ids, strict=True)})
        return len(fit)

    def _letter(self, act: Act, campaign: Campaign, recipient: Recipient) -> Letter:
        person = act.people.person(recipient.person_id) if recipient.person_id else None
        told = Descriptions(self.manners.regions, self.content).of(person, act) if person else {}
        values = {**told, **recipient.details, **campaign.plan.values}
        return Letter(recipient.contact_id, recipient.person_id, values)
