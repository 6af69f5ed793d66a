"""Where Rasa puts what the bot says. Nothing here raises: Rasa would forget the whole turn."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel

from vaksin.event_log import event_log
from whatsapp.rendering import BotMessage, render
from whatsapp.store import Store

log = event_log(__name__)

CHANNEL_NAME = "whatsapp"


class CollectedOutput(OutputChannel):
    """Keeps the responses of one turn until it is over."""

    def __init__(self) -> None:
        self.responses: list[BotMessage] = []

    @classmethod
    def name(cls) -> str:
        """Return the name that selects the responses written for WhatsApp."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a response."""
        self.responses.append(copy.deepcopy(message))


class OutboxOutput(OutputChannel):
    """Queues responses at once, for turns that no citizen's message began (reminders, triggers)."""

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        self._store = store
        self._wake = wake

    @classmethod
    def name(cls) -> str:
        """Return the name that selects the responses written for WhatsApp."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Queue a response to a contact."""
        try:
            await asyncio.to_thread(self._store.enqueue, recipient_id, render([message]))
            self._wake()
        except Exception as error:
            log.error("response_lost", contact=recipient_id, error=type(error).__name__)
