"""Meta's side of the wire, as little of it as the bot needs: it takes messages and tells of them.

The simulator has a page, reports and a memory to keep; this has nothing, and so costs next to
nothing on the core that it shares with the database.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from simulator.envelopes import status_item
from simulator.jsontypes import JsonObject


class MetaStandIn:
    """Answers the Cloud API, and lets those wait who expect a message."""

    def __init__(self) -> None:
        self._expected: dict[str, asyncio.Future[str]] = {}
        self._ids = itertools.count()
        self._reports: list[JsonObject] = []

    def expect(self, phone: str) -> asyncio.Future[str]:
        """Return what the next message to a number will say."""
        self._expected[phone] = asyncio.get_running_loop().create_future()
        return self._expected[phone]

    def reports(self) -> list[JsonObject]:
        """Return what there is to report: each message that was taken was sent and delivered."""
        reports, self._reports = self._reports, []
        return reports

    @asynccontextmanager
    async def serving(self, port: int) -> Any:
        """Answer at a port for as long as the block runs."""
        app = web.Application()
        app.router.add_post("/{number}/messages", self._take_message)
        app.router.add_post("/{number}/media", self._take_file)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _take_message(self, request: web.Request) -> web.Response:
        body = await request.json()
        if "status" in body:  # a message was marked as read
            return web.json_response({"success": True})
        expected = self._expected.pop(body["to"], None)
        if expected is not None and not expected.done():
            expected.set_result("\n".join(_texts(body)))
        wamid, recipient = f"wamid.SENT{next(self._ids)}", {"recipient_id": body["to"]}
        for status in ("sent", "delivered"):
            marked = body.get("biz_opaque_callback_data")
            self._reports.append(status_item(recipient, wamid, status, int(time.time()), marked))
        return web.json_response({"messages": [{"id": wamid}]})

    async def _take_file(self, request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"id": f"{next(self._ids)}"})


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for part in content.values():
            yield from _texts(part)
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)
