"""The webhook as a server of its own: ``python -m whatsapp.gate``.

Rasa computes while it answers citizens, and whatever shares its process waits for that. The gate
shares nothing with it but the database, so Meta is answered within milliseconds whatever the bots
do, also while they are restarted. It is the only part that strangers need to reach.
"""

from __future__ import annotations

import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from sanic import Sanic

from vaksin.clock import SystemClock
from vaksin.database import create_engine
from vaksin.quiet_logs import keep_logs_quiet
from vaksin.settings import Settings
from web.strangers import answer_errors_without_words, open_only
from whatsapp.check import problems
from whatsapp.graph import GraphClient
from whatsapp.intake import Received
from whatsapp.nudges import Nudger
from whatsapp.operations import OPERATIONS_PATHS, Operations
from whatsapp.receipts import Receipts
from whatsapp.settings import WhatsAppSettings
from whatsapp.store import Store, prepare
from whatsapp.webhook import WEBHOOK_PATH, WEBHOOK_THREADS, Webhook

_USAGE_ERROR = 2


def create_app(settings: WhatsAppSettings, domain: Settings) -> Sanic:
    """Return the server; the bots find in the database what it takes in, and one is nudged."""
    app = Sanic("vaksin_wa_gate", configure_logging=False)
    answer_errors_without_words(app)
    open_only(app, (WEBHOOK_PATH, *OPERATIONS_PATHS))
    engine = create_engine(domain.database_url)
    store = Store(engine, domain.data_keys, SystemClock(), settings.phone_number_id, settings.pace)
    receipts = Receipts(
        GraphClient(settings.api_url, settings.phone_number_id, settings.access_token)
    )
    threads = ThreadPoolExecutor(WEBHOOK_THREADS)

    nudger = Nudger(settings.bot)

    def announce(received: Received) -> None:
        nudger.nudge(received)
        receipts.announce(received, store.clock.now())

    Webhook(settings, store, threads, announce).add_to(app)
    Operations(settings, store, lambda app: {}).add_to(app)

    @app.before_server_start
    async def migrate(app: Sanic, loop: object) -> None:
        prepare(engine)

    @app.after_server_stop
    async def close(app: Sanic, loop: object) -> None:
        await receipts.stop()
        nudger.close()
        threads.shutdown(wait=False)
        engine.dispose()

    return app


def main() -> int:
    """Run the gate until it is stopped; return 2 when settings are missing or wrong."""
    found = problems(os.environ)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        return _USAGE_ERROR
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(message)s")
    keep_logs_quiet()
    app = create_app(WhatsAppSettings.from_environment(), Settings.from_environment())
    host, port = os.environ.get("GATE_HOST", "127.0.0.1"), int(os.environ["GATE_PORT"])
    app.run(host=host, port=port, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
