"""Lets the bot answer what came in: in order for each contact, many contacts at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rasa.core.channels.channel import UserMessage
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from vaksin.event_log import event_log
from whatsapp.inbox import DONE, FAILED, Turn
from whatsapp.leases import TURN, Lease
from whatsapp.metrics import TURN_SECONDS, TURNS
from whatsapp.output import CHANNEL_NAME, CollectedOutput
from whatsapp.receipts import Receipts
from whatsapp.rendering import render
from whatsapp.store import Store
from whatsapp.words import Words
from whatsapp.workers import Workers

log = event_log(__name__)

MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=0.5)
PAUSE_UNTIL_READY = timedelta(seconds=1)
PAUSE_WITHOUT_DATABASE = timedelta(seconds=1)
# What the bot reads instead of messages that are too old to be answered one by one.
STALE_MESSAGES = "/pesan_terlambat"

Handler = Callable[[UserMessage], Awaitable[Any]]


class NoAnswer(RuntimeError):
    """The bot said nothing: its action server did not answer, or Rasa lost its place."""


@dataclass
class _Running:
    """A turn while the bot works on it."""

    lease: Lease
    turn: Turn
    output: CollectedOutput = field(default_factory=CollectedOutput)
    is_closed: bool = False


_running: ContextVar[_Running | None] = ContextVar("running_turn", default=None)


class Turns:
    """Takes messages from the inbox, lets Rasa handle them and queues the answers."""

    def __init__(
        self,
        store: Store,
        handle: Handler,
        receipts: Receipts,
        words: Words,
        wake_sender: Callable[[], None],
        at_once: int,
    ) -> None:
        self._store = store
        self._handle = handle
        self._receipts = receipts
        self._words = words
        self._wake_sender = wake_sender
        self._is_ready: Callable[[], bool] = lambda: False
        self.workers = Workers(store, TURN, self._step, at_once)

    def start(self, is_ready: Callable[[], bool]) -> None:
        """Begin to work; no turn begins while ``is_ready`` says no: Rasa would swallow it."""
        self._is_ready = is_ready
        self.workers.start()

    def join_save(self, connection: Connection, message_id: str) -> None:
        """Close the running turn in the transaction in which its conversation is saved.

        So a turn happens as a whole or not at all, wherever its process is cut off.

        Raises:
            NoAnswer: if the bot said nothing.
            LeaseLost: if another worker has taken over.
        """
        running = _running.get()
        if running is None or running.turn.reference != message_id:
            return  # a reminder or a triggered intent: no citizen's message began it
        self._close_within(connection, running)
        running.is_closed = True

    async def _step(self, lease: Lease) -> None:
        if not self._is_ready():
            await asyncio.to_thread(self._store.postpone, lease, PAUSE_UNTIL_READY)
            return
        turn = await asyncio.to_thread(self._store.take_turn, lease)
        if turn is None:
            return
        if turn.attempt > MAX_ATTEMPTS:  # earlier attempts ended with the process
            await self._give_up(lease, turn)
        else:
            await self._attempt(_Running(lease, turn))

    async def _attempt(self, running: _Running) -> None:
        turn, started = running.turn, time.monotonic()
        _running.set(running)
        try:
            with self._receipt(turn):
                await self._handle(_message(turn, running.output))
            if not running.is_closed:
                await asyncio.to_thread(self._close_alone, running)
        except (OperationalError, InterfaceError) as error:
            log.warning("turn_without_database", turn=turn.sequences, error=type(error).__name__)
            await self._retry(running.lease, turn, PAUSE_WITHOUT_DATABASE, is_counted=False)
        except Exception as error:
            await self._failed(running, error)
        else:
            seconds = time.monotonic() - started
            TURN_SECONDS.observe(seconds)
            TURNS.labels("done").inc()
            log.info("turn_done", turn=turn.sequences, seconds=round(seconds, 3))
            self._wake_sender()
        finally:
            _running.set(None)

    async def _failed(self, running: _Running, error: Exception) -> None:
        turn = running.turn
        log.error("turn_failed", turn=turn.sequences, error=type(error).__name__)
        if turn.attempt < MAX_ATTEMPTS:
            pause = FIRST_PAUSE * 4 ** (turn.attempt - 1)
            await self._retry(running.lease, turn, pause, is_counted=True)
        else:
            await self._give_up(running.lease, turn)

    async def _retry(self, lease: Lease, turn: Turn, pause: timedelta, is_counted: bool) -> None:
        TURNS.labels("again").inc()
        await asyncio.to_thread(self._store.retry_turn, lease, turn, pause, is_counted)
        self.workers.wake(self._store.clock.now() + pause)

    async def _give_up(self, lease: Lease, turn: Turn) -> None:
        TURNS.labels("failed").inc()
        # Who wrote nothing waits for no answer; the news will be announced anew.
        apology = () if turn.is_news else self._words.apology
        await asyncio.to_thread(
            self._store.close_turn, lease, turn, FAILED, apology, self._words.slowed
        )
        self._wake_sender()

    def _receipt(self, turn: Turn) -> AbstractContextManager[None]:
        return nullcontext() if turn.is_news else self._receipts.shown_if_slow(turn.message_id)

    def _close_alone(self, running: _Running) -> None:
        with self._store.engine.begin() as connection:
            self._close_within(connection, running)

    def _close_within(self, connection: Connection, running: _Running) -> None:
        answer, turn = render(running.output.responses), running.turn
        if not answer and not self._store.is_news_told(connection, turn):
            raise NoAnswer
        self._store.close_turn_within(
            connection, running.lease, turn, DONE, answer, self._words.slowed
        )


def _message(turn: Turn, output: CollectedOutput) -> UserMessage:
    return UserMessage(
        STALE_MESSAGES if turn.is_stale else turn.text,
        output_channel=output,
        sender_id=turn.contact_id,
        input_channel=CHANNEL_NAME,
        message_id=turn.reference,
    )
