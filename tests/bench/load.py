"""Citizens who write: one after the other, or very many at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.bench.sides import Side
from tests.e2e.journey import typed_answers
from tests.people import FIRST_SERIAL, nik_number

# Greetings and questions: an answer to each is one turn, wherever a citizen stands.
CHAT = (
    "halo",
    "apa syarat vaksin?",
    "efek sampingnya apa",
    "menu",
    "lokasinya dmn",
    "bayar ga sih vaksinnya?",
)
# Before it counts, a crowd writes for this share of the time, until all are at different questions.
_WARM_UP = 0.3
_LONGEST_PAUSE = 0.4
_FIRST_BORN = date(1970, 1, 1)
_SERIALS = 900


@dataclass(frozen=True)
class Rate:
    """What a crowd got: turns finished, in how many seconds, and what computing that took."""

    turns: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        """Turns in a second by the clock on the wall."""
        return self.turns / self.seconds

    @property
    def per_cpu_second(self) -> float:
        """Turns for a second of computing, whoever else computes on the same core."""
        return self.turns / self.cpu_seconds


async def one_by_one(side: Side, messages: Iterable[tuple[int, str]]) -> list[float]:
    """Say one thing after the other; return how long each answer took to arrive, in seconds."""
    seconds = []
    for citizen, words in messages:
        # Who writes is in step with nothing that looks for messages at intervals.
        await asyncio.sleep(random.uniform(0, _LONGEST_PAUSE))
        side.rest()
        started = time.perf_counter()
        assert await side.says(citizen, words), "an empty answer"
        seconds.append(time.perf_counter() - started)
    return seconds


async def register(side: Side, citizen: int, answered: Callable[[], None] = lambda: None) -> None:
    """Type a whole registration up to the ticket; tell of each answer as it arrives."""
    answer = ""
    for words in (side.opening, *_answers(citizen)):
        answer = await side.says(citizen, words)
        answered()
    assert side.ticket in answer, "a registration ended without a ticket"


async def crowd(
    side: Side,
    citizens: Iterator[int],
    size: int,
    seconds: float,
    computed: Callable[[], float],
) -> Rate:
    """Let so many citizens register at once, each followed by another, and count their turns.

    ``computed`` tells how long the serving processes have computed so far.
    """
    answers = 0

    def count() -> None:
        nonlocal answers
        answers += 1

    async def one_after_the_other() -> None:
        for citizen in citizens:
            await register(side, citizen, count)

    tasks = [asyncio.create_task(one_after_the_other()) for _ in range(size)]
    await _unless_failed(tasks, _WARM_UP * seconds)
    answers_before, computed_before, began = answers, computed(), time.monotonic()
    await _unless_failed(tasks, seconds)
    rate = Rate(answers - answers_before, time.monotonic() - began, computed() - computed_before)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return rate


async def _unless_failed(tasks: Iterable[asyncio.Task[None]], seconds: float) -> None:
    """Wait, but no longer than until somebody gets an error for an answer; raise that."""
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()


def _answers(citizen: int) -> tuple[str, ...]:
    """Return what somebody types who has begun to register."""
    born = _FIRST_BORN + timedelta(days=citizen // _SERIALS)
    return typed_answers(nik_number(FIRST_SERIAL + 1 + citizen % _SERIALS, born))[1:]
