"""Delivery to the bot's webhook: verification handshake, signed posts, retries."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable

import aiohttp

from simulator.envelopes import (
    SIGNATURE_HEADER,
    message_envelope,
    signature,
    status_envelope,
)
from simulator.jsontypes import JsonObject, dump_escaped
from simulator.settings import Settings
from simulator.store import ChatMessage, Status

_log = logging.getLogger(__name__)
_OK = 200
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_HANDSHAKE_LONGEST_PAUSE = 30.0
_FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


class WebhookSender:
    """Posts webhooks in the background.

    Posts on one lane (the messages of one phone, the statuses of one message) go one after the
    other, so a chat keeps its order while the bot restarts; lanes run side by side as Meta's do.
    """

    def __init__(self, settings: Settings) -> None:
        """Prepare; nothing is sent before start()."""
        self.verified = False
        self._settings = settings
        self._http: aiohttp.ClientSession | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the HTTP client and begin the verification handshake."""
        self._http = aiohttp.ClientSession(timeout=_TIMEOUT)
        self._keep(asyncio.create_task(self._verify(self._http)))

    async def stop(self) -> None:
        """Drop what is not delivered yet and close the HTTP client."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def post_message(
        self, profile_name: str, message: JsonObject, on_result: Callable[[bool], None]
    ) -> None:
        """Post a citizen's message; `on_result` learns whether the bot took it."""
        body = message_envelope(self._settings.phone_number_id, profile_name, message)
        self._enqueue(f"messages:{message['from']}", body, on_result)

    def post_status(self, recipient: str, message: ChatMessage, status: Status) -> None:
        """Post a status of a message that the bot sent to `recipient`."""
        body = status_envelope(
            self._settings.phone_number_id,
            recipient,
            message.id,
            status,
            int(time.time()),
            message.callback_data,
        )
        self._enqueue(f"statuses:{message.id}", body, lambda delivered: None)

    def _enqueue(self, lane: str, body: JsonObject, on_result: Callable[[bool], None]) -> None:
        before = self._lanes.get(lane)
        task = asyncio.create_task(self._run(before, dump_escaped(body), on_result))
        self._lanes[lane] = task
        self._keep(task)
        task.add_done_callback(lambda done: self._leave(lane, done))

    def _keep(self, task: asyncio.Task[None]) -> None:
        """Hold on to a running task; the event loop itself would not."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _leave(self, lane: str, task: asyncio.Task[None]) -> None:
        if self._lanes.get(lane) is task:
            del self._lanes[lane]

    async def _run(
        self,
        before: asyncio.Task[None] | None,
        raw: bytes,
        on_result: Callable[[bool], None],
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        on_result(await self._deliver(raw))

    async def _deliver(self, raw: bytes) -> bool:
        for pause in (*self._settings.retry_delays, None):
            problem = await self._post(raw)
            if problem is None:
                return True
            if pause is None:
                _log.error("webhook dropped: %s", problem)
                return False
            _log.warning("webhook not taken (%s), next attempt in %g s", problem, pause)
            await asyncio.sleep(pause)
        return False

    async def _post(self, raw: bytes) -> str | None:
        """Post once; return what went wrong, or None when the bot answered 200."""
        assert self._http is not None, "start() comes before any post"
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature(self._settings.app_secret, raw),
        }
        url = self._settings.webhook_url
        try:
            async with self._http.post(url, data=raw, headers=headers) as answer:
                return None if answer.status == _OK else f"HTTP {answer.status}"
        except _FAILURES as error:
            return type(error).__name__

    async def _verify(self, http: aiohttp.ClientSession) -> None:
        pause = 1.0
        while not await self._handshake_accepted(http):
            await asyncio.sleep(pause)
            pause = min(2 * pause, _HANDSHAKE_LONGEST_PAUSE)
        self.verified = True
        _log.info("webhook verified: %s", self._settings.webhook_url)

    async def _handshake_accepted(self, http: aiohttp.ClientSession) -> bool:
        challenge = secrets.token_hex(16)
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self._settings.verify_token,
        }
        try:
            async with http.get(self._settings.webhook_url, params=query) as answer:
                return answer.status == _OK and await answer.text() == challenge
        except _FAILURES:
            return False
