"""Meta's limit for one business and one citizen: a message in 6 seconds, 45 at once."""

from __future__ import annotations

import time
from collections.abc import Callable

BURST = 45.0
SECONDS_A_MESSAGE = 6.0


class PairLimit:
    """A bucket for every citizen, full at first, that fills by one in 6 seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with full buckets; `clock` tells seconds."""
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, number: str) -> bool:
        """Take a message out of a citizen's bucket; return False when it is empty."""
        now = self._clock()
        left, since = self._buckets.get(number, (BURST, now))
        left = min(BURST, left + (now - since) / SECONDS_A_MESSAGE)
        allowed = left >= 1
        self._buckets[number] = (left - allowed, now)
        return allowed
