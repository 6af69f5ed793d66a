"""Shows a citizen that the message was read and an answer is on its way, if it takes a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from vaksin.event_log import event_log
from whatsapp.graph import GraphClient, GraphFailure
from whatsapp.intake import Received

log = event_log(__name__)

AT_ONCE = 20
SLOW_SECONDS = 1.0
_WEIGHT_OF_NEWEST = 0.2


class Receipts:
    """Sends receipts beside the turns: they may fail, and must not hold anything up."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self._running: set[asyncio.Task[None]] = set()
        self._usual_seconds = 0.0
        self._shown: dict[str, None] = {}

    def announce(self, received: Received, now: datetime) -> None:
        """Show receipts for messages that came in and are not answered soon."""
        for contact_id, due in received.due.items():
            self.show_if_slow(received.newest[contact_id], (due - now).total_seconds())

    def show_if_slow(self, message_id: str, wait: float) -> None:
        """Show a receipt if a turn that begins after ``wait`` seconds will probably be slow."""
        if wait + self._usual_seconds > SLOW_SECONDS:
            self._show_once(message_id)

    @contextmanager
    def shown_if_slow(self, message_id: str) -> Iterator[None]:
        """Show a receipt while a turn runs that is, or is likely to be, slow."""
        self.show_if_slow(message_id, 0.0)
        started = time.monotonic()
        timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._show_once, message_id)
        try:
            yield
        finally:
            timer.cancel()
            self._shown.pop(message_id, None)
            self._learn(time.monotonic() - started)

    async def stop(self) -> None:
        """Give up those that are on their way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _learn(self, seconds: float) -> None:
        self._usual_seconds += _WEIGHT_OF_NEWEST * (seconds - self._usual_seconds)

    def _show_once(self, message_id: str) -> None:
        if message_id in self._shown or len(self._running) >= AT_ONCE:
            return
        self._shown[message_id] = None
        if len(self._shown) > 10 * AT_ONCE:  # turns that other processes took
            del self._shown[next(iter(self._shown))]
        task = asyncio.create_task(self._show(message_id))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _show(self, message_id: str) -> None:
        try:
            await asyncio.to_thread(self._graph.mark_read, message_id)
        except GraphFailure as failure:
            log.info("receipt_not_sent", code=failure.code)
