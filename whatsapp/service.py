"""The parts of the channel that run beside the web server, put together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from rasa.core.tracker_store import InMemoryTrackerStore
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import create_engine
from vaksin.event_log import event_log
from vaksin.messages.manners import Manners
from vaksin.service import load_service
from vaksin.settings import Settings
from whatsapp.announcer import Announcer
from whatsapp.graph import GraphClient
from whatsapp.intake import Received
from whatsapp.nudges import listen
from whatsapp.output import OutboxOutput
from whatsapp.rasa_speed import close_session, quicken_rasa
from whatsapp.receipts import Receipts
from whatsapp.sender import Sender, sends_at_once
from whatsapp.settings import WhatsAppSettings
from whatsapp.store import Store, prepare
from whatsapp.turns import Handler, Turns
from whatsapp.words import Words

log = event_log(__name__)

STOP_SECONDS = 20.0
TURNS_AT_ONCE = 20
# Turns need one for moments only.
CONNECTIONS = 10
_RECEIPTS_AT_ONCE = 20


@runtime_checkable
class JoinableStore(Protocol):
    """A tracker store that lets others write in the transaction in which it saves."""

    with_save: Callable[[Connection, str], None] | None


class VolatileTrackerStore(RuntimeError):
    """Rasa would keep the conversations in memory alone."""


class Service:
    """Inbox, turns, outbox and sender of one number."""

    def __init__(self, settings: WhatsAppSettings, domain: Settings, clock: Clock) -> None:
        self.store = Store(
            create_engine(domain.database_url, CONNECTIONS),
            domain.data_keys,
            clock,
            settings.phone_number_id,
            settings.pace,
        )
        graph = GraphClient(settings.api_url, settings.phone_number_id, settings.access_token)
        self._receipts = Receipts(graph)
        self._sends_at_once = sends_at_once(settings.pace.per_second)
        self._sender = Sender(self.store, graph, self._sends_at_once)
        self._own_address = settings.bot
        self._nudges: asyncio.DatagramTransport | None = None
        self._actions: Any = None
        self._turns: Turns | None = None
        self._announcer: Announcer | None = None

    def output(self) -> OutboxOutput:
        """Return a channel for what the bot says of its own accord."""
        return OutboxOutput(self.store, self._sender.wake)

    def wake(self, received: Received) -> None:
        """Say what came in."""
        if self._turns is None:
            return
        self._receipts.announce(received, self.store.clock.now())
        self._look(set(received.due.values()), received.concerns_sender)

    def _look(self, due: Iterable[datetime], concerns_sender: bool) -> None:
        """Look for turns at some moments, and for what is to be sent if that may be more now."""
        if self._turns is not None:
            for moment in due:
                self._turns.workers.wake(moment)
        if concerns_sender:
            self._sender.wake()

    async def prepare(self) -> None:
        """Make room for blocking work and bring the database to its newest form."""
        threads = 2 * TURNS_AT_ONCE + self._sends_at_once + _RECEIPTS_AT_ONCE
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))
        await asyncio.to_thread(prepare, self.store.engine)

    async def start(self, handle: Handler, agent: Callable[[], Any]) -> None:
        """Begin to answer and to send, with what the last run left first.

        Raises:
            VolatileTrackerStore: if Rasa could not use its configured tracker store.
        """
        refuse_volatile_tracker(agent())
        quicken_rasa()
        self._turns = Turns(
            self.store,
            handle,
            self._receipts,
            Words.read(),
            self._sender.wake,
            TURNS_AT_ONCE,
        )
        self._actions = getattr(agent(), "action_endpoint", None)
        self._join(agent().tracker_store, self._turns)
        # What is loaded by now stays: the collector need not walk through the model every time.
        gc.collect()
        gc.freeze()
        await asyncio.to_thread(self.store.resume_after_start)
        self._sender.start()
        self._turns.start(lambda: is_ready(agent()))
        self._nudges = await listen(self._own_address, self._look)
        manners = Manners(load_service().messages)
        self._announcer = Announcer(self.store, manners, self._turns.workers.wake)
        self._announcer.start(lambda: is_ready(agent()))

    async def stop(self) -> None:
        """End in order: no new turns, then no new sends; what is left waits in the database."""
        if self._nudges is not None:
            self._nudges.close()
        if self._announcer is not None:
            await self._announcer.stop()
        if self._turns is not None:
            await self._turns.workers.stop(STOP_SECONDS)
        await self._sender.stop(STOP_SECONDS)
        await self._receipts.stop()
        await close_session(self._actions)
        self.store.engine.dispose()

    def _join(self, tracker_store: Any, turns: Turns) -> None:
        tracker_store._on_tracker_store_error = _raise
        own = getattr(tracker_store, "_tracker_store", tracker_store)
        if isinstance(own, JoinableStore):
            own.with_save = turns.join_save


def _raise(error: Exception) -> None:
    """Let a turn fail whose conversation could not be read or kept; it is tried again.

    Rasa's default is to go on with a stranger or to keep the conversation in memory alone.
    """
    raise error


def is_ready(agent: Any) -> bool:
    """Tell whether Rasa's agent has a model; without one it swallows every message."""
    return agent is not None and bool(agent.is_ready())


def refuse_volatile_tracker(agent: Any) -> None:
    """Refuse Rasa's silent fallback to a tracker store in memory.

    Raises:
        VolatileTrackerStore: if conversations would be lost with the process.
    """
    wrapper = getattr(agent, "tracker_store", None)
    if isinstance(getattr(wrapper, "_tracker_store", wrapper), InMemoryTrackerStore):
        # What the server says of the error below is withheld from the log.
        log.error("conversations_in_memory_only")
        raise VolatileTrackerStore(
            "Rasa keeps conversations in memory only: endpoints.yml has no tracker_store, or Rasa "
            "could not load it (look for a warning about the tracker store further up)."
        )
