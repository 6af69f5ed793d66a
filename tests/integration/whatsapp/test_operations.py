"""What operators and their machines are told: alive, ready, and how it goes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shlex
import signal
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from rasa.__main__ import create_argument_parser
from rasa.core.run import configure_app
from sanic import Sanic
from sqlalchemy import event, update
from sqlalchemy.engine import make_url

from tests.integration.whatsapp.bot import (
    ACCESS_TOKEN,
    SECRET,
    Agent,
    echo,
    eventually,
    running,
    typed,
)
from tests.integration.whatsapp.meta import error, first_times
from tests.postgres import running_postgres
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from vaksin.application import MIGRATIONS
from vaksin.clock import SystemClock
from vaksin.database import create_engine, upgrade
from whatsapp import payloads
from whatsapp.backlog import backlog_of
from whatsapp.channel import WhatsAppChannel
from whatsapp.operations import LOOK_SECONDS
from whatsapp.schema import inbox, outbox
from whatsapp.signature import sign
from whatsapp.store import Store, prepare
from whatsapp.webhook import WEBHOOK_PATH

ANI = "628000000001"
CHECKOUT = Path(__file__).resolve().parents[3]
PASSED_ON = (
    *("X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Host", "X-Forwarded-Proto"),
    *("Forwarded", "X-Real-IP"),
)
OTHER_PATHS = (
    *("/conversations/x/tracker", "/model", "/model/parse", "/status", "/version", "/domain"),
    *("/webhooks/rest/webhook", "/webhooks/whatsapp/", "/webhooks/whatsapp/health", "/docs"),
)
READY = {"model": True, "database": True, "backlog": True}
# Far longer than a look may hang, so that a busy machine fails no test.
PATIENCE = 20 * LOOK_SECONDS


@pytest.fixture
def store(world):
    """Return the channel's store, as a bot that is not running has left it."""
    prepare(world.engine)
    return Store(world.engine, world.domain.data_keys, SystemClock(), PHONE_NUMBER_ID)


async def asked(bot, method, path, **headers):
    return await asyncio.to_thread(requests.request, method, bot.url + path, headers=headers)


async def metrics(bot):
    """Return the values of the metrics by name and labels, as Prometheus reads them."""
    text = (await bot.get("/metrics")).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def ready(bot):
    answer = await bot.get("/ready")
    return answer.status_code, answer.json()


async def test_a_bot_with_model_and_database_is_alive_and_ready(world):
    async with running(world, echo) as bot:
        health = await bot.get("/health")
        assert (health.status_code, health.json()) == (200, {"status": "ok"})
        assert await ready(bot) == (200, READY)


async def test_without_a_model_the_bot_is_alive_but_not_ready(world):
    agent = Agent(ready=False)
    async with running(world, echo, agent) as bot:
        assert await ready(bot) == (503, {**READY, "model": False})
        assert (await bot.get("/health")).status_code == 200
        agent.ready = True
        assert await ready(bot) == (200, READY)


async def test_with_more_waiting_than_the_bound_the_bot_is_not_ready(world, monkeypatch):
    settings = replace(world.settings, ready_backlog=2)
    monkeypatch.setattr(type(world), "settings", settings)
    agent = Agent(ready=False)
    async with running(world, echo, agent) as bot:
        await bot.post(typed("1", "2", sender=ANI))
        assert (await ready(bot))[1]["backlog"] is True
        await bot.post(typed("3", sender=ANI, first_id="n"))
        assert await ready(bot) == (503, {**READY, "model": False, "backlog": False})
        agent.ready = True
        await eventually(lambda: world.column(outbox.c.status) == ["sent"] * 3)
        assert await ready(bot) == (200, READY)


class TestWithoutDatabase:
    @pytest.fixture
    def stop_database(self, world):
        """Let the world be in a PostgreSQL of its own; return what ends that."""
        with running_postgres() as url:
            world.domain = replace(world.domain, database_url=url)
            world.engine = create_engine(url)
            upgrade(world.engine, MIGRATIONS)
            process = Path(make_url(url).query["host"]) / "data" / "postmaster.pid"

            async def stop():
                # SIGINT cuts every connection off, as a crash would.
                os.kill(int(process.read_text().split()[0]), signal.SIGINT)
                await eventually(lambda: not process.exists())

            yield stop
            world.engine.dispose()

    async def test_given_a_database_that_is_gone_then_the_bot_says_so_soon(
        self, world, stop_database, caplog
    ):
        async with running(world, echo) as bot:
            assert await ready(bot) == (200, READY)
            await stop_database()
            answer = await asyncio.wait_for(bot.get("/ready"), PATIENCE)
            assert answer.status_code == 503
            assert answer.json() == {"model": True, "database": False, "backlog": False}
            assert (await bot.get("/health")).status_code == 200
        assert "Traceback" not in answer.text + caplog.text

    async def test_given_a_database_that_is_gone_then_what_was_counted_is_still_shown(
        self, world, stop_database
    ):
        async with running(world, echo) as bot:
            assert (await metrics(bot))["whatsapp_database_up",] == 1
            await stop_database()
            seen = await metrics(bot)
        assert seen["whatsapp_database_up",] == 0
        assert ("whatsapp_turn_seconds_count",) in seen
        assert ("whatsapp_inbox_depth",) not in seen

    async def test_given_a_database_that_hangs_then_nobody_waits_long_and_no_threads_pile_up(
        self, world, stop_database
    ):
        async with running(world, echo) as bot:
            with world.engine.begin() as connection:
                connection.exec_driver_sql("LOCK TABLE whatsapp_inbox IN ACCESS EXCLUSIVE MODE")
                looks = asyncio.gather(*(ready(bot) for _ in range(10)))
                answers = await asyncio.wait_for(looks, PATIENCE)
                assert {status for status, _ in answers} == {503}
                waiting = "SELECT mode FROM pg_locks WHERE NOT granted"
                assert connection.exec_driver_sql(waiting).scalars().all() == ["AccessShareLock"]
                assert (await bot.get("/health")).status_code == 200
            await asyncio.sleep(0.5)
            assert await ready(bot) == (200, READY)


@pytest.mark.parametrize("path", ["/ready", "/metrics"])
@pytest.mark.parametrize("header", PASSED_ON)
async def test_through_a_proxy_nobody_sees_more_than_that_the_bot_is_alive(world, path, header):
    async with running(world, echo) as bot:
        seen = await asked(bot, "get", path, **{header: "203.0.113.7"})
        health = await asked(bot, "get", "/health", **{header: "203.0.113.7"})
    assert (seen.status_code, seen.content) == (404, b"")
    assert health.status_code == 200


@pytest.mark.parametrize("path", OTHER_PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
async def test_the_server_has_no_other_paths(world, path, method):
    async with running(world, echo) as bot:
        assert (await asked(bot, method, path)).status_code == 404


@pytest.mark.parametrize("procfile", ["Procfile", "Procfile.serve"])
def test_rasa_is_started_without_its_own_interface(world, procfile):
    (line,) = [
        line for line in (CHECKOUT / procfile).read_text().splitlines() if line.startswith("bot:")
    ]
    arguments = shlex.split(line.replace("$BOT_PORT", "5005"))
    options = create_argument_parser().parse_args(arguments[arguments.index("run") :])
    Sanic.test_mode = True
    channel = WhatsAppChannel(world.settings, world.domain)
    app = configure_app([channel], enable_api=options.enable_api)
    # The root only greets with Rasa's version; the proxy keeps it to itself.
    assert {f"/{route.path}" for route in app.router.routes} == {
        "/",
        "/health",
        "/ready",
        "/metrics",
        WEBHOOK_PATH,
    }


async def test_what_happened_is_counted_by_kind_result_and_status(world, graph):
    graph.rules = [first_times(1, error(131056))]
    async with running(world, echo) as bot:
        before = await metrics(bot)
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: world.column(outbox.c.status) == ["sent"])
        report = {"id": "wamid.KELUAR1", "status": "delivered"}
        for _ in range(2):
            await bot.post(call(value(statuses=[report])))
        await bot.post(call(value(errors=[{"code": 131042}, {"code": 987654321}])))
        after = await metrics(bot)
    counted = {
        key: after[key] - before.get(key, 0)
        for key in after
        if key[0].endswith(("_total", "_count")) and after[key] != before.get(key, 0)
    }
    assert counted == {
        ("whatsapp_webhook_calls_total", "200"): 4,
        ("whatsapp_webhook_seconds_count",): 4,
        ("whatsapp_messages_received_total", "text"): 1,
        ("whatsapp_turns_total", "done"): 1,
        ("whatsapp_turn_seconds_count",): 1,
        ("whatsapp_sends_total", "repeat_for_citizen"): 1,
        ("whatsapp_sends_total", "sent"): 1,
        ("whatsapp_reports_total", "delivered"): 1,
        ("whatsapp_account_errors_total", "131042"): 1,
        ("whatsapp_account_errors_total", "other"): 1,
    }


async def test_every_result_is_shown_before_it_ever_happened(world):
    async with running(world, echo) as bot:
        names = (await metrics(bot)).keys()
    assert {("whatsapp_sends_total", "stop_number"), ("whatsapp_turns_total", "failed")} <= names
    assert ("whatsapp_reports_total", "failed") in names


async def test_what_waits_is_shown_with_the_age_of_the_oldest(world, store):
    now = store.clock.now()
    store.enqueue("kontak", [payloads.text("1"), payloads.text("2"), payloads.text("3")])
    with world.engine.begin() as connection:
        connection.execute(update(outbox).values(created_at=now - timedelta(minutes=5)))
        held = update(outbox).where(outbox.c.sequence == 1).values(held_since=now)
        connection.execute(held)
        store.letters(connection).add_turn("turn_failed", 1)
        store.numbers(connection).begin_pause("131048", None)
    agent = Agent(ready=False)
    async with running(world, echo, agent) as bot:
        await bot.post(typed("1", "2", sender=ANI))
        with world.engine.begin() as connection:
            connection.execute(update(inbox).values(due_at=now - timedelta(minutes=1)))
        seen = await metrics(bot)
    depths = ("inbox_depth", "outbox_depth", "outbox_held", "dead_letters", "number_paused")
    assert [seen[f"whatsapp_{name}",] for name in depths] == [2, 2, 1, 1, 1]
    assert seen["whatsapp_inbox_age_seconds",] == pytest.approx(60, abs=10)
    assert seen["whatsapp_outbox_age_seconds",] == pytest.approx(300, abs=10)


async def test_nothing_waits_in_a_fresh_database(world, store):
    seen = backlog_of(store)
    assert (seen.depth, seen.inbox_age, seen.outbox_age, seen.is_paused) == (0, 0, 0, False)


def test_the_looks_at_what_waits_go_through_indexes(store):
    seen = []
    event.listen(
        store.engine, "before_cursor_execute", lambda *about: seen.append((about[2], about[3]))
    )
    backlog_of(store)
    with store.engine.connect() as connection:
        plans = [
            plan.detail
            for statement, values in seen
            if statement.startswith("SELECT")
            for plan in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    read = [plan for plan in plans if "whatsapp_inbox" in plan or "whatsapp_outbox" in plan]
    assert len(read) == 3
    assert all("USING INDEX" in plan for plan in read)


class TestOfPersonalData:
    NUMBER, OTHER, NAME = "628111222333", "628444555666", "Ani Penanda Rahasia"
    TEXT, WAMID = "isi-penanda-rahasia", "wamid.PENANDA"
    SECRETS = (NUMBER, OTHER, "Penanda", "penanda", WAMID, "KELUAR", ACCESS_TOKEN, SECRET)

    def conversation(self, text, number):
        """Return a call that holds whatever is personal: number, name, text and message id."""
        contacts = [{"profile": {"name": self.NAME}, "wa_id": number}]
        message = {
            **text_message(f"{self.TEXT} {text}", id=f"{self.WAMID}.{text}"),
            **{"from": number, "timestamp": str(int(time.time()))},
        }
        return call(value([message], contacts=contacts))

    async def troubles(self, bot, world, graph):
        """Let go wrong, and well, whatever can."""
        graph.rules = [
            first_times(1, error(131056)),
            lambda sent: error(100) if sent["to"] == self.OTHER else None,
        ]
        await bot.post(self.conversation("baik", self.NUMBER))
        await bot.post(self.conversation("racun", self.NUMBER))
        await bot.post(self.conversation("ditolak", self.OTHER))
        unreadable = {**text_message(self.TEXT, id=self.WAMID), "from": None}
        await bot.post(call(value([unreadable])))
        await bot.post_raw(self.TEXT.encode(), **{"X-Hub-Signature-256": "salah"})
        raw = f"{self.TEXT} {self.NUMBER}".encode()
        await bot.post_raw(raw, **{"X-Hub-Signature-256": sign(raw, SECRET)})
        await eventually(
            lambda: sorted(world.column(outbox.c.status)) == ["failed", "sent", "sent"]
        )
        failed = {"code": 131026, "title": self.TEXT, "error_data": {"details": self.NUMBER}}
        report = {"id": "wamid.KELUAR1", "recipient_id": self.NUMBER, "errors": [failed]}
        await bot.post(call(value(statuses=[{**report, "status": "failed"}])))
        await bot.post(call(value(errors=[{"code": 131042, "message": self.TEXT}])))

    async def handle(self, message):
        if "racun" in message.text:
            raise RuntimeError(message.text)
        await echo(message)

    async def test_there_is_none_in_metrics_and_logs(self, world, graph, caplog, no_pause):
        caplog.set_level(logging.DEBUG)
        async with running(world, self.handle) as bot:
            await self.troubles(bot, world, graph)
            shown = (await bot.get("/metrics")).text
        logged = "".join(
            f"{record.getMessage()}{record.exc_text or ''}\n"
            for record in caplog.records
            if record.name.startswith("whatsapp")
        )
        assert {"turn_failed", "message_given_up", "item_unreadable", "account_error"} <= {
            json.loads(line)["event"] for line in logged.splitlines()
        }
        assert [secret for secret in self.SECRETS if secret in shown + logged] == []

    async def test_the_logs_name_messages_by_their_internal_ids(self, world, graph, caplog):
        caplog.set_level(logging.INFO, logger="whatsapp")
        async with running(world, echo) as bot:
            await bot.post(self.conversation("baik", self.NUMBER))
            await eventually(lambda: world.column(outbox.c.status) == ["sent"])
        events = [json.loads(r.getMessage()) for r in caplog.records if r.name[:8] == "whatsapp"]
        named = {e["event"]: e.get("turn") or e.get("message") for e in events}
        assert named["turn_done"] == world.column(inbox.c.sequence)
        assert named["message_sent"] == world.column(outbox.c.id)[0]
