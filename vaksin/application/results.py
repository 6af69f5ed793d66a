"""What came of messages: counts for operators, never names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from vaksin.application.transactions import Transactions
from vaksin.campaigns.results import AnswerChannel, Funnel, Results


@dataclass(frozen=True)
class ResultService:
    """Counts how far campaigns and news got."""

    transactions: Transactions

    def note_answers(self, channel: AnswerChannel) -> int:
        """Record which messages were answered; return how many."""
        return self.transactions.writing(lambda act: channel.note_answers(act.connection))

    def of_campaigns(self, campaign_ids: Collection[str]) -> Mapping[str, Funnel]:
        """Return how far each of some campaigns got."""
        with self.transactions.reading() as act:
            return Results(act.connection).of_campaigns(campaign_ids)

    def of_news(self, begin: datetime, end: datetime) -> Mapping[str, Funnel]:
        """Return how far news of a time got, by template."""
        with self.transactions.reading() as act:
            return Results(act.connection).of_news(begin, end)
