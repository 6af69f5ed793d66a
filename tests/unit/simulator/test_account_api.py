"""A tester lets Meta think otherwise of the number and of templates."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

BODY = {"type": "BODY", "text": "Besok giliran Anda divaksin."}
TEMPLATE = {"name": "pengingat", "language": "id", "category": "UTILITY", "components": [BODY]}
GREEN = {"quality": "GREEN", "limit": "TIER_1K"}


def changes_in(post):
    return [change for entry in json.loads(post.raw)["entry"] for change in entry["changes"]]


@pytest.fixture
def news(bot, trouble):
    """Wait for so many news of the account; return field and value of each, in their order."""
    before = len(bot.posts)

    def received():
        changes = [change for post in bot.posts[before:] for change in changes_in(post)]
        return [(one["field"], one["value"]) for one in changes if one["field"] != "messages"]

    def wait(count):
        bot.wait_until(lambda: len(received()) >= count)
        return received()

    return wait


@pytest.fixture
def send(simulator, trouble, number):
    """Send the template to this test's citizen; return Meta's error code, None if it took it."""
    simulator.submits(TEMPLATE)

    def post():
        template = {"name": "pengingat", "language": {"code": "id"}}
        body = {"messaging_product": "whatsapp", "to": number, "type": "template"}
        return simulator.graph({**body, "template": template}).json().get("error", {}).get("code")

    return post


def test_a_change_of_the_number_reaches_the_bot(simulator, news):
    for limit in ("TIER_1K", "TIER_10K"):
        assert simulator.post("/control/quality", {**GREEN, "limit": limit}).ok
    (field, first), (_, second) = news(2)
    assert field == "phone_number_quality_update"
    assert (first["event"], second["event"]) == ("ONBOARDING", "UPGRADE")
    assert (second["old_limit"], second["current_limit"]) == ("TIER_1K", "TIER_10K")


def test_news_of_the_account_are_signed(simulator, bot, news):
    simulator.post("/control/quality", GREEN)
    news(1)
    post = bot.posts[-1]
    expected = hmac.new(b"secret-for-tests", post.raw, hashlib.sha256).hexdigest()
    assert post.headers["X-Hub-Signature-256"] == f"sha256={expected}"


def test_after_a_reset_the_number_is_as_new(simulator, news):
    simulator.post("/control/quality", {**GREEN, "quality": "RED"})
    news(1)
    simulator.post("/control/reset")
    simulator.post("/control/quality", GREEN)
    assert news(2)[1][1]["event"] == "ONBOARDING"


def test_a_paused_template_is_refused_until_it_is_approved_again(simulator, send, news):
    for event, code in (("PAUSED", 132015), ("DISABLED", 132016), ("APPROVED", None)):
        assert simulator.post("/control/template", {"name": "pengingat", "event": event}).ok
        assert send() == code
    fields, values = zip(*news(3), strict=True)
    assert set(fields) == {"message_template_status_update"}
    assert [value["event"] for value in values] == ["PAUSED", "DISABLED", "APPROVED"]
    assert values[0]["message_template_name"] == "pengingat"


def test_a_template_whose_quality_falls_may_be_sent_still(simulator, send, news):
    for quality in ("GREEN", "RED"):
        simulator.post("/control/template", {"name": "pengingat", "quality": quality})
    (_, (field, value)) = news(2)
    assert field == "message_template_quality_update"
    assert (value["previous_quality_score"], value["new_quality_score"]) == ("GREEN", "RED")
    assert send() is None


def test_quality_and_status_may_change_at_once(simulator, send, news):
    change = {"name": "pengingat", "event": "PAUSED", "quality": "RED"}
    simulator.post("/control/template", change)
    assert [field for field, _ in news(2)] == [
        "message_template_quality_update",
        "message_template_status_update",
    ]


def test_the_bot_learns_of_each_language(simulator, send, news):
    simulator.submits({**TEMPLATE, "language": "en"})
    simulator.post("/control/template", {"name": "pengingat", "event": "PAUSED"})
    assert {value["message_template_language"] for _, value in news(2)} == {"id", "en"}


@pytest.mark.parametrize(
    ("path", "wished", "named"),
    [
        ("quality", [], "JSON object"),
        ("quality", {"limit": "TIER_1K"}, "quality"),
        ("quality", {**GREEN, "quality": "BLUE"}, "quality"),
        ("quality", {**GREEN, "limit": ["TIER_1K"]}, "limit"),
        ("template", {"name": "pengingat"}, "event or quality"),
        ("template", {"name": "tidak_ada", "event": "PAUSED"}, "name"),
        ("template", {"name": "pengingat", "event": "LOST"}, "event"),
        ("template", {"name": "pengingat", "event": "PAUSED", "quality": "BLUE"}, "quality"),
    ],
)
def test_given_what_cannot_be_then_400_names_the_field(simulator, send, path, wished, named):
    answer = simulator.post(f"/control/{path}", wished)
    assert answer.status_code == 400
    assert named in answer.json()["error"]
    assert send() is None
