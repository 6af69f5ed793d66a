"""The parts of the channel that run beside the web server, put together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore

from vaksin.clock import Clock
from vaksin.content import CONTENT_FOLDER, read_yaml
from vaksin.database import create_engine
from vaksin.settings import Settings
from whatsapp.graph import GraphClient
from whatsapp.output import OutboxOutput
from whatsapp.receipts import Receipts
from whatsapp.rendering import BotMessage
from whatsapp.sender import Sender
from whatsapp.settings import WhatsAppSettings
from whatsapp.store import Store, prepare
from whatsapp.turns import Handler, Turns

STOP_SECONDS = 20.0
# Turns, sends and receipts may each hold 20 threads; the webhook must still get one at once.
THREADS = 80


class VolatileTrackerStore(RuntimeError):
    """Rasa would keep the conversations in memory alone."""


class Service:
    """Inbox, turns, outbox and sender of one number."""

    def __init__(self, settings: WhatsAppSettings, domain: Settings, clock: Clock) -> None:
        self.store = Store(create_engine(domain.database_url), domain.data_keys, clock)
        graph = GraphClient(settings.api_url, settings.phone_number_id, settings.access_token)
        self._receipts = Receipts(graph)
        self._sender = Sender(self.store, graph)
        self._turns: Turns | None = None

    def output(self) -> OutboxOutput:
        """Return a channel for what the bot says of its own accord."""
        return OutboxOutput(self.store, self._sender.wake)

    def wake(self, contact_ids: list[str]) -> None:
        """Say that messages of these contacts came in."""
        if self._turns is not None:
            self._turns.wake(contact_ids)

    async def prepare(self) -> None:
        """Make room for blocking work and bring the database to its newest form."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        await asyncio.to_thread(prepare, self.store.engine)

    async def start(self, handle: Handler, agent: Callable[[], Any]) -> None:
        """Begin to answer and to send, with what the last run left first.

        Raises:
            VolatileTrackerStore: if Rasa could not use its configured tracker store.
        """
        refuse_volatile_tracker(agent())
        agent().tracker_store._on_tracker_store_error = _raise
        self._turns = Turns(self.store, handle, self._sender, self._receipts, read_apology())
        # What is loaded by now stays: the collector need not walk through the model every time.
        gc.collect()
        gc.freeze()
        await self._sender.start()
        await self._turns.start(lambda: is_ready(agent()))

    async def stop(self) -> None:
        """End in order: no new turns, then no new sends; what is left waits in the database."""
        if self._turns is not None:
            await self._turns.stop(STOP_SECONDS)
        await self._sender.stop(STOP_SECONDS)
        await self._receipts.stop()
        self.store.engine.dispose()


def _raise(error: Exception) -> None:
    """Let a turn fail whose conversation could not be read or kept; it is tried again.

    Rasa's default is to go on with a stranger or to keep the conversation in memory alone.
    """
    raise error


def is_ready(agent: Any) -> bool:
    """Tell whether Rasa's agent has a model; without one it swallows every message."""
    return agent is not None and bool(agent.is_ready())


def read_apology() -> BotMessage:
    """Return what a citizen hears whose message could not be answered.

    Raises:
        vaksin.content.ContentError: if ``content/kanal.yml`` does not have it.
    """
    return {"text": read_yaml(CONTENT_FOLDER / "kanal.yml").text("gangguan")}


def refuse_volatile_tracker(agent: Any) -> None:
    """Refuse Rasa's silent fallback to a tracker store in memory.

    Raises:
        VolatileTrackerStore: if conversations would be lost with the process.
    """
    wrapper = getattr(agent, "tracker_store", None)
    if isinstance(getattr(wrapper, "_tracker_store", wrapper), InMemoryTrackerStore):
        raise VolatileTrackerStore(
            "Rasa keeps conversations in memory only: endpoints.yml has no tracker_store, or Rasa "
            "could not load it (look for a warning about the tracker store further up)."
        )
