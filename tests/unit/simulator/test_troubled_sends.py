"""Sends of the bot while Meta has troubles, over HTTP."""

from __future__ import annotations

import time

import pytest
import requests

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
TEXT = {"type": "text", "text": {"body": "halo"}}
TEMPLATE = {"type": "template", "template": {"name": "undangan", "language": {"code": "id"}}}
TOKEN = "token-for-tests"


@pytest.fixture
def send(simulator, number):
    """Send a text to this test's citizen and return Meta's answer."""

    def post(**fields):
        return simulator.graph({"messaging_product": "whatsapp", "to": number, **TEXT, **fields})

    return post


def outcome(answer):
    return answer.status_code, answer.json()["error"]["code"]


def shown(simulator, number):
    return len(simulator.screen(number)["messages"])


def test_given_failure_after_acceptance_then_the_citizen_has_the_message(
    simulator, bot, trouble, send, number
):
    trouble(fail_after_accept_share=1)
    status, code = outcome(send(biz_opaque_callback_data=number))
    assert status in (500, 503)
    assert code == 131000
    assert shown(simulator, number) == 1
    bot.wait_until(
        lambda: number in {s.get("biz_opaque_callback_data") for s in bot.items("statuses")}
    )
    report = simulator.report()
    assert (report["sends_accepted"], report["sends_refused"]) == (1, {})


def test_given_a_hang_up_after_acceptance_then_there_is_no_answer_but_the_message(
    simulator, trouble, send, number
):
    trouble(hang_up_after_accept_share=1)
    with pytest.raises(requests.ConnectionError):
        send()
    assert shown(simulator, number) == 1


def test_given_refusal_then_503_and_the_citizen_sees_nothing(simulator, trouble, send, number):
    trouble(refuse_share=1)
    assert outcome(send()) == (503, 131016)
    assert shown(simulator, number) == 0
    assert simulator.report()["sends_refused"] == {"131016": 1}


def test_given_slowness_then_the_answer_takes_that_long(trouble, send):
    trouble(slow_share=1, slow_ms=300)
    before = time.monotonic()
    assert send().status_code == 200
    assert time.monotonic() - before >= 0.3


def test_given_an_expired_token_then_401_with_subcode_463_everywhere(
    simulator, trouble, send, number
):
    trouble(token_expired=True)
    for answer in (send(), simulator.upload(PNG, "image/png"), simulator.get("/v25.0/1", TOKEN)):
        assert outcome(answer) == (401, 190)
        assert answer.json()["error"]["error_subcode"] == 463
    assert shown(simulator, number) == 0


def test_given_statuses_before_the_answer_then_the_bot_has_them_when_it_comes(bot, trouble, send):
    trouble(status_before_answer_share=1)
    message_id = send().json()["messages"][0]["id"]
    assert [s["status"] for s in bot.statuses_of(message_id)] == ["sent", "delivered"]


def test_given_a_rule_then_every_nth_send_is_refused_with_its_code(
    simulator, trouble, send, number
):
    trouble(errors=[{"code": 131056, "every": 2}])
    assert [send().status_code for _ in range(4)] == [200, 400, 200, 400]
    assert simulator.report()["sends_refused"] == {"131056": 2}
    assert shown(simulator, number) == 2


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, 400) for code in (4, 80007, 130429, 131048, 131056, 131047, 131026, 999999)),
        (190, 401),
        (10, 403),
        (132001, 404),
        *((code, 500) for code in (1, 131000)),
        *((code, 503) for code in (2, 131016, 133004)),
    ],
)
def test_each_code_comes_with_its_http_status(trouble, send, code, status):
    trouble(errors=[{"code": code}])
    assert outcome(send()) == (status, code)


def test_given_a_later_error_then_the_send_is_accepted_and_fails_afterwards(
    simulator, bot, trouble, send, number
):
    trouble(errors=[{"code": 131026, "later": True}])
    message_id = send().json()["messages"][0]["id"]
    bot.wait_until(lambda: bot.statuses_of(message_id))
    (status,) = bot.statuses_of(message_id)
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131026)
    assert shown(simulator, number) == 0


def test_given_expired_media_then_they_can_neither_be_sent_nor_fetched(simulator, trouble, send):
    media_id = simulator.upload(PNG, "image/png").json()["id"]
    trouble(media_lifetime_s=0)
    assert outcome(send(type="image", image={"id": media_id})) == (400, 131053)
    assert outcome(simulator.get(f"/v25.0/{media_id}", TOKEN)) == (400, 100)
    assert simulator.get(f"/lookaside/{media_id}", TOKEN).status_code == 404


def test_media_that_never_existed_are_refused_as_ever(trouble, send):
    trouble(media_lifetime_s=0)
    assert outcome(send(type="image", image={"id": "1"})) == (400, 100)


def test_given_a_pace_then_more_messages_within_a_second_are_refused(
    simulator, trouble, send, number
):
    trouble(messages_per_second=1)
    answers = [send() for _ in range(5)]
    refused = [outcome(answer) for answer in answers if answer.status_code != 200]
    assert set(refused) == {(400, 130429)}
    assert shown(simulator, number) == 5 - len(refused)


def test_given_a_limit_of_citizens_then_no_other_one_gets_a_template(trouble, send, number):
    trouble(recipients_per_day=1)
    assert send(**TEMPLATE).status_code == 200
    assert outcome(send(**TEMPLATE, to=f"{number}0")) == (400, 131048)
    assert send(**TEMPLATE).status_code == 200


def test_given_a_limit_of_citizens_then_whoever_wrote_today_gets_a_template(
    simulator, trouble, send, number
):
    trouble(recipients_per_day=1)
    simulator.phone_sends(f"{number}0", type="text", text="halo")
    assert send(**TEMPLATE).status_code == 200
    assert send(**TEMPLATE, to=f"{number}0").status_code == 200


def test_a_limit_of_citizens_is_about_templates_only(trouble, send, number):
    trouble(recipients_per_day=1)
    send(**TEMPLATE)
    assert send(to=f"{number}0").status_code == 200


def test_a_citizen_whose_template_was_refused_does_not_count(trouble, send, number):
    trouble(recipients_per_day=1, errors=[{"code": 131049, "times": 1}])
    assert outcome(send(**TEMPLATE)) == (400, 131049)
    assert send(**TEMPLATE, to=f"{number}0").status_code == 200


def test_a_send_may_go_to_a_user_id(simulator, bot, trouble, send, number):
    trouble(phoneless_share=1)
    asked = simulator.phone_sends(number, type="text", text="halo")

    def senders():
        return [m["from_user_id"] for m in bot.items("messages") if m["id"] == asked]

    bot.wait_until(senders)
    (user_id,) = senders()
    (contact,) = send(to=None, recipient=user_id).json()["contacts"]
    assert contact == {"input": user_id, "user_id": user_id}
    assert shown(simulator, number) == 2


def test_given_number_and_user_id_then_the_number_wins(simulator, trouble, send, number):
    trouble()
    assert send(recipient="ID.1").status_code == 200
    assert shown(simulator, number) == 1


@pytest.mark.parametrize(("user_id", "code"), [("ID.1", 131026), ("nobody", 100), (5, 100)])
def test_given_nobodys_user_id_then_the_send_is_refused(trouble, send, user_id, code):
    trouble()
    assert outcome(send(to=None, recipient=user_id)) == (400, code)


def test_the_report_counts_what_the_bot_did(simulator, trouble, send, number):
    trouble()
    simulator.upload(PNG, "image/png")
    received = simulator.phone_sends(number, type="text", text="halo")
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": received}
    simulator.graph(receipt)
    for _ in range(2):
        send(biz_opaque_callback_data="outbox-1")
    report = simulator.report()
    counted = ("inbound", "uploads", "receipts", "sends_accepted", "sent_twice")
    assert [report[name] for name in counted] == [1, 1, 1, 2, 1]
