"""What Meta tells the bot: citizens' messages, statuses of the bot's own, news of the account."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable

from simulator.batches import AccountField, WebhookItem
from simulator.bot_webhook import BotWebhook
from simulator.delivery import Delivery
from simulator.envelopes import contact_of
from simulator.jsontypes import JsonObject
from simulator.settings import Settings
from simulator.world import World

_log = logging.getLogger(__name__)
_HANDSHAKE_LONGEST_PAUSE = 30.0

OnResult = Callable[[bool], None]


class WebhookSender:
    """Turns messages and statuses into items on the right lane and has them delivered."""

    def __init__(self, settings: Settings, world: World) -> None:
        """Prepare; nothing is sent before start()."""
        self.verified = False
        self._urls = settings.webhook_urls
        self._world = world
        self._webhook = BotWebhook(settings)
        self._delivery = Delivery(settings, world, self._webhook)
        self._verifying: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the HTTP client and begin the verification handshake."""
        await self._webhook.open()
        self._verifying = asyncio.create_task(self._verify())

    async def stop(self) -> None:
        """Drop what is not delivered yet and close the HTTP client."""
        if self._verifying is not None:
            self._verifying.cancel()
            await asyncio.gather(self._verifying, return_exceptions=True)
        await self._delivery.drop_everything()
        await self._webhook.close()

    async def reset(self) -> None:
        """Drop what is not delivered yet."""
        await self._delivery.drop_everything()

    def post_message(self, profile_name: str, message: JsonObject, on_result: OnResult) -> None:
        """Post a citizen's message; `on_result` learns whether the bot took it."""
        contact = contact_of(profile_name, message)
        self._put_message(WebhookItem("messages", message, on_result, contact))

    def post_system(self, message: JsonObject) -> None:
        """Post a message of the system, which comes without contacts."""
        self._put_message(WebhookItem("messages", message, lambda taken: None))

    def post_status(self, lane: str, status: JsonObject, on_result: OnResult) -> None:
        """Post a status behind all others on its lane."""
        self._delivery.put(f"statuses:{lane}", WebhookItem("statuses", status, on_result))

    def post_account_news(self, field: AccountField, news: JsonObject) -> None:
        """Post what concerns the account and no citizen, behind all earlier news of it."""
        self._world.report.created()
        self._delivery.put("account", WebhookItem(field, news, lambda taken: None))

    def _put_message(self, item: WebhookItem) -> None:
        self._world.report.created()
        sender = item.content.get("from") or item.content["from_user_id"]
        self._delivery.put(f"messages:{sender}", item)

    async def _verify(self) -> None:
        addresses, pause = itertools.cycle(self._urls), 1.0
        while not await self._webhook.accepts_handshake(url := next(addresses)):
            await asyncio.sleep(pause)
            pause = min(2 * pause, _HANDSHAKE_LONGEST_PAUSE)
        self.verified = True
        _log.info("webhook verified: %s", url)
