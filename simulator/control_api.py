"""The tester's side: which troubles there are, what happened so far, and a new beginning."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from simulator import clock
from simulator.jsontypes import parse_object
from simulator.troubles import TroublesError, parse_troubles
from simulator.world import World

_BAD_REQUEST = 400


class ControlApi:
    """Handlers under /control."""

    def __init__(self, world: World, reset: Callable[[], Awaitable[None]]) -> None:
        """Control this world; `reset` brings the whole simulator back to its beginning."""
        self._world = world
        self._reset = reset

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.troubles, "/control/troubles", methods=["GET"])
        app.add_route(self.impose, "/control/troubles", methods=["PUT"])
        app.add_route(self.report, "/control/report", methods=["GET"])
        app.add_route(self.reset, "/control/reset", methods=["POST"])
        app.add_route(self.travel, "/control/time", methods=["POST"])
        app.exception(TroublesError)(refuse)

    async def troubles(self, request: Request) -> HTTPResponse:
        """Return the present troubles."""
        return json(self._world.troubles.as_json())

    async def impose(self, request: Request) -> HTTPResponse:
        """Replace all troubles; what is left out is no trouble."""
        self._world.impose(parse_troubles(parse_object(request.body)))
        return await self.troubles(request)

    async def travel(self, request: Request) -> HTTPResponse:
        """Let all parts of the trial go ahead in time by so many seconds; there is no way back."""
        by = (parse_object(request.body) or {}).get("seconds")
        if isinstance(by, bool) or not isinstance(by, (int, float)) or by < 0:
            return json({"error": "seconds must be a number of at least 0"}, status=_BAD_REQUEST)
        if not clock.travel(by):
            return json({"error": f"{clock.TIME_TRAVEL} names no file"}, status=_BAD_REQUEST)
        return json({"ahead": clock.ahead()})

    async def report(self, request: Request) -> HTTPResponse:
        """Return the counts."""
        return json(self._world.report.as_json())

    async def reset(self, request: Request) -> HTTPResponse:
        """Clear phones, counts and troubles, and begin the chances anew."""
        await self._reset()
        return json({"reset": True})


async def refuse(request: Request, error: ValueError) -> HTTPResponse:
    """Answer a tester who wished for what cannot be."""
    return json({"error": str(error)}, status=_BAD_REQUEST)
