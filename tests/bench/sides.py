"""Both bots as a citizen meets them: something is said, and the answer awaited."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import aiohttp
from sqlalchemy import text, update
from sqlalchemy.engine import Engine

from simulator.envelopes import (
    SIGNATURE_HEADER,
    change,
    envelope,
    message_envelope,
    signature,
    value,
)
from simulator.jsontypes import JsonObject
from tests.bench.meta_stand_in import MetaStandIn
from whatsapp.schema import conversations

# How often it is reported what became of messages; Meta puts up to a thousand into one call.
_REPORT_SECONDS = 1.0
_MOST_IN_A_CALL = 1000
_JSON = {"Content-Type": "application/json"}
# One row of the inbox for each message, in the order in which they came; the turn that answers it
# closes it in the transaction that queues the answer, and nobody touches it afterwards.
_ANSWERED_AT = text(
    "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) AS at"
    " FROM whatsapp_inbox ORDER BY sequence"
)


class Side(Protocol):
    """A running bot.

    Attributes:
        opening: what one says to register.
        ticket: what the last answer of a registration says.
    """

    opening: str
    ticket: str

    async def says(self, citizen: int, words: str) -> str:
        """Say something as a citizen and return the answer once it has arrived."""
        ...

    def rest(self) -> None:
        """Let so much time pass that nobody writes too fast."""
        ...

    def forget_times(self) -> None:
        """Let :meth:`answer_times` begin anew."""
        ...

    def answer_times(self) -> list[float]:
        """Return how many seconds each answer took until it was certain, in their order."""
        ...


@dataclass
class Ours:
    """The product: messages go in through its gates, answers come out at Meta."""

    http: aiohttp.ClientSession
    meta: MetaStandIn
    database: Engine
    webhooks: Sequence[str]
    environment: Mapping[str, str]
    opening = "pgn daftar vaksin dong"
    ticket = "Tiket vaksinasi"
    # When each message was posted, in seconds since 1970.
    _posted: list[float] = field(default_factory=list)
    _forgotten: int = 0

    async def says(self, citizen: int, words: str) -> str:
        """Post what Meta would, and wait until the answer is there."""
        phone, place = f"62898{citizen:07d}", len(self._posted)
        answer = self.meta.expect(phone)
        self._posted.append(time.time())
        await self._post(self._envelope(phone, f"wamid.BENCH{place}", words))
        return await answer

    async def report(self) -> None:
        """Post what became of the messages that went out, in batches, as Meta does."""
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            reports = self.meta.reports()
            for first in range(0, len(reports), _MOST_IN_A_CALL):
                content: JsonObject = {"statuses": reports[first : first + _MOST_IN_A_CALL]}
                await self._post(envelope([[change(value(self._number, content))]]))

    def rest(self) -> None:
        """Forget how much was written lately.

        Who writes hundreds of messages in a row is slowed down on purpose (``whatsapp.pacing``); a
        citizen's five hundredth message comes after months.
        """
        rested = {"flood_full_at": None, "pair_full_at": None}
        with self.database.begin() as connection:
            connection.execute(update(conversations).values(**rested))

    def forget_times(self) -> None:
        """Count messages from here on."""
        self._forgotten = len(self._posted)

    def answer_times(self) -> list[float]:
        """Return how long it took until each answer was in the outbox.

        It is there when its transaction is committed; the database notes that moment, by the clock
        of the same machine. Messages must have been posted one by one.
        """
        with self.database.connect() as connection:
            answered = connection.execute(_ANSWERED_AT).scalars().all()
        pairs = list(zip(answered, self._posted, strict=True))
        return [float(at) - posted for at, posted in pairs[self._forgotten :]]

    async def _post(self, body: JsonObject) -> None:
        raw = json.dumps(body).encode()
        signed = {SIGNATURE_HEADER: signature(self.environment["WHATSAPP_APP_SECRET"], raw)}
        webhook = next(self._turns)
        async with self.http.post(webhook, data=raw, headers=_JSON | signed) as response:
            response.raise_for_status()

    def _envelope(self, phone: str, message_id: str, words: str) -> JsonObject:
        message = {
            "from": phone,
            "id": message_id,
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": words},
        }
        return message_envelope(self._number, "Warga Contoh", message)

    @property
    def _number(self) -> str:
        return self.environment["WHATSAPP_PHONE_NUMBER_ID"]

    @cached_property
    def _turns(self) -> Iterator[str]:
        """The webhooks, one after the other, as a proxy in front of the gates goes round."""
        return itertools.cycle(self.webhooks)


@dataclass
class Stock:
    """Rasa's REST channel, which answers a message within the request that brings it."""

    http: aiohttp.ClientSession
    address: str
    # As from a button: trained as shortly as it is, it would not understand words, and answer that
    # alone. The form then takes whatever is written.
    opening = "/daftar"
    ticket = ""  # its actions do nothing
    _seconds: list[float] = field(default_factory=list)

    async def says(self, citizen: int, words: str) -> str:
        """Post a message and return the texts of its answer."""
        body = {"sender": f"warga-{citizen}", "message": words}
        started = time.perf_counter()
        async with self.http.post(self.address, json=body) as response:
            response.raise_for_status()
            parts = await response.json()
        self._seconds.append(time.perf_counter() - started)
        return "\n".join(part.get("text", "") for part in parts)

    def rest(self) -> None:
        """Do nothing: Rasa knows no floods."""

    def forget_times(self) -> None:
        """Count messages from here on."""
        self._seconds.clear()

    def answer_times(self) -> list[float]:
        """Return how long each request took: an answer is certain when it has arrived."""
        return list(self._seconds)
