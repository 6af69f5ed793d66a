"""A citizen who registers whatever happens: reads the newest message and answers what it asks."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import aiohttp

from tests.e2e.phone import choices_of, reply_to, text_of
from tests.people import nik_number

# In the order in which they are looked for: what one taps, by the beginning of its title.
TAPS = (
    "Ya, daftarkan",
    "Setuju",
    "Belum pernah",
    "Lainnya",
    "Tidak ada",
    "Daftar vaksin",
)
TICKET = "Tiket vaksinasi"
SORRY = ("gangguan", "belum sempat kami jawab")
BORN = date(1990, 1, 5)
LONGEST_POLL = 20.0
# Whoever gets no answer for this long writes again, as people do.
PATIENCE_SECONDS = 90.0

Message = dict[str, Any]


@dataclass
class Citizen:
    """One phone with somebody behind it."""

    number: str
    nik: str
    simulator: str
    http: aiohttp.ClientSession = field(repr=False)
    chance: random.Random = field(repr=False)
    messages: list[Message] = field(default_factory=list, repr=False)
    sent: int = 0
    nudges: int = 0
    has_ticket: bool = False
    _last_seq: int = 0

    @classmethod
    def number_of(cls, place: int) -> str:
        """Return a fictional number."""
        return f"62899{place:07d}"

    async def register(self, within: float) -> None:
        """Begin within some seconds, and go on until the ticket is there."""
        await asyncio.sleep(self.chance.uniform(0, within))
        await self._begin()
        while True:
            newest = await self._next_message()
            if TICKET in text_of(newest):
                self.has_ticket = True
                return
            await asyncio.sleep(self.chance.uniform(0.2, 1.5))
            await self._look(0)
            if self.messages[-1]["seq"] == newest["seq"]:
                await self._answer(newest)

    async def _begin(self) -> None:
        """Tell all at once, bit by bit, or by tapping through."""
        way = self.chance.randrange(3)
        if way == 0:
            await self._type(f"sy siti nik {self.nik} lahir 5 jan 90 mau vaksin di tebet")
        elif way == 1:
            for word in ("halo", "mau", "daftar"):
                await self._type(word)
                await asyncio.sleep(0.2)
        else:
            await self._type("halo")

    async def _answer(self, message: Message) -> None:
        text, choices = text_of(message), choices_of(message)
        if any(word in text for word in SORRY):
            self.nudges += 1
            await self._type("daftar vaksin")
            return
        for wanted in TAPS:
            for choice in choices:
                if choice["title"].startswith(wanted):
                    await self._tap(message, choice)
                    return
        if choices:
            await self._tap(message, choices[0])
        else:
            await self._type(self._words_for(text))

    def _words_for(self, question: str) -> str:
        asked = question.lower()
        if "nik" in asked and "nama" not in asked:
            return self.nik
        if "nama" in asked:
            return "Siti Contoh"
        if "tinggal" in asked or "kecamatan" in asked:
            return "Tebet, Jakarta Selatan"
        if "lahir" in asked:
            return "5 januari 1990"
        return "daftar vaksin"

    async def _next_message(self) -> Message:
        """Return the newest message of the bot after the citizen's own last words."""
        waited = 0.0
        while not (self.messages and self.messages[-1]["direction"] == "in"):
            before = len(self.messages)
            await self._look(LONGEST_POLL)
            waited = 0.0 if len(self.messages) > before else waited + LONGEST_POLL
            if waited > PATIENCE_SECONDS:
                waited = 0.0
                self.nudges += 1
                await self._type("halo")
        return self.messages[-1]

    async def _tap(self, message: Message, choice: dict[str, str]) -> None:
        await self._send(type=reply_to(message), context=message["id"], **choice)

    async def _type(self, text: str) -> None:
        await self._send(type="text", text=text)

    async def _send(self, **message: Any) -> None:
        async with self.http.post(f"{self._url}/send", json=message) as answer:
            assert answer.status == 200, await answer.text()
        self.sent += 1
        await self._look(0)

    async def _look(self, wait: float) -> None:
        query = {"after": self._last_seq, "wait": wait}
        async with self.http.get(f"{self._url}/messages", params=query) as answer:
            screen = await answer.json()
        self.messages.extend(screen["messages"])
        self._last_seq = max([self._last_seq, *(m["seq"] for m in screen["messages"])])

    @property
    def _url(self) -> str:
        return f"{self.simulator}/phone/{self.number}"


def citizens(count: int, simulator: str, http: aiohttp.ClientSession, seed: int) -> list[Citizen]:
    """Return so many citizens, each with a NIK of their own."""
    made = []
    for place in range(count):
        nik = nik_number(9001 + place % 999, BORN, district=_DISTRICTS[place // 999])
        chance = random.Random(seed * 1_000_003 + place)
        made.append(Citizen(Citizen.number_of(place), nik, simulator, http, chance))
    return made


# Serials of fictional people are few, so many of them come from several districts.
_DISTRICTS = ("31.74.01", "31.74.02", "31.74.03", "31.74.04", "31.74.05", "31.74.06")
