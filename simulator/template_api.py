"""The part of Meta's API with which a business submits templates and asks what became of them."""

from __future__ import annotations

from collections.abc import Callable

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from simulator.envelopes import BUSINESS_ACCOUNT_ID
from simulator.graph_errors import INVALID_PARAMETER, GraphError
from simulator.jsontypes import parse_object
from simulator.templates import TemplateLibrary

_DEFAULT_PAGE = 25
_PATH = r"/<version:v\d+\.\d+>/<account_id:str>/message_templates"
_KEPT = ("id", "name", "status", "category", "language", "parameter_format", "components")


class TemplateApi:
    """Handlers for the templates of the business account."""

    def __init__(self, library: TemplateLibrary, check_token: Callable[[Request], None]) -> None:
        """Serve a library to whoever has the bearer token."""
        self._library = library
        self._check_token = check_token

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.all, _PATH, methods=["GET"], name="templates")
        app.add_route(self.submit, _PATH, methods=["POST"], name="new_template")

    async def all(self, request: Request, version: str, account_id: str) -> HTTPResponse:
        """Return the templates page by page; ``after`` is where the last page ended."""
        self._check_caller(request, account_id)
        first = int(request.args.get("after", "0"))
        last = first + int(request.args.get("limit", str(_DEFAULT_PAGE)))
        templates = self._library.all()
        page = [{key: one[key] for key in _KEPT if key in one} for one in templates[first:last]]
        cursors = {"before": str(first), "after": str(last)}
        more = {"next": request.url} if last < len(templates) else {}
        return json({"data": page, "paging": {"cursors": cursors, **more}})

    async def submit(self, request: Request, version: str, account_id: str) -> HTTPResponse:
        """Take a template."""
        self._check_caller(request, account_id)
        body = parse_object(request.body)
        if body is None:
            raise GraphError(INVALID_PARAMETER, "the request must be a JSON object")
        kept = self._library.submit(body)
        return json({key: kept[key] for key in ("id", "status", "category")})

    def _check_caller(self, request: Request, account_id: str) -> None:
        self._check_token(request)
        if account_id != BUSINESS_ACCOUNT_ID:
            raise GraphError(INVALID_PARAMETER, "there is no such business account")
