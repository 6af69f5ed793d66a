"""The tester's side: which troubles there are, what happened so far, and a new beginning."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

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
        app.exception(TroublesError)(refuse)

    async def troubles(self, request: Request) -> HTTPResponse:
        """Return the present troubles."""
        return json(self._world.troubles.as_json())

    async def impose(self, request: Request) -> HTTPResponse:
        """Replace all troubles; what is left out is no trouble."""
        self._world.impose(parse_troubles(parse_object(request.body)))
        return await self.troubles(request)

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
