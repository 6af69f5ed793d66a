"""Keeps all processes together within what Meta lets one number send."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from whatsapp.store import Store

# A process takes the right to send for this part of a second at once, so that the row of the number
# is not written for every message.
_PART_OF_A_SECOND = 10


class Throttle:
    """Lets threads pass one after the other, as fast as the number may send."""

    def __init__(self, store: Store, sleep: Callable[[float], None]) -> None:
        self._store = store
        self._sleep = sleep
        self._lock = threading.Lock()
        self._left = 0
        self._next_at = 0.0

    def wait(self) -> None:
        """Return when the next message may go out."""
        self._sleep(max(self._reserve() - time.monotonic(), 0.0))

    def _reserve(self) -> float:
        per_second = self._store.pace.per_second
        with self._lock:
            if not self._left:
                self._left = max(1, per_second // _PART_OF_A_SECOND)
                wait = self._store.reserve_sends(self._left).total_seconds()
                self._next_at = max(self._next_at, time.monotonic() + wait)
            self._left -= 1
            turn, self._next_at = self._next_at, self._next_at + 1 / per_second
            return turn
