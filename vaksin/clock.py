"""The one source of time. Nothing in the domain asks the operating system for the hour itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
TIME_TRAVEL = "VAKSIN_TIME_TRAVEL"


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock.

    In a trial it is ahead by as many seconds as the file says that :data:`TIME_TRAVEL` names, so
    that reminders and next doses can be looked at today. A real number refuses to start with it.
    """

    def __init__(self) -> None:
        file = os.environ.get(TIME_TRAVEL, "").strip()
        self._ahead = Path(file) if file else None

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        now = datetime.now(timezone.utc)
        return now if self._ahead is None else now + _seconds_in(self._ahead)


@dataclass
class SettableClock:
    """A clock that stands still until it is moved; for tests and what-if questions."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self.moment += by


def _seconds_in(file: Path) -> timedelta:
    try:
        return timedelta(seconds=float(file.read_text("utf-8") or 0))
    except FileNotFoundError:
        return timedelta()


def today_in(clock: Clock, zone: ZoneInfo = WIB) -> date:
    """Return the calendar day in a time zone; western Indonesian time unless another is given."""
    return clock.now().astimezone(zone).date()
