from __future__ import annotations

import threading

import pytest
import requests

TEXT = {"type": "text", "text": {"body": "halo"}}


def test_a_sent_text_reaches_the_webhook_and_the_screen(simulator, bot, number):
    message_id = simulator.phone_sends(number, type="text", text="Apa kabar é")
    bot.wait_until(lambda: bot.messages_from(number))
    (received,) = bot.messages_from(number)
    assert received["id"] == message_id
    assert received["text"] == {"body": "Apa kabar é"}
    (shown,) = simulator.screen(number)["messages"]
    assert (shown["direction"], shown["type"], shown["seq"]) == ("out", "text", 1)
    assert shown["payload"] == received


def test_when_the_bot_takes_a_message_then_it_shows_as_delivered(simulator, bot, number):
    simulator.phone_sends(number, type="text", text="halo")

    def status():
        return simulator.screen(number)["messages"][0]["status"]

    bot.wait_until(lambda: status() == "delivered")


def test_a_tapped_button_names_the_message_that_held_it(simulator, bot, number):
    simulator.phone_sends(number, type="button_reply", id="ya", title="Ya", context="wamid.A")
    bot.wait_until(lambda: bot.messages_from(number))
    (received,) = bot.messages_from(number)
    assert received["type"] == "interactive"
    assert received["context"]["id"] == "wamid.A"
    assert received["interactive"]["button_reply"] == {"id": "ya", "title": "Ya"}


@pytest.mark.parametrize(
    "kind",
    ["image", "audio", "sticker", "document", "video", "contacts", "unsupported"],
)
def test_every_kind_of_message_reaches_the_webhook(simulator, bot, number, kind):
    simulator.phone_sends(number, type=kind)
    bot.wait_until(lambda: bot.messages_from(number))
    assert bot.messages_from(number)[0]["type"] == kind


def test_the_bot_can_fetch_a_photo_it_was_sent(simulator, bot, number):
    simulator.phone_sends(number, type="image", caption="foto")
    bot.wait_until(lambda: bot.messages_from(number))
    media_id = bot.messages_from(number)[0]["image"]["id"]
    described = simulator.get(f"/v25.0/{media_id}", token="token-for-tests").json()
    content = simulator.get(described["url"], token="token-for-tests").content
    assert content.startswith(b"\xff\xd8\xff")


def test_given_what_a_phone_cannot_send_then_400_says_why(simulator, number):
    answer = simulator.post(f"/phone/{number}/send", {"type": "text", "text": ""})
    assert answer.status_code == 400
    assert "text" in answer.json()["error"]
    assert simulator.post(f"/phone/{number}/send", ["text"]).status_code == 400


@pytest.mark.parametrize("bad", ["abc", "+628990000001", "62899", "6289900000012345"])
def test_a_number_is_six_to_fifteen_digits(simulator, bad):
    assert simulator.get(f"/phone/{bad}/messages").status_code == 404


def test_only_messages_after_the_known_one_are_returned(simulator, number):
    for text in ("satu", "dua", "tiga"):
        simulator.phone_sends(number, type="text", text=text)
    shown = simulator.screen(number, after=2)["messages"]
    assert [message["payload"]["text"]["body"] for message in shown] == ["tiga"]


def test_a_long_poll_answers_when_the_bot_speaks(simulator, number):
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(simulator.screen(number, wait=20)))
    waiting.start()
    simulator.bot_says(number, **TEXT)
    waiting.join(timeout=10)
    assert not waiting.is_alive()
    (shown,) = answers[0]["messages"]
    assert (shown["direction"], shown["payload"]["text"]["body"]) == ("in", "halo")


def test_a_long_poll_without_news_ends_empty(simulator, number):
    assert simulator.screen(number, wait=0.2)["messages"] == []


def test_given_the_known_version_then_a_new_status_ends_the_poll(simulator, number):
    simulator.bot_says(number, **TEXT)
    known = simulator.screen(number)
    path = f"/phone/{number}/messages?after=1&wait=20&version={known['version']}"
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(simulator.get(path).json()))
    waiting.start()
    simulator.post(f"/phone/{number}/read")
    waiting.join(timeout=10)
    assert not waiting.is_alive()
    assert list(answers[0]["statuses"].values()) == ["read"]


def test_given_a_parameter_that_is_no_number_then_400(simulator, number):
    assert simulator.get(f"/phone/{number}/messages?after=x").status_code == 400


def test_when_the_phone_shows_the_chat_then_read_is_reported_once(simulator, bot, number):
    message_id = simulator.bot_says(number, **TEXT)
    assert simulator.post(f"/phone/{number}/read").json() == {"read": 1}
    assert simulator.post(f"/phone/{number}/read").json() == {"read": 0}
    bot.wait_until(lambda: len(bot.statuses_of(message_id)) == 3)
    statuses = [status["status"] for status in bot.statuses_of(message_id)]
    assert statuses == ["sent", "delivered", "read"]


def test_clearing_a_phone_empties_its_screen_only(simulator, number):
    other = f"{number}0"
    simulator.phone_sends(number, type="text", text="halo")
    simulator.phone_sends(other, type="text", text="halo")
    answer = requests.delete(f"{simulator.url}/phone/{number}", timeout=10)
    assert answer.status_code == 200
    assert simulator.screen(number)["messages"] == []
    assert len(simulator.screen(other)["messages"]) == 1


def test_half_an_emoji_does_not_break_the_screen(simulator, number):
    simulator.phone_sends(number, type="text", text="\ud83d")
    assert len(simulator.screen(number)["messages"]) == 1


def test_given_unknown_media_then_the_page_gets_404(simulator, number):
    assert simulator.get(f"/phone/{number}/media/1").status_code == 404


def test_every_message_names_the_senders_user_id(simulator, bot, number):
    simulator.phone_sends(number, type="text", text="halo")
    bot.wait_until(lambda: bot.messages_from(number))
    (message,) = bot.messages_from(number)
    (post,) = [post for post in bot.posts if message["id"].encode() in post.raw]
    (contact,) = post.value["contacts"]
    assert contact["user_id"] == message["from_user_id"]
    assert (contact["wa_id"], message["from"]) == (number, number)


def test_a_message_may_be_days_old(simulator, bot, number):
    simulator.phone_sends(number, type="text", text="halo", timestamp=1614556800)
    bot.wait_until(lambda: bot.messages_from(number))
    assert bot.messages_from(number)[0]["timestamp"] == "1614556800"
    assert simulator.screen(number)["messages"][0]["timestamp"] == 1614556800


def test_an_edited_message_shows_its_new_text_and_the_bot_learns_of_it(simulator, bot, number):
    original = simulator.phone_sends(number, type="text", text="Budy")
    simulator.phone_sends(number, type="edit", message_id=original, text="Budi")
    bot.wait_until(lambda: len(bot.messages_from(number)) == 2)
    first, edit = bot.messages_from(number)
    assert first["text"] == {"body": "Budy"}
    assert edit["edit"]["original_message_id"] == original
    assert edit["edit"]["message"]["text"] == {"body": "Budi"}
    shown = simulator.screen(number)["messages"][0]
    assert (shown["payload"]["text"], shown["edited"]) == ({"body": "Budi"}, True)


def test_a_revoked_message_is_marked_and_the_bot_learns_of_it(simulator, bot, number):
    original = simulator.phone_sends(number, type="text", text="salah kirim")
    simulator.phone_sends(number, type="revoke", message_id=original)
    bot.wait_until(lambda: len(bot.messages_from(number)) == 2)
    assert bot.messages_from(number)[1]["revoke"] == {"original_message_id": original}
    assert simulator.screen(number)["messages"][0]["revoked"] is True


@pytest.mark.parametrize("kind", ["edit", "revoke"])
def test_only_ones_own_messages_can_be_corrected(simulator, number, kind):
    foreign = simulator.phone_sends(f"{number}0", type="text", text="halo")
    request = {"type": kind, "message_id": foreign, "text": "x"}
    assert simulator.post(f"/phone/{number}/send", request).status_code == 400


def test_messages_sent_at_once_arrive_in_their_order(simulator, bot, number):
    sent = [simulator.phone_sends(number, type="text", text=str(n)) for n in range(20)]
    bot.wait_until(lambda: len(bot.messages_from(number)) == 20)
    assert [message["id"] for message in bot.messages_from(number)] == sent
