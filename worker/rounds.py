"""Rounds of work, one after the other, until somebody says stop."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from vaksin.application import Vaksin
from vaksin.application.identity import IdentityChecks
from vaksin.application.letters import CampaignChannel
from vaksin.application.pushing import NewsChannel
from vaksin.campaigns.results import AnswerChannel
from vaksin.event_log import event_log
from vaksin.identity.verification import VerificationOutcome
from vaksin.privacy.keeping import DataKind

log = event_log(__name__)

# A seat falls free, and is offered to who waits for it, this long after its time at the latest.
PAUSE_SECONDS = 3.0
# How long identities are checked before seats get their turn again; one check may take longer.
CHECK_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
# How many people are written to before seats get their turn again.
PUSHED_AT_ONCE = 200
# How long old data is deleted before seats get their turn again; the rest goes in the next rounds.
FORGET_SECONDS = 5.0
BETWEEN_ANSWERS = timedelta(minutes=10)


class Channel(NewsChannel, CampaignChannel, AnswerChannel, Protocol):
    """Brings news and campaigns to people, and knows who answers."""


@dataclass
class Rounds:
    """Does what is due, round by round; nothing that goes wrong in one ends the process.

    Attributes:
        prepare: done before the first round.
        stopping: set when no further piece of work is to begin.
    """

    programme: Vaksin
    checks: IdentityChecks
    channel: Channel
    prepare: Callable[[], None] = lambda: None
    stopping: Event = field(default_factory=Event)
    _is_prepared: bool = False
    _answers_noted_at: datetime | None = None
    _day_done: date | None = None
    _day_forgotten: date | None = None
    _forgetting: Iterator[tuple[DataKind, int]] | None = None
    _failed_in_a_row: int = 0

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stopping.is_set():
            try:
                done = self.once()
            except DBAPIError as error:
                self._failed_in_a_row += 1
                log.warning("round_without_database", error=type(error).__name__)
            except Exception as error:
                self._failed_in_a_row += 1
                log.error("round_failed", error=type(error).__name__)
            else:
                self._failed_in_a_row = 0
                log.info("round_done", **done)
            self.stopping.wait(self._pause())

    def once(self) -> Mapping[str, int]:
        """Do one round; return how much of what was done, without what was not done at all.

        Raises:
            sqlalchemy.exc.DBAPIError: if the database was lost; nothing is left half done.
        """
        if not self._is_prepared:
            self.prepare()
            self._is_prepared = True
        done = Counter(self.programme.upkeep.run_once())
        if self._day_done != self.programme.today:
            done.update(self.programme.upkeep.run_daily())
            self._day_done = self.programme.today
        done.update(news_pushed=self.programme.pushing.push_due(self.channel, PUSHED_AT_ONCE))
        done.update(campaign_messages=self.programme.sending.send_due(self.channel))
        done.update(answers_noted=self._note_answers())
        done.update(self._check_identities())
        done.update(self._forget_old())
        return {name: count for name, count in done.items() if count}

    def _note_answers(self) -> int:
        """Look every now and then who answered."""
        now = self.programme.clock.now()
        if self._answers_noted_at and now < self._answers_noted_at + BETWEEN_ANSWERS:
            return 0
        noted = self.programme.results.note_answers(self.channel)
        self._answers_noted_at = now
        return noted

    def _forget_old(self) -> Mapping[str, int]:
        """Delete what is too old, once a day; a long job goes on in the next rounds."""
        today, counts = self.programme.today, Counter[str]()
        if self._day_forgotten == today:
            return counts
        # One that fails is not gone on with but begun anew.
        forgetting, self._forgetting = self._forgetting, None
        forgetting = forgetting or self.programme.retention.forget_old()
        end = time.monotonic() + FORGET_SECONDS
        for kind, deleted in forgetting:
            counts[f"forgotten_{kind.value}"] += deleted
            if time.monotonic() >= end or self.stopping.is_set():
                self._forgetting = forgetting
                return counts
        self._day_forgotten = today
        return counts

    def _check_identities(self) -> Mapping[str, int]:
        """Check people until nobody is due, the register is out of reach or the time is up."""
        outcomes: Counter[str] = Counter()
        end = time.monotonic() + CHECK_SECONDS
        while time.monotonic() < end and not self.stopping.is_set():
            outcome = self.checks.check_next()
            if outcome is None:
                break
            outcomes[f"identity_{outcome.name.lower()}"] += 1
            if outcome is VerificationOutcome.UNREACHABLE:
                break
        return outcomes

    def _pause(self) -> float:
        return min(PAUSE_SECONDS * 2**self._failed_in_a_row, LONGEST_PAUSE_SECONDS)
