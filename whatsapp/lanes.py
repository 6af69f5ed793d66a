"""Work in order for each contact, for many contacts at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

PAUSE_AFTER_ERROR = 5.0


class Lanes:
    """Runs steps of work, one at a time for each contact and a bounded number at once.

    A step does the next piece of work for a contact and returns the seconds to wait before the one
    after it, or ``None`` when nothing is left. What there is to do is kept in the database; a lane
    is only the reason to look there.
    """

    def __init__(self, step: Callable[[str], Awaitable[float | None]], at_once: int) -> None:
        self._step = step
        self._room = asyncio.Semaphore(at_once)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._stopping = asyncio.Event()
        self._stopping.set()

    def start(self) -> None:
        """Begin to work; until then nothing can be woken."""
        self._stopping.clear()

    def wake(self, contact_id: str) -> None:
        """Say that there may be work for a contact."""
        if self._stopping.is_set():
            return
        self._woken.add(contact_id)
        if contact_id not in self._lanes:
            self._lanes[contact_id] = asyncio.create_task(self._run(contact_id))

    async def stop(self, grace: float) -> None:
        """Begin no further step; wait for those that run, at most ``grace`` seconds."""
        self._stopping.set()
        running = list(self._lanes.values())
        if running:
            _, unfinished = await asyncio.wait(running, timeout=grace)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _run(self, contact_id: str) -> None:
        try:
            while contact_id in self._woken and not self._stopping.is_set():
                self._woken.discard(contact_id)
                await self._work_off(contact_id)
        finally:
            del self._lanes[contact_id]

    async def _work_off(self, contact_id: str) -> None:
        pause: float | None = 0.0
        while pause is not None and not self._stopping.is_set():
            async with self._room:
                pause = await self._safe_step(contact_id)
            if pause:
                await self._rest(pause)

    async def _safe_step(self, contact_id: str) -> float | None:
        try:
            return await self._step(contact_id)
        except Exception as error:
            logger.error("Work for contact %s failed: %s", contact_id, type(error).__name__)
            return PAUSE_AFTER_ERROR

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except asyncio.TimeoutError:
            return
