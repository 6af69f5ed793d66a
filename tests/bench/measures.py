"""What is measured of a running bot, ours or stock Rasa, in the same way."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.load import CHAT, Rate, crowd, one_by_one, register
from tests.bench.sides import Side
from tests.bench.stages import Stage

WARM_UP = 12
# So many turns around the one that is looked for, such as the five hundredth.
WINDOW = 20
# Tables get their first pages before it counts what a registration takes.
_FIRST_REGISTRATIONS = 20


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Attributes:
        turns: citizens who write their first message.
        long: messages of a citizen who writes for years.
        registrations: what is stored is shared out among so many.
        seconds: how long a crowd is watched.
        starts: how often the bot is started.
    """

    turns: int
    long: int
    registrations: int
    seconds: float
    starts: int


@dataclass(frozen=True)
class Turns:
    """How long single citizens wait, medians in seconds.

    Attributes:
        first: until the answer to a first message is certain to be sent.
        first_arrived: until the citizen has it.
        long: as ``first``, at the end of a long conversation.
    """

    first: float
    first_arrived: float
    long: float


@dataclass(frozen=True)
class Found:
    """All measures of one side; ``ready`` in seconds, ``memory`` and ``stored`` in bytes."""

    ready: float
    turns: Turns
    stored: float
    rates: Sequence[Rate]
    memory: int


async def measure(stage: Stage, sizes: Sizes, crowds: Sequence[int]) -> Found:
    """Take all measures, those of single citizens first and those of crowds of some sizes last."""
    ready = statistics.median(stage.seconds_to_ready() for _ in range(sizes.starts))
    say(f"{stage.name}: siap setelah {ready:.1f} detik")
    newcomers = itertools.count()
    async with stage.side() as side:
        turns = await _turns(side, newcomers, sizes)
        say(f"{stage.name}: {sizes.turns} warga baru dan satu warga lama dijawab")
        stored = await _stored(stage, side, newcomers, sizes.registrations)
        say(f"{stage.name}: {sizes.registrations} pendaftaran selesai")
        rates = await watch(stage, side, newcomers, crowds, sizes.seconds)
    return Found(ready, turns, stored, rates, stage.bot_bytes())


async def watch(
    stage: Stage, side: Side, newcomers: Iterator[int], crowds: Sequence[int], seconds: float
) -> list[Rate]:
    """Let crowds of some sizes register, one crowd after the other."""
    rates = []
    for size in crowds:
        rates.append(await crowd(side, newcomers, size, seconds, stage.computed))
        say(f"{stage.name}: {size} warga sekaligus, {rates[-1].per_second:.1f} giliran per detik")
    return rates


async def _turns(side: Side, newcomers: Iterator[int], sizes: Sizes) -> Turns:
    await one_by_one(side, zip(newcomers, CHAT * (WARM_UP // len(CHAT)), strict=False))
    side.forget_times()
    texts = itertools.islice(itertools.cycle(CHAT), sizes.turns)
    arrived = await one_by_one(side, zip(newcomers, texts, strict=False))
    first = side.answer_times()
    side.forget_times()
    texts = itertools.islice(itertools.cycle(CHAT), sizes.long)
    await one_by_one(side, zip(itertools.repeat(next(newcomers)), texts, strict=False))
    long = side.answer_times()[-WINDOW:]
    return Turns(*map(statistics.median, (first, arrived, long)))


async def _stored(stage: Stage, side: Side, newcomers: Iterator[int], count: int) -> float:
    """Return how many bytes a registration takes."""
    await _all_register(side, newcomers, _FIRST_REGISTRATIONS)
    before = stage.stored_bytes()
    await _all_register(side, newcomers, count)
    return (stage.stored_bytes() - before) / count


async def _all_register(side: Side, newcomers: Iterator[int], count: int) -> None:
    citizens = itertools.islice(newcomers, count)
    await asyncio.gather(*(register(side, citizen) for citizen in citizens))


def say(progress: str) -> None:
    """Tell whoever waits how far it got."""
    print(f"… {progress}", file=sys.stderr, flush=True)
