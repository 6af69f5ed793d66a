"""The action server: ``python -m actions``.

Rasa's own starter listens to everybody, answers without asking who it is, and repeats the whole
request, a citizen's conversation, in its error pages.
"""

from __future__ import annotations

import gc
import logging
import os
import sys

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from actions.settings import ServerSettings
from actions.wiring import programme
from vaksin.content import ContentError
from vaksin.quiet_logs import keep_logs_quiet
from vaksin.settings import SettingsError
from web.shared_secret import require_secret
from web.strangers import answer_errors_without_words, open_only

_USAGE_ERROR = 2
_BAD_REQUEST = 400
_HEALTH = "/health"
_CALLS = "/webhook"


def create_server(settings: ServerSettings) -> Sanic:
    """Return the server with all actions; it answers nobody but the bot that has the secret."""
    app = create_app("actions", cors_origins="")
    answer_errors_without_words(app)
    require_secret(app, settings.secret, but_for=(_HEALTH,))
    app.register_middleware(_refuse_without_words, "response")

    # Only now: what Rasa's SDK answers to OPTIONS is put in front while the server starts.
    @app.before_server_start
    async def close(app: Sanic, loop: object) -> None:
        open_only(app, (_HEALTH, _CALLS))

    return app


async def _refuse_without_words(request: Request, answer: HTTPResponse) -> HTTPResponse | None:
    """Rasa's own refusals repeat what was asked for."""
    return empty(status=answer.status) if answer.status >= _BAD_REQUEST else None


def main() -> int:
    """Run the server until it is stopped; return 2 when settings or content are wrong."""
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(message)s")
    keep_logs_quiet()
    try:
        settings = ServerSettings.from_environment()
        programme().read_content()
    except (SettingsError, ContentError) as error:
        print(error, file=sys.stderr)
        return _USAGE_ERROR
    # What is loaded by now stays: the collector need not walk through it every time.
    gc.collect()
    gc.freeze()
    create_server(settings).run(
        host=settings.host, port=settings.port, access_log=False, motd=False
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
