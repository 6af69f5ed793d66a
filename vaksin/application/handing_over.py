"""Handing people whom the channel does not reach over to another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vaksin.application.transactions import Act, Transactions
from vaksin.campaigns.other_channels import OtherChannel
from vaksin.campaigns.unreached import UnreachedMessages
from vaksin.privacy.access_log import AccessAct

_NEWS = "kabar"


@dataclass(frozen=True)
class HandOverService:
    """Hands people over, each of them once, and records who let it be done."""

    transactions: Transactions

    def hand_over(
        self, channel: OtherChannel, reasons: Mapping[str, str], campaign_id: str | None = None
    ) -> int:
        """Hand over whom messages did not reach; return how many there were.

        ``reasons`` tells which failures are meant and what they mean. Without a campaign it is news
        that is still to be told. If the other channel does not take them, nobody counts as handed
        over.
        """

        def work(act: Act) -> int:
            messages = UnreachedMessages(act.connection, act.keys, act.clock, reasons, campaign_id)
            push_ids, people = messages.people()
            if not people:
                return 0
            person_ids = messages.person_ids()
            messages.mark(push_ids)
            act.note_access(AccessAct.REACH_OTHERWISE, person_ids, campaign_id or _NEWS)
            channel.hand_over(people)
            return len(people)

        return self.transactions.writing(work)
