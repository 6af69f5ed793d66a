"""Messages in, messages out."""

from __future__ import annotations

import asyncio
import base64
from datetime import timedelta

import pytest

from tests.integration.whatsapp.bot import (
    ACCESS_TOKEN,
    Agent,
    echo,
    eventually,
    running,
    typed,
)
from tests.integration.whatsapp.meta import error, first_times
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, message, value
from whatsapp.schema import inbox, outbox
from whatsapp.turns import MAX_ATTEMPTS
from whatsapp.words import Words

ANI, BUDI = "628000000001", "628000000002"
PNG = b"\x89PNG\r\n\x1a\n isi"


def answering(*responses):
    async def handle(message):
        for response in responses:
            await message.output_channel.send_response(message.sender_id, response)

    return handle


async def test_a_text_is_answered_to_its_sender(world, graph):
    async with running(world, echo) as bot:
        assert await bot.post(typed("halo", sender=ANI)) == 200
        await eventually(lambda: graph.accepted)
    (sent,) = graph.accepted
    (outbox_id,) = world.column(outbox.c.id)
    assert sent == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": ANI,
        "biz_opaque_callback_data": outbox_id,
        "type": "text",
        "text": {"body": "halo", "preview_url": False},
    }
    request = next(r for r in graph.requests if r.json.get("type") == "text")
    assert request.path == f"/v25.0/{PHONE_NUMBER_ID}/messages"
    assert request.authorization == f"Bearer {ACCESS_TOKEN}"


async def test_rasa_gets_a_message_without_personal_ids(world, graph):
    seen = []

    async def handle(message):
        seen.append(message)

    async with running(world, handle) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: seen)
    (read,) = seen
    assert (read.text, read.input_channel, read.output_channel.name()) == (
        "halo",
        "whatsapp",
        "whatsapp",
    )
    assert read.sender_id == world.column(inbox.c.contact_id)[0]
    assert read.message_id == world.column(inbox.c.message_id_hash)[0]


async def test_the_messages_of_one_citizen_are_answered_in_order(world, graph):
    running_now = []

    async def slower_first(message):
        assert not running_now
        running_now.append(message)
        await asyncio.sleep(0.2 if message.text == "0" else 0)
        running_now.clear()
        await echo(message)

    async with running(world, slower_first) as bot:
        await bot.post(typed("0", "1", "2", sender=ANI))
        await bot.post(typed("3", sender=ANI, first_id="n"))
        await eventually(lambda: len(graph.accepted) == 4)
    assert graph.texts_to(ANI) == ["0", "1", "2", "3"]


async def test_a_slow_turn_of_one_citizen_holds_up_no_other(world, graph):
    go_on = asyncio.Event()

    async def handle(message):
        if message.text == "lambat":
            await go_on.wait()
        await echo(message)

    async with running(world, handle) as bot:
        await bot.post(typed("lambat", sender=ANI))
        await bot.post(typed("cepat", sender=BUDI))
        await eventually(lambda: graph.texts_to(BUDI) == ["cepat"])
        assert graph.texts_to(ANI) == []
        go_on.set()
        await eventually(lambda: graph.texts_to(ANI) == ["lambat"])


async def test_a_message_that_comes_many_times_is_answered_once(world, graph):
    payload = typed("halo", sender=ANI)
    async with running(world, echo) as bot:
        assert await asyncio.gather(*(bot.post(payload) for _ in range(5))) == [200] * 5
        await bot.post(typed("selesai", sender=ANI, first_id="n"))
        await eventually(lambda: "selesai" in graph.texts_to(ANI))
    async with running(world, echo) as bot:
        await bot.post(payload)
        await bot.post(typed("lagi", sender=ANI, first_id="o"))
        await eventually(lambda: "lagi" in graph.texts_to(ANI))
    assert graph.texts_to(ANI) == ["halo", "selesai", "lagi"]


async def test_a_batch_of_many_citizens_is_answered_to_each(world, graph):
    senders = [f"6280000{number:05}" for number in range(150)]
    values = [typed(f"dari {s}", sender=s)["entry"][0]["changes"][0]["value"] for s in senders]
    async with running(world, echo) as bot:
        assert await bot.post(call(*values)) == 200
        await eventually(lambda: len(graph.accepted) == len(senders))
    assert {m["to"]: m["text"]["body"] for m in graph.accepted} == {
        sender: f"dari {sender}" for sender in senders
    }


async def test_one_bad_item_does_not_harm_its_batch(world, graph):
    bad = [None, 7, {"id": 7}, message("text", "rusak", id="wamid.rusak", **{"from": None})]
    payload = typed("halo", sender=ANI)
    payload["entry"][0]["changes"][0]["value"]["messages"][:0] = bad
    payload["entry"][:0] = [None, {"changes": "rusak"}]
    async with running(world, echo) as bot:
        assert await bot.post(payload) == 200
        await eventually(lambda: graph.texts_to(ANI) == ["halo"])


async def test_given_a_turn_that_takes_over_a_second_then_the_message_is_shown_as_read(
    world, graph
):
    async def slow(message):
        await asyncio.sleep(1.3)
        await echo(message)

    async with running(world, slow) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.receipts)
        assert graph.accepted == []
        await eventually(lambda: graph.accepted)
    assert graph.receipts == [
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": f"wamid.m.{ANI}.0",
            "typing_indicator": {"type": "text"},
        }
    ]


async def test_given_a_quick_turn_then_no_receipt_is_paid_for(world, graph):
    async with running(world, echo) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.accepted)
    assert graph.receipts == []


async def test_given_slow_turns_before_then_the_receipt_goes_out_at_once(world, graph):
    async def slow(message):
        await asyncio.sleep(0 if message.text == "cepat" else 6)
        await echo(message)

    async with running(world, slow) as bot:
        await bot.post(typed("lambat", sender=ANI))
        await eventually(lambda: graph.accepted)
        await bot.post(typed("cepat", sender=BUDI))
        await eventually(lambda: graph.texts_to(BUDI))
    assert f"wamid.m.{BUDI}.0" in [receipt["message_id"] for receipt in graph.receipts]


async def test_texts_and_buttons_of_a_turn_are_one_message(world, graph):
    question = {"text": "Mau?", "buttons": [{"title": "Ya", "payload": "/ya"}]}
    async with running(world, answering({"text": "Halo."}, question)) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.accepted)
    assert [m["interactive"]["body"]["text"] for m in graph.accepted] == ["Halo.\n\nMau?"]


async def test_an_inline_image_is_uploaded_once_and_then_sent_by_its_id(world, graph):
    ticket = {"image": "data:image/png;base64," + base64.b64encode(PNG).decode()}
    async with running(world, answering(ticket)) as bot:
        await bot.post(typed("tiket", sender=ANI))
        await eventually(lambda: len(graph.accepted) == 1)
    async with running(world, answering(ticket)) as bot:
        await bot.post(typed("tiket", sender=BUDI))
        await eventually(lambda: len(graph.accepted) == 2)
    assert [m["image"] for m in graph.accepted] == [{"id": "media-1"}] * 2
    (upload,) = graph.uploads
    assert PNG in upload.body
    assert b"image/png" in upload.body


async def test_a_message_that_breaks_a_limit_goes_out_as_plain_text(world, graph, caplog):
    choices = [{"title": f"Pilihan {n}", "payload": f"/{n}"} for n in range(11)]
    async with running(world, answering({"text": "Mau?", "buttons": choices})) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.accepted)
    assert graph.texts_to(ANI)[0].endswith("10. Pilihan 9\n11. Pilihan 10")
    assert world.column(outbox.c.id)[0] in caplog.text
    assert "Pilihan" not in caplog.text


async def test_the_bot_can_speak_of_its_own_accord(world, graph):
    async with running(world, echo) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.accepted)
        (contact_id,) = world.column(inbox.c.contact_id)
        output = bot.channel.get_output_channel()
        await output.send_response(contact_id, {"text": "Besok jadwal Bapak/Ibu."})
        await eventually(lambda: len(graph.accepted) == 2)
    assert graph.texts_to(ANI) == ["halo", "Besok jadwal Bapak/Ibu."]


async def test_speaking_to_nobody_known_fails_without_harm(world, graph):
    async with running(world, echo) as bot:
        await bot.channel.get_output_channel().send_response("tidak-ada", {"text": "Halo"})
        await eventually(lambda: world.column(outbox.c.status) == ["failed"])
    assert world.column(outbox.c.error_code) == ["no_address"]
    assert graph.accepted == []


async def test_without_a_model_messages_wait_instead_of_being_swallowed(world, graph):
    agent = Agent(ready=False)
    async with running(world, echo, agent) as bot:
        assert await bot.post(typed("halo", sender=ANI)) == 200
        await asyncio.sleep(0.1)
        assert world.column(inbox.c.status) == ["waiting"]
        agent.ready = True
        await eventually(lambda: graph.texts_to(ANI) == ["halo"])


async def test_given_a_turn_that_fails_once_then_its_answer_comes_once(world, graph):
    failures = [RuntimeError("isi")]

    async def handle(message):
        await message.output_channel.send_response(message.sender_id, {"text": "setengah"})
        if failures:
            raise failures.pop()

    async with running(world, handle) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.accepted)
    assert graph.texts_to(ANI) == ["setengah"]


async def test_given_a_turn_that_always_fails_then_the_citizen_hears_of_it_and_the_next_runs(
    world, graph, caplog, no_pause
):
    tries = []

    async def handle(message):
        if message.text == "racun":
            tries.append(message.text)
            raise RuntimeError("isi pesan rahasia")
        await echo(message)

    async with running(world, handle) as bot:
        await bot.post(typed("racun", "halo", sender=ANI))
        await eventually(lambda: len(graph.accepted) == 2)
    assert len(tries) == MAX_ATTEMPTS
    assert graph.texts_to(ANI) == [Words.read().apology[0]["text"]["body"], "halo"]
    assert world.column(inbox.c.status) == ["failed", "done"]
    assert "RuntimeError" in caplog.text


async def test_nothing_personal_is_logged(world, graph, caplog, no_pause):
    caplog.set_level("INFO")
    graph.rules = [first_times(1, error(131026))]

    async def handle(message):
        raise RuntimeError(message.text)

    async with running(world, handle) as bot:
        await bot.post(typed("isi-rahasia", sender=ANI))
        await eventually(lambda: world.column(outbox.c.status) == ["failed"])
    assert "131026" in caplog.text
    assert not any(secret in caplog.text for secret in ("isi-rahasia", ANI, "wamid", ACCESS_TOKEN))


@pytest.mark.parametrize("refusal", [error(131056), error(131000, 500), (503, {}), (429, {})])
async def test_given_a_passing_refusal_then_it_is_sent_again_and_the_order_stays(
    world, graph, refusal
):
    graph.rules = [first_times(1, refusal)]
    async with running(world, echo) as bot:
        await bot.post(typed("1", "2", sender=ANI))
        await eventually(lambda: len(graph.accepted) == 2)
        await eventually(lambda: world.column(outbox.c.status) == ["sent", "sent"])
    assert graph.texts_to(ANI) == ["1", "2"]
    assert world.column(outbox.c.error_code) == [None, None]


@pytest.mark.parametrize("refusal", [error(131026), error(131047), (404, {})])
async def test_given_a_final_refusal_then_its_code_is_kept_and_the_next_goes_out(
    world, graph, refusal
):
    graph.rules = [first_times(1, refusal)]
    async with running(world, echo) as bot:
        await bot.post(typed("1", "2", sender=ANI))
        await eventually(lambda: world.column(outbox.c.status) == ["failed", "sent"])
    code = refusal[1]["error"]["code"] if refusal[1] else f"http_{refusal[0]}"
    assert world.column(outbox.c.error_code) == [str(code), None]
    assert graph.texts_to(ANI) == ["2"]


def report(status, wamid="wamid.KELUAR1", **fields):
    return call(value(statuses=[{"id": wamid, "status": status, **fields}]))


async def test_reports_move_a_message_on_and_never_back(world, graph):
    async with running(world, echo) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: world.column(outbox.c.status) == ["sent"])
        seen = []
        for status in ("delivered", "sent", "read", "delivered", "failed"):
            assert await bot.post(report(status)) == 200
            seen += world.column(outbox.c.status)
    assert seen == ["delivered", "delivered", "read", "read", "read"]


async def test_a_reported_failure_is_final(world, graph):
    async with running(world, echo) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: world.column(outbox.c.status) == ["sent"])
        await bot.post(report("failed", errors=[{"code": 131026}]))
        await bot.post(report("delivered"))
    assert world.column(outbox.c.status) == ["failed"]
    assert world.column(outbox.c.error_code) == ["131026"]
    assert len(graph.accepted) == 1


async def test_a_report_that_comes_before_the_answer_to_our_request_counts(world, graph):
    reports = []

    async with running(world, echo) as bot:
        loop = asyncio.get_running_loop()

        def report_first(sent):
            payload = report("delivered", biz_opaque_callback_data=sent["biz_opaque_callback_data"])
            reports.append(asyncio.run_coroutine_threadsafe(bot.post(payload), loop).result(10))

        graph.rules = [report_first]
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: graph.accepted)
        await eventually(lambda: None not in world.column(outbox.c.wamid_hash))
        await bot.post(report("read"))
    assert reports == [200]
    assert world.column(outbox.c.status) == ["read"]


async def test_given_a_turn_far_longer_than_a_lease_then_nothing_is_lost_or_out_of_order(
    world, graph, monkeypatch
):
    monkeypatch.setattr("whatsapp.leases.LEASE_TIME", timedelta(seconds=0.5))
    monkeypatch.setattr("whatsapp.workers.RENEW_SECONDS", 0.1)
    begun = []

    async def handle(message):
        begun.append(message.text)
        await asyncio.sleep(2.5 if message.text == "lambat" else 0)
        await echo(message)

    async with running(world, handle) as bot:
        await bot.post(typed("lambat", "1", "2", sender=ANI))
        await eventually(lambda: begun)
        await bot.post(typed("3", sender=ANI, first_id="n"))
        await bot.post(typed("cepat", sender=BUDI))
        await eventually(lambda: graph.texts_to(BUDI) == ["cepat"])
        assert graph.texts_to(ANI) == []
        await eventually(lambda: len(graph.texts_to(ANI)) == 4)
    assert graph.texts_to(ANI) == ["lambat", "1", "2", "3"]
    assert begun.count("lambat") == 1
