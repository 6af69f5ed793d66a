"""The webhook as a server of its own, beside a bot that finds in the database what it takes in."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from sanic import Sanic

from tests.integration.whatsapp.bot import Bot, echo, eventually, running, serving, typed
from whatsapp.gate import create_app
from whatsapp.schema import inbox
from whatsapp.webhook import WEBHOOK_PATH

ANI = "628000000001"


@asynccontextmanager
async def gate(world):
    Sanic.test_mode = True
    async with serving(create_app(world.settings, world.domain)) as url:
        yield Bot(url, None)


async def test_what_the_gate_takes_in_a_bot_answers(world, graph):
    async with running(world, echo), gate(world) as door:
        assert await door.post(typed("halo", sender=ANI)) == 200
        await eventually(lambda: graph.texts_to(ANI) == ["halo"])


async def test_the_gate_takes_in_while_no_bot_runs(world, graph):
    async with gate(world) as door:
        assert await door.post(typed("halo", sender=ANI)) == 200
    assert world.column(inbox.c.status) == ["waiting"]
    async with running(world, echo):
        await eventually(lambda: graph.texts_to(ANI) == ["halo"])


async def test_the_gate_refuses_what_is_not_signed(world):
    async with gate(world) as door:
        assert await door.post_raw(b"{}") == 401


@pytest.mark.parametrize("path", ["/", "/webhooks/rest/webhook", "/conversations", "/model"])
async def test_the_gate_leads_nowhere_else(world, path):
    async with gate(world) as door:
        assert (await door.get(path)).status_code == 404


async def test_the_gate_is_ready_with_its_database(world):
    async with gate(world) as door:
        answer = await door.get("/ready")
        assert (answer.status_code, answer.json()) == (200, {"database": True, "backlog": True})
        assert (await door.get(WEBHOOK_PATH)).status_code == 403
