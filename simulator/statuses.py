"""When the statuses of the bot's messages are reported: at once, late, or in any order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from simulator import clock
from simulator.citizens import Citizens
from simulator.envelopes import status_item
from simulator.graph_errors import GraphError
from simulator.jsontypes import JsonObject
from simulator.store import Status
from simulator.webhooks import WebhookSender
from simulator.world import World

_SHUFFLE_SPREAD_MS = 500
"""How far apart shuffled statuses may be when they are not late anyway."""
_STEP = 0.001
_LONGEST_WAIT_BEFORE_ANSWER = 5.0


@dataclass(frozen=True)
class Sent:
    """A message that the bot sent, as far as its statuses need it."""

    number: str
    id: str
    callback_data: str | None


class StatusReporter:
    """Reports statuses; those of one message keep their order unless they are shuffled."""

    def __init__(self, world: World, citizens: Citizens, webhooks: WebhookSender) -> None:
        """Report through `webhooks` with the world's troubles."""
        self._world = world
        self._citizens = citizens
        self._webhooks = webhooks
        self._due: dict[str, float] = {}
        self._timers: set[asyncio.TimerHandle] = set()

    def report(self, sent: Sent, *statuses: Status) -> None:
        """Report what happened to a message."""
        for status in statuses:
            self._schedule(sent, status, self._item(sent, status))

    def report_failure(self, sent: Sent, error: GraphError) -> None:
        """Report that an accepted message did not reach the citizen."""
        failed = self._item(sent, "failed") | {"errors": [error.in_status()]}
        self._schedule(sent, "failed", failed)

    async def report_and_wait(self, sent: Sent, *statuses: Status) -> None:
        """Report at once; return when the bot has taken all, or keeps us waiting too long."""
        loop = asyncio.get_running_loop()
        taken: list[asyncio.Future[None]] = [loop.create_future() for _ in statuses]
        for status, future in zip(statuses, taken, strict=True):
            item = self._item(sent, status)
            self._webhooks.post_status(sent.id, item, _resolving(future))
        await asyncio.wait(taken, timeout=_LONGEST_WAIT_BEFORE_ANSWER)

    def reset(self) -> None:
        """Forget the statuses that were to come later."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._due.clear()

    def _item(self, sent: Sent, status: Status) -> JsonObject:
        self._world.report.created()
        recipient = self._citizens.identity(sent.number).recipient
        return status_item(recipient, sent.id, status, clock.seconds(), sent.callback_data)

    def _schedule(self, sent: Sent, status: Status, item: JsonObject) -> None:
        troubles = self._world.troubles
        shuffled = troubles.status_shuffle
        spread = max(troubles.status_delay_ms, _SHUFFLE_SPREAD_MS if shuffled else 0)
        lane = f"{sent.id}:{status}" if shuffled else sent.id
        wait = self._world.dice.seconds_up_to("status delay", spread)
        if wait or lane in self._due:
            self._report_later(lane, item, wait)
        else:
            self._webhooks.post_status(lane, item, _ignore)

    def _report_later(self, lane: str, item: JsonObject, wait: float) -> None:
        loop = asyncio.get_running_loop()
        due = max(loop.time() + wait, self._due.get(lane, 0.0) + _STEP)
        self._due[lane] = due

        def report() -> None:
            self._timers.discard(timer)
            if self._due[lane] == due:
                del self._due[lane]
            self._webhooks.post_status(lane, item, _ignore)

        timer = loop.call_at(due, report)
        self._timers.add(timer)


def _ignore(taken: bool) -> None:
    """A phone shows nothing of how its statuses fared."""


def _resolving(future: asyncio.Future[None]) -> Callable[[bool], None]:
    def resolve(taken: bool) -> None:
        if not future.done():
            future.set_result(None)

    return resolve
