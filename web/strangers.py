"""Answers to whoever has no business here: a status, and not a word about us or about others."""

from __future__ import annotations

from collections.abc import Collection

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from vaksin.event_log import event_log
from vaksin.quiet_logs import place_of

log = event_log(__name__)

_NOT_FOUND = 404
_SERVER_ERROR = 500


class WordlessErrors(ErrorHandler):
    """Answers every error with its status alone; Sanic's own pages repeat paths and values."""

    def response(self, request: Request, exception: Exception) -> HTTPResponse:
        """Return an empty answer; what is our fault is logged with its place and no values."""
        if isinstance(exception, SanicException):
            return empty(status=getattr(exception, "status_code", _SERVER_ERROR))
        log.error("request_failed", error=type(exception).__name__, place=place_of(exception))
        return empty(status=_SERVER_ERROR)


def answer_errors_without_words(app: Sanic) -> None:
    """Replace whatever an app, or who made it, would answer to errors."""
    app.error_handler = WordlessErrors()


def open_only(app: Sanic, paths: Collection[str]) -> None:
    """Answer 404 to all paths but some, whatever else the app would serve.

    Nor does a browser find out by OPTIONS what it may do: none has business with our servers.
    """

    async def refuse(request: Request) -> HTTPResponse | None:
        is_open = request.path in paths and request.method != "OPTIONS"
        return None if is_open else empty(status=_NOT_FOUND)

    # Before what was registered earlier: Rasa's own middleware answers OPTIONS for every path.
    app.request_middleware.appendleft(refuse)
