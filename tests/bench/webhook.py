"""How fast Meta is answered while the bot is busy, beside Rasa's own REST channel.

Both channels serve one bot, one after the other, with the same messages from as many citizens and
the same number of requests at once. ``python -m tests.bench.webhook``, or ``make bench``.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from simulator.envelopes import SIGNATURE_HEADER, message_envelope, signature
from tests.e2e.running import PORTS, local_environment
from tests.postgres import running_postgres
from tests.processes import Processes, free_ports
from whatsapp.channel import WhatsAppChannel

SECONDS = 20.0
AT_ONCE = 10
TEXTS = ("halo", "apa syarat vaksin?", "efek sampingnya apa", "mau daftar", "menu", "lokasinya dmn")
REST_CREDENTIALS = "rest:\ntests.bench.webhook.BesideRest:\n"


class BesideRest(WhatsAppChannel):
    """Our channel in a bot that serves Rasa's REST channel too."""

    open_paths = (*WhatsAppChannel.open_paths, "/webhooks/rest/webhook")


Post = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class Result:
    """What was measured of one channel; times in milliseconds."""

    name: str
    per_second: float
    p50: float
    p99: float

    def line(self) -> str:
        """Return a row of the table."""
        return f"{self.name:<34}{self.per_second:>10.0f}{self.p50:>10.1f}{self.p99:>10.1f}"


@dataclass(frozen=True)
class Target:
    """A running bot, and what is needed to post to it."""

    http: aiohttp.ClientSession
    bot: str
    gate: str
    phone_number_id: str
    app_secret: str

    async def webhook(self, place: int) -> None:
        """Post a signed message as Meta does."""
        message = {
            "from": f"62898{place % 200:07d}",
            "id": f"wamid.BENCH{place}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": TEXTS[place % len(TEXTS)]},
        }
        raw = json.dumps(message_envelope(self.phone_number_id, "Warga Contoh", message)).encode()
        headers = {SIGNATURE_HEADER: signature(self.app_secret, raw)}
        await self._post(f"{self.gate}/webhooks/whatsapp/webhook", raw, headers)

    async def rest(self, place: int) -> None:
        """Post a message to Rasa's REST channel."""
        body = {"sender": f"rest-{place % 200}", "message": TEXTS[place % len(TEXTS)]}
        await self._post(f"{self.bot}/webhooks/rest/webhook", json.dumps(body).encode(), {})

    async def _post(self, url: str, raw: bytes, headers: dict[str, str]) -> None:
        kind = {"Content-Type": "application/json"}
        async with self.http.post(url, data=raw, headers=headers | kind) as answer:
            assert answer.status == 200, answer.status
            await answer.read()


async def measure(name: str, post: Post, seconds: float) -> Result:
    """Post for some seconds, a number of requests at once."""
    times: list[float] = []
    places, began = itertools.count(), time.monotonic()

    async def one_after_the_other() -> None:
        while time.monotonic() - began < seconds:
            started = time.perf_counter()
            await post(next(places))
            times.append(1000 * (time.perf_counter() - started))

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    elapsed = time.monotonic() - began
    cuts = statistics.quantiles(times, n=100)
    return Result(name, len(times) / elapsed, cuts[49], cuts[98])


async def steady(name: str, post: Post, per_second: float, seconds: float) -> Result:
    """Post at a rate, as Meta does, whatever the answers take."""
    times: list[float] = []

    async def timed(place: int) -> None:
        started = time.perf_counter()
        await post(place)
        times.append(1000 * (time.perf_counter() - started))

    began, posts = time.monotonic(), []
    for place in range(int(per_second * seconds)):
        await asyncio.sleep(max(began + place / per_second - time.monotonic(), 0))
        posts.append(asyncio.create_task(timed(1_000_000 + place)))
    await asyncio.gather(*posts)
    cuts = statistics.quantiles(times, n=100)
    return Result(name, len(times) / (time.monotonic() - began), cuts[49], cuts[98])


async def compare(environment: dict[str, str]) -> list[Result]:
    """Measure both channels."""
    bot, gate = (f"http://127.0.0.1:{environment[f'{part}_PORT']}" for part in ("BOT", "GATE"))
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        target = Target(
            http,
            bot,
            gate,
            environment["WHATSAPP_PHONE_NUMBER_ID"],
            environment["WHATSAPP_APP_SECRET"],
        )
        await measure("warm up", target.rest, 3)
        rest = await measure("REST bawaan Rasa", target.rest, SECONDS)
        # As many turns as Rasa manages run beside it; what comes faster waits in the inbox.
        busy = await steady("webhook, laju yang sama", target.webhook, rest.per_second, SECONDS)
        full = await measure("webhook, secepat-cepatnya", target.webhook, SECONDS)
        return [rest, busy, full]


def run() -> Iterator[str]:
    """Start the product, measure, and yield the lines to print."""
    with running_postgres() as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        credentials = folder / "credentials.yml"
        credentials.write_text(REST_CREDENTIALS)
        ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
        environment = local_environment(folder, {"DATABASE_URL": url, **ports})
        processes = Processes(folder, environment)
        try:
            processes.prepare_database()
            for part in ("gate", "actions", "simulator"):
                processes.start(part)
            processes.start("bot", credentials=credentials)
            processes.wait_for(f"http://127.0.0.1:{environment['ACTIONS_PORT']}/health")
            processes.wait_for(f"http://127.0.0.1:{environment['BOT_PORT']}/ready")
            results = asyncio.run(compare(environment))
        finally:
            processes.stop()
    yield f"{'':<34}{'jawab/dtk':>10}{'p50 ms':>10}{'p99 ms':>10}"
    yield from (result.line() for result in results)
    rest, busy, full = results
    yield (
        f"\nDibanding REST pada laju yang sama: p50 {rest.p50 / busy.p50:.1f} kali, "
        f"p99 {rest.p99 / busy.p99:.1f} kali lebih cepat; "
        f"paling banyak {full.per_second / rest.per_second:.1f} kali jawaban per detik."
    )


if __name__ == "__main__":
    for line in run():
        print(line)
