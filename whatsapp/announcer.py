"""Looks for news and lets the bot tell it, as if the citizen had asked.

What there is to tell is kept in the domain's notices. It goes through inbox, bot and outbox like
everything else, so it comes in order with the conversation, and once. Only those hear it who wrote
within 24 hours, and at night only who wrote just now; others are written to by the worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vaksin.event_log import event_log
from vaksin.messages.manners import Manners
from whatsapp.store import Store

log = event_log(__name__)

LOOK_SECONDS = 1.0
PAUSE_AFTER_ERROR = 5.0
# How many citizens are announced to in one look.
AT_ONCE = 100


class Announcer:
    """Announces news while the bot can tell it; any number of processes may do so at once."""

    def __init__(self, store: Store, manners: Manners, wake_turns: Callable[[], None]) -> None:
        self._store = store
        self._manners = manners
        self._wake_turns = wake_turns
        self._is_ready: Callable[[], bool] = lambda: False
        self._loop: asyncio.Task[None] | None = None

    def start(self, is_ready: Callable[[], bool]) -> None:
        """Begin to look; while ``is_ready`` says no, nothing is announced."""
        self._is_ready = is_ready
        self._loop = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Announce nothing more."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(await self._look())

    async def _look(self) -> float:
        """Announce what there is; return after how many seconds to look again."""
        if not self._is_ready():
            return LOOK_SECONDS
        try:
            announced = await asyncio.to_thread(self._store.announce_news, AT_ONCE, self._manners)
        except Exception as error:
            log.error("news_not_announced", error=type(error).__name__)
            return PAUSE_AFTER_ERROR
        if announced:
            log.info("news_announced", citizens=announced)
            self._wake_turns()
        return LOOK_SECONDS
