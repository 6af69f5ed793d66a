"""How fast something may go: so much at once, and then one after another at an interval.

A bucket needs one moment to be remembered: when it will be full again. That makes it cheap to keep
in a row of the database, where any number of processes can share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Bucket:
    """A bound on how often something happens.

    Attributes:
        interval: the pause between two, in the long run.
        burst: how many may come at once after a long rest.
    """

    interval: timedelta
    burst: int

    def wait(self, full_at: datetime | None, now: datetime) -> timedelta:
        """Return how long the next one must wait; nothing if it may come now."""
        if full_at is None:
            return timedelta()
        return max(full_at - (self.burst - 1) * self.interval - now, timedelta())

    def after(self, full_at: datetime | None, now: datetime, count: int = 1) -> datetime:
        """Return when the bucket is full again once ``count`` more were taken out of it."""
        return max(full_at or now, now) + count * self.interval


# "1 message / 6 s per user, burst 45": Meta, "About the platform", November 2025.
PAIR = Bucket(timedelta(seconds=6), 45)
# Our own: nobody types more than twenty messages a minute for long.
FLOOD = Bucket(timedelta(seconds=3), 20)


def throughput(per_second: int) -> Bucket:
    """Return the bound of a number: Meta's page "Throughput" says 80 a second, at most 1000."""
    return Bucket(timedelta(seconds=1) / per_second, 1)
