"""How items get to the bot: collected into posts, held back, doubled, and posted until taken."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Coroutine, Iterator
from typing import Any

from simulator.batches import WebhookItem, compose_body
from simulator.bot_webhook import BotWebhook
from simulator.jsontypes import dump_escaped
from simulator.lanes import Lanes
from simulator.settings import Settings
from simulator.world import World

_log = logging.getLogger(__name__)
_LONGEST_PAUSE_FOREVER = 5.0
_MOST_COPIES = 3
_LATEST_COPY_MS = 2000
_SHARE_OF_COPIES_AT_ONCE = 0.5


class Delivery:
    """Posts items in the background.

    Items on one lane (the messages of one phone, the statuses of one message) go one after the
    other, so a chat keeps its order while the bot restarts; lanes run side by side as Meta's do.
    When posts are to overtake one another, every item has a lane of its own.
    """

    def __init__(self, settings: Settings, world: World, webhook: BotWebhook) -> None:
        """Deliver to the settings' addresses with the world's troubles."""
        self._settings = settings
        self._world = world
        self._webhook = webhook
        self._lanes = Lanes()
        self._serial = itertools.count()
        self._collecting: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: str, item: WebhookItem) -> None:
        """Take an item for delivery behind all earlier ones of its lane."""
        overtaking = self._world.troubles.reorder_ms > 0
        self._lanes.add(f"{lane}#{next(self._serial)}" if overtaking else lane, item)
        self._dispatch()

    async def drop_everything(self) -> None:
        """Forget what is not delivered yet."""
        if self._collecting is not None:
            self._collecting.cancel()
            self._collecting = None
        self._lanes = Lanes()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _batch_size(self) -> int:
        return max(1, self._world.troubles.batch_size)

    def _dispatch(self) -> None:
        """Post what fills whole batches; give the rest some time to become one."""
        while self._lanes.ready >= self._batch_size:
            self._send_batch()
        if self._lanes.ready and self._collecting is None:
            seconds = self._world.troubles.batch_ms / 1000
            self._collecting = asyncio.get_running_loop().call_later(seconds, self._collected)

    def _collected(self) -> None:
        self._collecting = None
        while self._lanes.ready:
            self._send_batch()

    def _send_batch(self) -> None:
        lanes, items = self._lanes.take(self._batch_size)
        self._spawn(self._run(lanes, items))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background, holding on to the task; the event loop itself would not."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lanes: list[str], items: list[WebhookItem]) -> None:
        dice = self._world.dice
        body = compose_body(self._settings.phone_number_id, items, dice.of("batches"))
        raw = dump_escaped(body)
        held_back = dice.seconds_up_to("reorder", self._world.troubles.reorder_ms)
        copies = list(self._copies())
        if held_back:
            await asyncio.sleep(held_back)
        for pause in copies:
            self._spawn(self._post_again(raw, len(items), pause))
        taken = await self._post_until_taken(raw, len(items))
        if taken:
            self._world.report.taken(len(items))
        for item in items:
            item.on_result(taken)
        self._lanes.release(lanes)
        self._dispatch()

    def _copies(self) -> Iterator[float]:
        """Yield for each further delivery of a post how many seconds later it begins."""
        dice = self._world.dice
        if not dice.happens("duplicates", self._world.troubles.duplicate_share):
            return
        chance = dice.of("copies")
        for _ in range(chance.randint(1, _MOST_COPIES)):
            at_once = chance.random() < _SHARE_OF_COPIES_AT_ONCE
            yield 0.0 if at_once else dice.seconds_up_to("copies", _LATEST_COPY_MS)

    async def _post_again(self, raw: bytes, items: int, pause: float) -> None:
        await asyncio.sleep(pause)
        await self._post_until_taken(raw, items)

    async def _post_until_taken(self, raw: bytes, items: int) -> bool:
        pauses = self._pauses()
        url = self._address(None)
        while True:
            problem = await self._webhook.post(url, raw)
            self._world.report.posted(items, problem)
            if problem is None:
                return True
            pause = next(pauses, None)
            if pause is None:
                _log.error("webhook dropped: %s", problem)
                return False
            _log.warning("webhook not taken (%s), next attempt in %g s", problem, pause)
            await asyncio.sleep(pause)
            url = self._address(url)

    def _pauses(self) -> Iterator[float]:
        if not self._settings.retry_forever:
            return iter(self._settings.retry_delays)
        growing = (min(pause, _LONGEST_PAUSE_FOREVER) for pause in self._settings.retry_delays)
        return itertools.chain(growing, itertools.repeat(_LONGEST_PAUSE_FOREVER))

    def _address(self, failed: str | None) -> str:
        """Choose one of the bot's processes as a load balancer would, but not the failed one."""
        urls = self._settings.webhook_urls
        others = [url for url in urls if url != failed] or urls
        return self._world.dice.of("balancer").choice(others)
