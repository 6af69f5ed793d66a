"""The one source of time. Nothing in the domain asks the operating system for the hour itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        return datetime.now(timezone.utc)


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


def today_in(clock: Clock, zone: ZoneInfo = WIB) -> date:
    """Return the calendar day in a time zone; western Indonesian time unless another is given."""
    return clock.now().astimezone(zone).date()
