"""Letting go of what was kept for as long as the programme keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vaksin import limits, notices, officer_requests, once
from vaksin.application.transactions import Transactions
from vaksin.campaigns.old import OLD_CAMPAIGNS
from vaksin.people import drafts, erasures
from vaksin.privacy.keeping import DataKind, Shelf
from vaksin.privacy.retention import Retention

# How much one transaction deletes: few enough that nobody waits long for it.
BATCH = 500

DOMAIN_SHELVES: Sequence[Shelf] = (
    notices.OLD_NOTICES,
    once.OLD_REQUESTS,
    limits.OLD_ACTS,
    drafts.OLD_DRAFTS,
    officer_requests.OLD_REQUESTS,
    erasures.OLD_RECEIPTS,
    *OLD_CAMPAIGNS,
)


@dataclass(frozen=True)
class RetentionService:
    """Clears the shelves of the domain and of all keepers.

    Any number of processes may do so at once; one that is cut off leaves nothing half done.
    """

    transactions: Transactions
    retention: Retention
    shelves: Sequence[Shelf]

    def count_old(self) -> Mapping[DataKind, int]:
        """Return how much of each kind is older than it may be."""
        counts = dict.fromkeys(DataKind, 0)
        now = self.transactions.clock.now()
        with self.transactions.reading() as act:
            for shelf in self.shelves:
                moment = self.retention.cutoff(shelf.kind, now)
                counts[shelf.kind] += shelf.count_older(act.connection, moment)
        return counts

    def forget_old(self) -> Iterator[tuple[DataKind, int]]:
        """Delete what is older than it may be, bit by bit; yield what went after each bit.

        Each bit is a transaction of its own, so that whoever asks for no more may stop anywhere.
        """
        now = self.transactions.clock.now()
        for shelf in self.shelves:
            moment = self.retention.cutoff(shelf.kind, now)
            cleared = BATCH
            while cleared == BATCH:
                cleared = self._clear(shelf, moment)
                yield shelf.kind, cleared

    def _clear(self, shelf: Shelf, moment: datetime) -> int:
        return self.transactions.writing(
            lambda act: shelf.clear_older(act.connection, moment, BATCH)
        )
