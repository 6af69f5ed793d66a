"""``python -m whatsapp.dispatcher``: sends what is queued, and nothing else.

The bots send too, but a campaign to many people should not make citizens wait for answers: any
number of dispatchers, on any machines, send beside them within the same limits of the number.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from vaksin.clock import SystemClock
from vaksin.database import create_engine
from vaksin.quiet_logs import keep_logs_quiet
from vaksin.settings import Settings
from whatsapp.check import problems
from whatsapp.graph import GraphClient
from whatsapp.sender import Sender, sends_at_once
from whatsapp.settings import WhatsAppSettings
from whatsapp.store import Store, prepare

STOP_SECONDS = 20.0
_CONNECTIONS = 10
_USAGE_ERROR = 2


async def dispatch(settings: WhatsAppSettings, domain: Settings) -> None:
    """Send until the process is told to stop; what is left stays queued."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stopping.set)
    at_once = sends_at_once(settings.pace.per_second)
    loop.set_default_executor(ThreadPoolExecutor(at_once + 2))
    engine = create_engine(domain.database_url, _CONNECTIONS)
    store = Store(engine, domain.data_keys, SystemClock(), settings.phone_number_id, settings.pace)
    await asyncio.to_thread(prepare, engine)
    graph = GraphClient(settings.api_url, settings.phone_number_id, settings.access_token)
    sender = Sender(store, graph, at_once)
    sender.start()
    print("✓ pengirim siap", flush=True)
    await stopping.wait()
    await sender.stop(STOP_SECONDS)
    engine.dispose()


def main() -> int:
    """Run the dispatcher; return 2 when settings are missing or wrong."""
    found = problems(os.environ)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        return _USAGE_ERROR
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(message)s")
    keep_logs_quiet()
    asyncio.run(dispatch(WhatsAppSettings.from_environment(), Settings.from_environment()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
