from __future__ import annotations

import asyncio
import hashlib
import hmac

import pytest

from simulator.webhooks import WebhookSender
from simulator.world import World


@pytest.fixture
async def sender(settings):
    running = WebhookSender(settings, World())
    await running.start()
    yield running
    await running.stop()


def message(number, identifier, text="halo"):
    return {
        "from": number,
        "id": identifier,
        "timestamp": "1614556800",
        "type": "text",
        "text": {"body": text},
    }


async def delivered(sender, *messages):
    """Post the messages at once and wait for all results."""
    loop = asyncio.get_running_loop()
    results = [loop.create_future() for _ in messages]
    for item, result in zip(messages, results, strict=True):
        sender.post_message("Warga", item, result.set_result)
    return await asyncio.wait_for(asyncio.gather(*results), 15)


async def test_a_post_is_signed_over_its_exact_escaped_bytes(sender, receiver, settings, number):
    assert await delivered(sender, message(number, "wamid.A", "é 🙏")) == [True]
    (post,) = receiver.posts
    expected = hmac.new(settings.app_secret.encode(), post.raw, hashlib.sha256).hexdigest()
    assert post.headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert post.headers["Content-Type"] == "application/json"
    assert b"\\u00e9 \\ud83d\\ude4f" in post.raw


async def test_given_a_refusal_then_the_same_bytes_come_again(sender, receiver, number):
    receiver.refusals = 2
    assert await delivered(sender, message(number, "wamid.A")) == [True]
    assert len(receiver.posts) == 3
    assert len({post.raw for post in receiver.posts}) == 1


async def test_given_nothing_but_refusals_then_the_post_is_dropped(sender, receiver, number):
    receiver.refusals = 99
    assert await delivered(sender, message(number, "wamid.A")) == [False]
    assert len(receiver.posts) == 3


async def test_given_a_refusal_then_the_phones_messages_keep_their_order(sender, receiver, number):
    receiver.refusals = 1
    await delivered(sender, message(number, "wamid.A"), message(number, "wamid.B"))
    assert [m["id"] for m in receiver.messages_from(number)] == ["wamid.A", "wamid.A", "wamid.B"]


async def test_when_the_bot_accepts_the_handshake_then_the_webhook_is_verified(sender):
    async def until_verified():
        while not sender.verified:
            await asyncio.sleep(0.02)

    await asyncio.wait_for(until_verified(), 15)


async def test_given_a_refused_handshake_then_it_is_tried_again(settings, receiver):
    receiver.accepts_handshake = False
    sender = WebhookSender(settings, World())
    await sender.start()
    await asyncio.sleep(0.3)
    assert not sender.verified
    receiver.accepts_handshake = True
    await test_when_the_bot_accepts_the_handshake_then_the_webhook_is_verified(sender)
    await sender.stop()


async def test_stopping_drops_what_waits_for_its_next_attempt(settings, receiver, number):
    receiver.refusals = 99
    sender = WebhookSender(settings, World())
    await sender.start()
    results = []
    sender.post_message("Warga", message(number, "wamid.A"), results.append)
    sender.post_message("Warga", message(number, "wamid.B"), results.append)
    await sender.stop()
    assert results == []
    assert asyncio.all_tasks() == {asyncio.current_task()}
