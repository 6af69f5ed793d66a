"""Meta's limits for one number: messages in a second, and new citizens in a day."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from simulator import clock as trial_clock

SECOND = 1.0
DAY = 24 * 60 * 60.0


class SendingLimits:
    """Counts what was let through, also while there is no limit; None means there is none."""

    def __init__(self, clock: Callable[[], float] = trial_clock.now) -> None:
        """Start without having sent anything; `clock` tells seconds since 1970."""
        self._clock = clock
        self._sent: deque[float] = deque()
        self._begun: dict[str, float] = {}  # number to moment, the latest last

    def allows_message(self, most: int | None) -> bool:
        """Count a message; return False when there were `most` within a second already."""
        now = self._clock()
        while self._sent and self._sent[0] <= now - SECOND:
            self._sent.popleft()
        allowed = most is None or len(self._sent) < most
        if allowed:
            self._sent.append(now)
        return allowed

    def allows_template(self, number: str, last_written: float, most: int | None) -> bool:
        """Count a citizen who gets a template; return False when there were `most` others.

        Whoever wrote within a day before, as `last_written` tells, does not count.
        """
        now = self._clock()
        if last_written > now - DAY:
            return True
        while self._begun and next(iter(self._begun.values())) <= now - DAY:
            del self._begun[next(iter(self._begun))]
        allowed = most is None or number in self._begun or len(self._begun) < most
        if allowed:
            self._begun.pop(number, None)
            self._begun[number] = now
        return allowed
