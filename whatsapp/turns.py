"""Lets the bot answer what came in: in order for each contact, many contacts at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from rasa.core.channels.channel import UserMessage

from whatsapp.inbox import DONE, FAILED, Turn
from whatsapp.lanes import Lanes
from whatsapp.output import CHANNEL_NAME, CollectedOutput
from whatsapp.payloads import Payload
from whatsapp.receipts import Receipts
from whatsapp.rendering import BotMessage, render
from whatsapp.sender import Sender
from whatsapp.store import Store

logger = logging.getLogger(__name__)

CONTACTS_AT_ONCE = 20
MAX_ATTEMPTS = 3
PAUSE_BEFORE_RETRY = 0.5
PAUSE_UNTIL_READY = 1.0

Handler = Callable[[UserMessage], Awaitable[Any]]


class NoAnswer(RuntimeError):
    """The bot said nothing: its action server did not answer, or Rasa lost its place."""


class Turns:
    """Takes messages from the inbox, lets Rasa handle them and queues the answers."""

    def __init__(
        self,
        store: Store,
        handle: Handler,
        sender: Sender,
        receipts: Receipts,
        apology: BotMessage,
    ) -> None:
        self._store = store
        self._handle = handle
        self._sender = sender
        self._receipts = receipts
        self._apology = apology
        self._is_ready: Callable[[], bool] = lambda: False
        self._lanes = Lanes(self._step, CONTACTS_AT_ONCE)

    async def start(self, is_ready: Callable[[], bool]) -> None:
        """Take up what waits; no turn begins while ``is_ready`` says no: Rasa would swallow it."""
        self._is_ready = is_ready
        self._lanes.start()
        self.wake(await asyncio.to_thread(self._store.contacts_to_answer))

    def wake(self, contact_ids: Iterable[str]) -> None:
        """Say that messages of these contacts came in."""
        for contact_id in contact_ids:
            self._lanes.wake(contact_id)

    async def stop(self, grace: float) -> None:
        """Begin no turn any more; wait for those that run, at most ``grace`` seconds."""
        await self._lanes.stop(grace)

    async def _step(self, contact_id: str) -> float | None:
        if not self._is_ready():
            return PAUSE_UNTIL_READY
        turn = await asyncio.to_thread(self._store.take_turn, contact_id)
        if turn is None:
            return None
        if turn.attempt > MAX_ATTEMPTS:  # earlier attempts ended with the process
            return await self._give_up(turn)
        self._receipts.show(turn.message_id)
        output = CollectedOutput()
        try:
            await self._run(turn, output)
            answer = render(output.responses)
            if not answer:
                raise NoAnswer
        except Exception as error:
            logger.error("Turn %s failed: %s", turn.sequence, type(error).__name__)
            return PAUSE_BEFORE_RETRY if turn.attempt < MAX_ATTEMPTS else await self._give_up(turn)
        return await self._close(turn, DONE, answer)

    async def _run(self, turn: Turn, output: CollectedOutput) -> None:
        message = UserMessage(
            turn.text,
            output_channel=output,
            sender_id=turn.contact_id,
            input_channel=CHANNEL_NAME,
            message_id=turn.reference,
        )
        await self._handle(message)

    async def _give_up(self, turn: Turn) -> float:
        return await self._close(turn, FAILED, render([self._apology]))

    async def _close(self, turn: Turn, status: str, answer: Iterable[Payload]) -> float:
        await asyncio.to_thread(self._store.close_turn, turn, status, answer)
        self._sender.wake(turn.contact_id)
        return 0.0
