"""A bot that answers whatever it reads and remembers it, and a server that many tests share."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests.integration.whatsapp.bot import Bot, World, running
from tests.integration.whatsapp.corpus import citizen
from tests.integration.whatsapp.meta import Graph
from tests.unit.whatsapp.payload_samples import call, value
from vaksin.clock import SystemClock
from vaksin.database import reading
from whatsapp.dead_letters import DeadLetter, DeadLetters
from whatsapp.inbox import WAITING
from whatsapp.schema import inbox, outbox
from whatsapp.statuses import QUEUED

FAST = 1000


@dataclass
class Reader:
    """A bot that answers whatever it reads, and remembers it.

    Attributes:
        turns: who wrote (by the internal id) and what was read.
        waits_at: at this text it waits for ``go_on``.
    """

    waits_at: str | None = None
    turns: list[tuple[str, str]] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.turns]

    def texts_of(self, contact_id: str | None) -> list[str]:
        return [text for contact, text in self.turns if contact == contact_id]

    async def __call__(self, read: Any) -> None:
        self.turns.append((read.sender_id, read.text))
        if read.text == self.waits_at:
            await self.go_on.wait()
        await read.output_channel.send_response(read.sender_id, {"text": "baik"})


def answers(graph: Graph) -> Counter[str]:
    """Return how many messages went to each number or user id."""
    assert all(("to" in m) != ("recipient" in m) for m in graph.accepted)
    return Counter(m.get("to") or m.get("recipient") for m in graph.accepted)


async def settled(world: World, seconds: float = 60) -> None:
    """Wait until no message waits in either direction."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not (_count(world, inbox, WAITING) or _count(world, outbox, QUEUED)):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("messages still wait")


def _count(world: World, table: Any, status: str) -> int:
    with reading(world.engine) as connection:
        counted = select(func.count()).select_from(table).where(table.c.status == status)
        return connection.execute(counted).scalar_one()


def letters(world: World) -> list[DeadLetter]:
    """Return what nobody could read or answer."""
    with reading(world.engine) as connection:
        return DeadLetters(connection, world.domain.data_keys, SystemClock()).all()


def buried(world: World) -> list[Any]:
    """Return the items of ``messages`` and ``statuses`` that nobody could read."""
    items = []
    for letter in letters(world):
        for kept in json.loads(letter.body or "{}").get("entry", []):
            holder = kept["changes"][0]["value"]
            items += [*holder.get("messages", []), *holder.get("statuses", [])]
    return items


@dataclass
class Served:
    """A running server and everything around it; every test brings citizens of its own."""

    world: World
    graph: Graph
    bot: Bot
    reader: Reader
    numbers: Any = field(default_factory=lambda: map(citizen, itertools.count(1)))

    def newcomer(self) -> str:
        """Return the number of somebody who never wrote."""
        return next(self.numbers)

    def newcomers(self, count: int) -> list[str]:
        """Return some of them."""
        return list(itertools.islice(self.numbers, count))

    async def post(self, *messages: Any, statuses: Any = (), **fields: Any) -> int:
        """Post messages in one value, wait until all is answered, and return the status."""
        answer = await self.bot.post(call(value(messages, statuses, **fields)))
        await settled(self.world)
        return answer

    def status_of(self, message_id: str) -> str | None:
        """Return how far a message got, ``None`` if it is not kept."""
        row = self._row(message_id)
        return row.status if row else None

    def read_from(self, message_id: str) -> list[str]:
        """Return all that the bot read of whoever sent a message."""
        row = self._row(message_id)
        return self.reader.texts_of(row.contact_id) if row else []

    def contact_of(self, message_id: str) -> str | None:
        """Return whose conversation a message belongs to."""
        row = self._row(message_id)
        return row.contact_id if row else None

    def answers_to(self, address: str) -> int:
        """Return how many messages went to a number or user id."""
        return answers(self.graph)[address]

    def kept_ids(self) -> set[str]:
        """Return the hashes of the ids of all messages in the inbox."""
        return set(self.world.column(inbox.c.message_id_hash))

    def hash_of(self, message_id: str) -> str:
        """Return the hash of an id."""
        return self.world.domain.data_keys.lookup_hash("wamid", message_id)

    def _row(self, message_id: str) -> Any:
        this = inbox.c.message_id_hash == self.hash_of(message_id)
        with reading(self.world.engine) as connection:
            return connection.execute(select(inbox).where(this)).first()


@asynccontextmanager
async def serving(folder: Path, patience: float = 0) -> AsyncIterator[Served]:
    """Start a server on a fresh database that sends as fast as it can."""
    graph = Graph()
    world = World(folder, graph.url)
    world.pace = replace(world.pace, per_second=FAST, patience=timedelta(seconds=patience))
    reader = Reader()
    async with running(world, reader) as bot:
        yield Served(world, graph, bot, reader)
    graph.close()
