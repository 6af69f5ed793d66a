from __future__ import annotations

import hashlib

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
TEXT = {"type": "text", "text": {"body": "halo"}}
TOKEN = "token-for-tests"


def sendable(number, **content):
    return {"messaging_product": "whatsapp", "to": number, **(content or TEXT)}


def test_given_a_valid_message_then_meta_answers_with_contact_and_wamid(simulator, number):
    answer = simulator.graph(sendable(f"+{number}"))
    assert answer.status_code == 200
    body = answer.json()
    assert body["messaging_product"] == "whatsapp"
    (contact,) = body["contacts"]
    assert (contact["input"], contact["wa_id"]) == (f"+{number}", number)
    assert contact["user_id"].startswith("ID.")
    assert body["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize("token", [None, "wrong", "tökén"])
def test_given_a_wrong_token_then_401_with_code_190(simulator, number, token):
    value = token.encode("utf-8").decode("latin-1") if token else None
    answer = simulator.graph(sendable(number), token=value)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_given_another_phone_id_then_code_100(simulator, number):
    answer = simulator.graph(sendable(number), phone_id="1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_given_no_json_object_then_code_100(simulator):
    answer = simulator.graph([1, 2])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_given_a_violated_limit_then_metas_envelope_says_which(simulator, number):
    answer = simulator.graph(sendable(number, type="text", text={"body": "a" * 4097}))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, 131009)
    assert "4096" in error["error_data"]["details"]


def test_given_a_refused_message_then_the_phone_shows_nothing(simulator, number):
    simulator.graph(sendable(number, type="text", text={"body": ""}))
    assert simulator.screen(number)["messages"] == []


def test_after_acceptance_sent_and_delivered_are_reported_in_order(simulator, bot, number):
    message_id = simulator.bot_says(number, **TEXT, biz_opaque_callback_data="outbox-1")
    bot.wait_until(lambda: len(bot.statuses_of(message_id)) == 2)
    statuses = bot.statuses_of(message_id)
    assert [status["status"] for status in statuses] == ["sent", "delivered"]
    assert {status["recipient_id"] for status in statuses} == {number}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"outbox-1"}


def test_a_reaction_is_only_reported_as_sent(simulator, bot, number):
    target = simulator.phone_sends(number, type="text", text="halo")
    reaction = {"message_id": target, "emoji": "👍"}
    reacted = simulator.bot_says(number, type="reaction", reaction=reaction)
    later = simulator.bot_says(number, **TEXT)
    bot.wait_until(lambda: len(bot.statuses_of(later)) == 2)
    assert [status["status"] for status in bot.statuses_of(reacted)] == ["sent"]


def test_when_the_bot_marks_as_read_and_types_then_the_phone_shows_both(simulator, number):
    message_id = simulator.phone_sends(number, type="text", text="halo")
    answer = simulator.graph(
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
    )
    assert answer.json() == {"success": True}
    screen = simulator.screen(number)
    assert screen["messages"][0]["status"] == "read"
    assert screen["typing"] is True
    simulator.bot_says(number, **TEXT)
    assert simulator.screen(number)["typing"] is False


def test_given_a_receipt_for_an_unknown_message_then_code_131009(simulator):
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.none"}
    answer = simulator.graph(body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 131009)


def test_given_an_unknown_media_id_then_the_image_is_refused(simulator, number):
    answer = simulator.graph(sendable(number, type="image", image={"id": "1"}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_an_uploaded_image_can_be_described_fetched_and_sent(simulator, number):
    media_id = simulator.upload(PNG, "image/png").json()["id"]
    described = simulator.get(f"/v25.0/{media_id}", token=TOKEN).json()
    assert described["mime_type"] == "image/png"
    assert described["file_size"] == len(PNG)
    assert described["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert simulator.get(described["url"], token=TOKEN).content == PNG
    simulator.bot_says(number, type="image", image={"id": media_id, "caption": "QR"})
    shown = simulator.screen(number)["messages"][0]
    assert shown["payload"]["image"] == {"id": media_id, "caption": "QR"}
    assert simulator.get(f"/phone/{number}/media/{media_id}").content == PNG


def test_without_the_token_media_stay_closed(simulator):
    media_id = simulator.upload(PNG, "image/png").json()["id"]
    described = simulator.get(f"/v25.0/{media_id}", token=TOKEN).json()
    assert simulator.get(f"/v25.0/{media_id}").status_code == 401
    assert simulator.get(described["url"]).status_code == 401


def test_given_unknown_media_then_they_are_not_found(simulator):
    assert simulator.get("/v25.0/1", token=TOKEN).json()["error"]["code"] == 100
    assert simulator.get("/lookaside/1", token=TOKEN).status_code == 404


@pytest.mark.parametrize(
    ("content", "mime_type", "form"),
    [
        (b"GIF89a", "image/gif", {}),
        (PNG.ljust(5 * 1024 * 1024 + 1, b"\0"), "image/png", {}),
        (PNG, "image/png", {"messaging_product": "messenger"}),
    ],
    ids=["other kind", "too big", "other product"],
)
def test_given_an_upload_meta_would_refuse_then_code_100(simulator, content, mime_type, form):
    answer = simulator.upload(content, mime_type, **form)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
