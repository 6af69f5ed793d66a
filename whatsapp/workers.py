"""Runs the steps of leased lanes: a bounded number at once, one at a time for each contact."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from vaksin.event_log import event_log
from whatsapp.leases import RENEW_SECONDS, Lease
from whatsapp.store import Store

log = event_log(__name__)

# Another process may have taken in what is due now.
LOOK_SECONDS = 0.2
PAUSE_AFTER_ERROR = 2.0

Step = Callable[[Lease], Awaitable[None]]


class Workers:
    """Claims lanes of one kind and takes a step in each.

    A step does what is due for a contact and gives the lane back in its own last transaction. What
    there is to do is kept in the database; waking only makes a worker look there sooner.
    """

    def __init__(self, store: Store, kind: str, step: Step, at_once: int) -> None:
        self._store = store
        self._kind = kind
        self._step = step
        self._at_once = at_once
        self._running: dict[Lease, asyncio.Task[None]] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._alarm = asyncio.Event()
        self._claims = 0
        self._name = uuid.uuid4().hex
        self._is_stopping = False

    def start(self) -> None:
        """Begin to look for work."""
        self._loops = [
            asyncio.create_task(self._dispatch()),
            asyncio.create_task(self._renew()),
        ]

    def wake(self, due_at: datetime | None = None) -> None:
        """Say that there is work, now or from a moment on."""
        delay = 0.0 if due_at is None else (due_at - self._store.clock.now()).total_seconds()
        if delay <= 0:
            self._alarm.set()
        else:
            asyncio.get_running_loop().call_later(delay, self._alarm.set)

    @property
    def running(self) -> frozenset[Lease]:
        """The lanes in which a step runs."""
        return frozenset(self._running)

    async def stop(self, grace: float) -> None:
        """Begin no further step; wait for those that run, then give the rest to others."""
        self._is_stopping = True
        self._alarm.set()
        for loop in self._loops[:1]:
            await asyncio.gather(loop, return_exceptions=True)
        if self._running:
            await asyncio.wait(self._running.values(), timeout=grace)
        unfinished = dict(self._running)
        for task in (*unfinished.values(), *self._loops):
            task.cancel()
        await asyncio.gather(*unfinished.values(), *self._loops, return_exceptions=True)
        if unfinished:
            await asyncio.to_thread(self._store.release, list(unfinished))

    async def _dispatch(self) -> None:
        while not self._is_stopping:
            self._alarm.clear()
            claimed = await self._claim()
            for lease in claimed:
                task = asyncio.create_task(self._run(lease))
                self._running[lease] = task
                task.add_done_callback(partial(self._ended, lease))
            if not claimed:
                await self._rest(LOOK_SECONDS)

    async def _claim(self) -> list[Lease]:
        room = self._at_once - len(self._running)
        if room <= 0:
            return []
        self._claims += 1
        lease_id = f"{self._name}:{self._claims}"
        try:
            return await asyncio.to_thread(self._store.claim, self._kind, room, lease_id)
        except Exception as error:
            log.error("lanes_not_claimed", kind=self._kind, error=type(error).__name__)
            await self._rest(PAUSE_AFTER_ERROR)
            return []

    async def _run(self, lease: Lease) -> None:
        try:
            await self._step(lease)
        except Exception as error:
            log.error(
                "step_failed",
                kind=self._kind,
                contact=lease.contact_id,
                error=type(error).__name__,
            )
            await asyncio.sleep(PAUSE_AFTER_ERROR)
            await self._give_back(lease)

    async def _give_back(self, lease: Lease) -> None:
        try:
            await asyncio.to_thread(self._store.release, [lease])
        except Exception as error:  # its lease runs out by itself
            log.error("lane_not_released", kind=self._kind, error=type(error).__name__)

    def _ended(self, lease: Lease, _task: asyncio.Task[None]) -> None:
        del self._running[lease]
        self._alarm.set()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if self._running:
                await self._renew_running()

    async def _renew_running(self) -> None:
        try:
            lost = await asyncio.to_thread(self._store.renew, list(self._running))
        except Exception as error:  # the next attempt may succeed in time
            log.error("leases_not_renewed", kind=self._kind, error=type(error).__name__)
            return
        for lease in lost & self._running.keys():
            log.warning("lease_lost", kind=self._kind, contact=lease.contact_id)
            self._running[lease].cancel()

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._alarm.wait(), seconds)
        except asyncio.TimeoutError:
            return
