"""Shows a citizen that the message was read and an answer is on its way."""

from __future__ import annotations

import asyncio
import logging

from whatsapp.graph import GraphClient, GraphFailure

logger = logging.getLogger(__name__)

AT_ONCE = 20


class Receipts:
    """Sends receipts beside the turns: they may fail, and must not hold anything up."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self._running: set[asyncio.Task[None]] = set()

    def show(self, message_id: str) -> None:
        """Mark a message as read and show that an answer is being typed; skipped when busy."""
        if len(self._running) < AT_ONCE:
            task = asyncio.create_task(self._show(message_id))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """Give up those that are on their way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _show(self, message_id: str) -> None:
        try:
            await asyncio.to_thread(self._graph.mark_read, message_id)
        except GraphFailure as failure:
            logger.info("A read receipt was not sent: %s", failure.code)
