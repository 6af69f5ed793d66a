"""What Meta's calls are answered with."""

from __future__ import annotations

import json

import pytest

from tests.integration.whatsapp.bot import (
    SECRET,
    VERIFY_TOKEN,
    Agent,
    echo,
    eventually,
    running,
    typed,
)
from tests.unit.whatsapp.payload_samples import call, published, text_message, value
from whatsapp.schema import inbox
from whatsapp.signature import sign
from whatsapp.webhook import BODY_LIMIT, WEBHOOK_PATH

ANI = "628000000001"
PUBLISHED = published()


async def test_the_address_is_proven_to_be_ours(world):
    async with running(world, echo) as bot:
        parameters = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
        answer = await bot.get(WEBHOOK_PATH, **parameters, **{"hub.verify_token": VERIFY_TOKEN})
    assert (answer.status_code, answer.text) == (200, "1158201444")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"hub.mode": "subscribe", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "salah"},
        {"hub.mode": "lain", "hub.challenge": "1", "hub.verify_token": VERIFY_TOKEN},
    ],
)
async def test_a_wrong_token_proves_nothing(world, parameters):
    async with running(world, echo) as bot:
        answer = await bot.get(WEBHOOK_PATH, **parameters)
    assert (answer.status_code, answer.text) == (403, "")


@pytest.mark.parametrize("signature", [sign(b"lain", SECRET), "sha256=", "salah"])
async def test_a_call_with_a_wrong_signature_is_refused_and_not_kept(world, signature):
    async with running(world, echo) as bot:
        answer = await bot.post(typed("halo", sender=ANI), **{"X-Hub-Signature-256": signature})
    assert answer == 401
    assert world.column(inbox.c.sequence) == []


async def test_a_call_without_signature_is_refused(world):
    async with running(world, echo) as bot:
        assert await bot.post_raw(json.dumps(typed("halo", sender=ANI)).encode()) == 401


async def test_a_call_signed_with_the_other_secret_is_taken(world):
    body = json.dumps(typed("halo", sender=ANI)).encode()
    async with running(world, echo) as bot:
        assert await bot.post_raw(body, **{"X-Hub-Signature-256": sign(body, "lama")}) == 200


def padded(size):
    body = json.dumps(typed("halo", sender=ANI)).encode()
    return body + b" " * (size - len(body))


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
async def test_a_call_may_have_3_megabytes(world, size, status):
    body = padded(size)
    async with running(world, echo) as bot:
        assert await bot.post_raw(body, **{"X-Hub-Signature-256": sign(body, SECRET)}) == status


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
async def test_a_call_in_chunks_may_have_no_more(world, size, status):
    body = padded(size)
    chunks = (body[start : start + 65536] for start in range(0, len(body), 65536))
    async with running(world, echo) as bot:
        assert await bot.post_raw(chunks, **{"X-Hub-Signature-256": sign(body, SECRET)}) == status


@pytest.mark.parametrize(
    "body", [b"", b"rahasia {", b"\xff\xfe", b"[" * 100_000, b"1" * 10_000, b"null", b"[]", b'"a"']
)
async def test_a_signed_call_that_cannot_be_read_is_not_asked_for_again(world, body, caplog):
    async with running(world, echo) as bot:
        assert await bot.post_raw(body, **{"X-Hub-Signature-256": sign(body, SECRET)}) == 200
    assert "rahasia" not in caplog.text


async def test_a_call_for_another_number_is_left_alone(world):
    payload = call(value([text_message("halo")], number="1"))
    async with running(world, echo) as bot:
        assert await bot.post(payload) == 200
    assert world.column(inbox.c.sequence) == []


async def test_given_a_database_that_fails_then_meta_is_asked_to_come_again(world):
    async with running(world, echo) as bot:
        with world.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE whatsapp_inbox")
        assert await bot.post(typed("halo", sender=ANI)) == 503


async def test_a_whole_batch_of_a_thousand_is_kept(world, graph):
    messages = [
        text_message(str(n), **{"from": f"62800000{n % 50:04}", "id": f"wamid.{n}"})
        for n in range(1000)
    ]
    async with running(world, echo, Agent(ready=False)) as bot:
        assert await bot.post(call(value(messages))) == 200
    assert len(world.column(inbox.c.sequence)) == 1000
    assert len(set(world.column(inbox.c.contact_id))) == 50


@pytest.mark.parametrize("name", PUBLISHED)
async def test_metas_own_examples_are_taken(world, name):
    async with running(world, echo) as bot:
        assert await bot.post(PUBLISHED[name]) == 200


async def test_no_personal_data_lies_open_in_the_database(world, graph, tmp_path):
    async with running(world, echo) as bot:
        await bot.post(typed("isi-rahasia", sender=ANI))
        await eventually(lambda: graph.accepted)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("uji.db*"))
    assert b"whatsapp_inbox" in content
    assert not any(secret in content for secret in (b"isi-rahasia", ANI.encode(), b"wamid."))
