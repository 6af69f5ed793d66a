"""Items that wait for their post, in order on each lane."""

from __future__ import annotations

from collections import deque

from simulator.batches import WebhookItem


class Lanes:
    """Queues side by side; a lane whose items are under way waits until it is released."""

    def __init__(self) -> None:
        """Start without any lane."""
        self._queues: dict[str, deque[WebhookItem]] = {}
        self._free: dict[str, None] = {}
        self._ready = 0

    @property
    def ready(self) -> int:
        """Return how many items may go now."""
        return self._ready

    def add(self, lane: str, item: WebhookItem) -> None:
        """Put an item at the end of a lane."""
        if lane not in self._queues:
            self._queues[lane] = deque()
            self._free[lane] = None
        self._queues[lane].append(item)
        self._ready += lane in self._free

    def take(self, most: int) -> tuple[list[str], list[WebhookItem]]:
        """Take up to `most` items, oldest lane first; their lanes are under way from now on."""
        lanes: list[str] = []
        items: list[WebhookItem] = []
        while self._free and len(items) < most:
            lane = next(iter(self._free))
            del self._free[lane]
            queue = self._queues[lane]
            self._ready -= len(queue)
            items += [queue.popleft() for _ in range(min(len(queue), most - len(items)))]
            lanes.append(lane)
        return lanes, items

    def release(self, lanes: list[str]) -> None:
        """Let the rest of these lanes go."""
        for lane in lanes:
            waiting = len(self._queues[lane])
            if waiting:
                self._free[lane] = None
                self._ready += waiting
            else:
                del self._queues[lane]
