"""How fast a whole turn is, beside stock Rasa in the same run: ``make bench-turns``.

Ours is all real: a message is posted to the gate as Meta posts it, the bot and its action server
answer it, and the answer goes out to a stand-in for Meta. Stock is what ``rasa init`` configures,
with Rasa's SQL tracker store and its REST channel, trained on the same content, and an action
server that does nothing. Its epochs are cut, because only answering is timed. Both keep all they
keep in PostgreSQL, which here does not wait for the disk. Whatever serves has one core; PostgreSQL
and whoever writes have the others. The ratios are what counts; the rest depends on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.bench.cores import ALL
from tests.bench.load import Rate
from tests.bench.measures import Found, Sizes, measure, watch
from tests.bench.stages import Stage, our_stage, stock_stage
from tests.bench.stock_rasa import model

# More at once than this, and stock Rasa cuts connections.
STOCK_CROWD = 50
STOCK_REGISTRATIONS = 40
STOCK_CROWD_SOONER = 4
SETS = (2, 4)
_MILLISECONDS, _MEGABYTES, _KILOBYTES = 1e3, 1e-6, 1e-3


@dataclass(frozen=True)
class Row:
    """A measure beside stock Rasa's, and what its ratio or its value is held to."""

    name: str
    ours: float
    stock: float
    bar: str = ""
    holds: bool | None = None

    def line(self) -> str:
        """Return the row as it is printed."""
        verdict = "" if self.holds is None else mark(self.holds)
        numbers = f"{self.ours:>12.1f}{self.stock:>12.1f}{self.ours / self.stock:>10.3f}"
        return f"{self.name:<46}{numbers}  {self.bar} {verdict}".rstrip()


def rows(ours: Found, stock: Found, long: int) -> Iterator[Row]:
    """Compare both sides; times in milliseconds and seconds, sizes in MB and kB."""
    mine, theirs = ours.turns, stock.turns
    (rate,), (best,) = ours.rates, stock.rates
    yield Row(
        "pesan pertama → jawaban di outbox, p50 ms",
        1000 * mine.first,
        1000 * theirs.first,
        "≤ 0,5 kali bawaan",
        mine.first <= 0.5 * theirs.first,
    )
    yield Row(
        "pesan pertama → jawaban sampai, p50 ms",
        1000 * mine.first_arrived,
        1000 * theirs.first_arrived,
    )
    yield Row(
        f"pesan ke-{long} → jawaban di outbox, p50 ms",
        1000 * mine.long,
        1000 * theirs.long,
        "≤ 0,06 kali bawaan",
        mine.long <= 0.06 * theirs.long,
    )
    yield Row(
        "giliran per detik, satu inti",
        rate.per_second,
        best.per_second,
        "≥ 5 kali bawaan, tujuan 100",
        rate.per_second >= 5 * best.per_second,
    )
    yield Row("giliran per detik kerja inti", rate.per_cpu_second, best.per_cpu_second)
    yield Row(
        "memori proses bot, MB",
        ours.memory / 1e6,
        stock.memory / 1e6,
        "≤ 600 MB",
        ours.memory <= 600e6,
    )
    yield Row("mulai sampai siap, detik", ours.ready, stock.ready, "≤ 10 detik", ours.ready <= 10)
    yield Row(
        "tersimpan per pendaftaran, kB",
        ours.stored / 1e3,
        stock.stored / 1e3,
        "≤ 40 kB",
        ours.stored <= 40e3,
    )


def own_growth(ours: Found, long: int) -> str:
    """Compare a citizen's late message with a first one."""
    ratio = ours.turns.long / ours.turns.first
    told = f"pesan ke-{long} dibanding pesan pertama kita: {ratio:.2f} kali"
    return f"{told} (≤ 1,2) {mark(ratio <= 1.2)}"


def sets_line(sets: int, rate: Rate, alone: Rate) -> str:
    """Compare several sets of processes on one database with one set."""
    ratio = rate.per_second / alone.per_second
    return (
        f"{sets} rangkai proses pada satu basis data: {rate.per_second:.1f} giliran per detik,"
        f" {ratio:.2f} kali satu rangkai (≥ 1,8 bila intinya cukup) {mark(ratio >= 1.8)}"
    )


def mark(holds: bool) -> str:
    """Return the sign for a bar that is reached or not."""
    return "✓" if holds else "✗"


def compare(sizes: Sizes, citizens: int, epochs: int) -> Iterator[str]:
    """Measure both sides, then ours with more processes, and yield the lines to print."""
    trained, stock_citizens = model(epochs), min(STOCK_CROWD, citizens)
    with our_stage(1) as stage:
        ours = asyncio.run(measure(stage, sizes, (citizens,)))
    with stock_stage(trained) as stage:
        stock = asyncio.run(measure(stage, _for_stock(sizes), (stock_citizens,)))
    yield f"{'':<46}{'Vaksin WA':>12}{'bawaan':>12}{'banding':>10}"
    yield from (row.line() for row in rows(ours, stock, sizes.long))
    yield "\n" + own_growth(ours, sizes.long)
    for sets in SETS:
        with our_stage(sets) as stage:
            rate = asyncio.run(_only_crowd(stage, citizens, sizes.seconds))
        yield sets_line(sets, rate, ours.rates[0])
    yield (
        f"\n{len(ALL)} inti; {citizens} warga sekaligus selama {sizes.seconds:.0f} detik. Rasa"
        f" bawaan dilatih {epochs} putaran dan ditanya {stock_citizens} warga sekaligus; bila lebih"
        " banyak, ia memutus sambungan."
    )


def _for_stock(sizes: Sizes) -> Sizes:
    """Start it once and let few register: no bar is held to either, and both take long."""
    few = min(sizes.registrations, STOCK_REGISTRATIONS)
    # A smaller crowd is sooner at all sorts of questions.
    return replace(sizes, starts=1, registrations=few, seconds=sizes.seconds / STOCK_CROWD_SOONER)


async def _only_crowd(stage: Stage, citizens: int, seconds: float) -> Rate:
    async with stage.side() as side:
        (rate,) = await watch(stage, side, itertools.count(), (citizens,), seconds)
    return rate


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=100, help="first messages")
    arguments.add_argument("--long", type=int, default=510, help="messages of one citizen")
    arguments.add_argument("--citizens", type=int, default=1000, help="how many register at once")
    arguments.add_argument("--seconds", type=float, default=240, help="how long a crowd is watched")
    arguments.add_argument("--registrations", type=int, default=300, help="shared out what is kept")
    arguments.add_argument("--starts", type=int, default=5, help="how often the bot is started")
    arguments.add_argument("--epochs", type=int, default=1, help="of stock Rasa's training")
    given = arguments.parse_args()
    sizes = Sizes(given.turns, given.long, given.registrations, given.seconds, given.starts)
    for line in compare(sizes, given.citizens, given.epochs):
        print(line, flush=True)


if __name__ == "__main__":
    main()
