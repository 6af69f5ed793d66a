"""What must happen by itself: seats fall free, queues move on, reminders come, people are erased.

Everything is done in small transactions that leave alone what others work with, so any number of
processes may keep the programme up at once, and one that is cut off leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError

from vaksin.application.reminders import Reminders
from vaksin.application.rights import RightsService
from vaksin.application.transactions import Act, Transactions
from vaksin.booking.site_map import SharedSiteMap
from vaksin.booking.sites import load_sites, load_windows
from vaksin.booking.supply import Supply
from vaksin.booking.timetable import Wish
from vaksin.clock import today_in
from vaksin.event_log import event_log
from vaksin.notices import NoticeKind
from vaksin.service import Limits

log = event_log(__name__)

# How much one transaction does, and how many of them one duty gets before the next one's turn.
BATCH = 50
MOST_BATCHES = 20

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Upkeep:
    """Does what is due; repeating it does nothing twice."""

    transactions: Transactions
    limits: Limits
    content: Path
    rights: RightsService
    site_map: SharedSiteMap

    def run_once(self) -> Counts:
        """Do all that is due now; return how much of what was done."""
        return _all_of(
            {
                "seats_expired": lambda: self._in_batches(_expire),
                "sessions_missed": lambda: self._in_batches(self._reminders.of_missed_seats),
                "queues_ended": lambda: self._in_batches(_end_queues),
                "seats_offered": self._offer_seats,
                "postponements_ended": lambda: self._in_batches(self._reminders.of_postponements),
                "doses_looked_at": lambda: self._in_batches(self._reminders.of_next_doses),
                "erasures_done": lambda: self.rights.erase_due(BATCH),
            }
        )

    def run_daily(self) -> Counts:
        """Do what is enough once a day; return how much of what was done."""
        return _all_of(
            {
                "sessions_added": self.top_up_sessions,
                "people_forgotten": lambda: self._in_batches(_forget_unfinished),
                "reminders_planned": lambda: self._in_batches(_plan_reminders),
            }
        )

    def top_up_sessions(self) -> int:
        """Add the sessions of the days ahead that are missing; return how many."""
        records, windows = load_sites(self.content), load_windows(self.content)

        def work(act: Act) -> int:
            supply = Supply(act.connection, act.clock)
            return supply.top_up(records, windows, self.limits.days_ahead)

        return self.transactions.writing(work)

    def _offer_seats(self) -> int:
        """Offer free seats for which somebody waits; most are offered when they fall free."""
        with self.transactions.reading() as act:
            free = [
                session.id
                for site_id, day in act.queue.queues()
                for session in act.timetable.free_sessions([site_id], Wish(day, day))
            ]
        return sum(map(self._offer_seats_of, free))

    def _offer_seats_of(self, session_id: str) -> int:
        return self.transactions.writing(lambda act: act.queue.offer_free_seats(session_id))

    def _in_batches(self, work: Callable[[Act, int], int]) -> int:
        total = 0
        for _ in range(MOST_BATCHES):
            done = self.transactions.writing(lambda act: work(act, BATCH))
            total += done
            if done < BATCH:
                break
        return total

    @property
    def _reminders(self) -> Reminders:
        return Reminders(self.limits.days_ahead, self.content, self.site_map)


def _all_of(duties: Mapping[str, Callable[[], int]]) -> Counts:
    """Do several things; one that fails keeps nobody from the others, a lost database does."""
    counts: dict[str, int] = {}
    for name, duty in duties.items():
        try:
            counts[name] = duty()
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.error("duty_failed", duty=name, error=type(error).__name__)
    return counts


def _expire(act: Act, limit: int) -> int:
    expired = act.desk.expire(limit=limit)
    act.forget_unfinished([booking.person_id for booking in expired])
    return len(expired)


def _end_queues(act: Act, limit: int) -> int:
    # A day is over everywhere once it is over in the west.
    ended = act.queue.close_past(today_in(act.clock), limit)
    for entry in ended:
        data = {"site": entry.site_id, "day": entry.local_date.isoformat()}
        act.notices.add(entry.contact_id, entry.wanted.person_id, NoticeKind.QUEUE_OVER, data)
    return len(ended)


def _plan_reminders(act: Act, limit: int) -> int:
    return act.desk.plan_missing_reminders(limit)


def _forget_unfinished(act: Act, limit: int) -> int:
    return act.forget_unfinished(limit=limit)
