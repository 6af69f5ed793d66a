from __future__ import annotations

import pytest


@pytest.fixture
def new_number(number):
    return f"{number}1"


def system_messages(bot, sender):
    return [m["system"] for m in bot.items("messages") if m["type"] == "system" and sender(m)]


def user_id(bot, simulator, number):
    known = len(bot.messages_from(number))
    simulator.phone_sends(number, type="text", text="siapa saya")
    bot.wait_until(lambda: len(bot.messages_from(number)) > known)
    return bot.messages_from(number)[-1]["from_user_id"]


def test_a_new_number_is_announced_from_the_old_one_without_contacts(
    simulator, bot, number, new_number
):
    simulator.post(f"/phone/{number}/change-number", {"to": new_number})
    bot.wait_until(lambda: bot.messages_from(number))
    (announced,) = bot.messages_from(number)
    assert announced["type"] == "system"
    assert announced["system"]["type"] == "user_changed_number"
    assert announced["system"]["wa_id"] == new_number
    (post,) = [post for post in bot.posts if announced["id"].encode() in post.raw]
    assert "contacts" not in post.value


def test_the_chat_goes_on_at_the_new_number(simulator, number, new_number):
    before = simulator.phone_sends(number, type="text", text="halo")
    simulator.post(f"/phone/{number}/change-number", {"to": new_number})
    after = simulator.phone_sends(new_number, type="text", text="saya pindah")
    assert [m["id"] for m in simulator.screen(new_number)["messages"]] == [before, after]
    assert simulator.screen(number)["messages"] == []


@pytest.mark.parametrize("wished", [None, "", "abc", "+628000000001", 5])
def test_given_no_number_to_change_to_then_400(simulator, number, wished):
    answer = simulator.post(f"/phone/{number}/change-number", {"to": wished})
    assert answer.status_code == 400


def test_a_number_in_use_cannot_be_taken_over(simulator, number, new_number):
    simulator.phone_sends(new_number, type="text", text="ini nomor saya")
    answer = simulator.post(f"/phone/{number}/change-number", {"to": new_number})
    assert answer.status_code == 400


def test_a_new_user_id_is_announced_under_the_old_one(simulator, bot, number):
    before = user_id(bot, simulator, number)
    answer = simulator.post(f"/phone/{number}/change-user-id").json()
    bot.wait_until(lambda: system_messages(bot, lambda m: m["from_user_id"] == before))
    (system,) = system_messages(bot, lambda m: m["from_user_id"] == before)
    assert system["type"] == "user_changed_user_id"
    assert system["user_id"] == answer["user_id"] != before
    assert user_id(bot, simulator, number) == answer["user_id"]


def test_a_phoneless_citizen_with_a_new_number_only_shows_a_new_user_id(
    simulator, bot, trouble, number, new_number
):
    trouble(phoneless_share=1)
    answer = simulator.post(f"/phone/{number}/change-number", {"to": new_number}).json()

    def announced():
        found = [m for m in bot.items("messages") if m["type"] == "system"]
        return [m for m in found if m["system"].get("user_id") == answer["user_id"]]

    bot.wait_until(announced)
    (message,) = announced()
    assert "from" not in message
    assert "wa_id" not in message["system"]
