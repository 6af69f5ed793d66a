from __future__ import annotations

import pytest

from simulator.account_news import (
    Rating,
    number_news,
    template_quality_news,
    template_status_news,
)

KEPT = {"id": "1689556908129832", "name": "pengingat", "language": "id"}
NAMED = {
    "message_template_id": 1689556908129832,
    "message_template_name": "pengingat",
    "message_template_language": "id",
}


@pytest.mark.parametrize(
    ("before", "now", "event"),
    [
        (None, ("GREEN", "TIER_1K"), "ONBOARDING"),
        (None, ("RED", "TIER_1K"), "FLAGGED"),
        (("GREEN", "TIER_1K"), ("RED", "TIER_1K"), "FLAGGED"),
        (("GREEN", "TIER_1K"), ("RED", "TIER_250"), "FLAGGED"),
        (("RED", "TIER_1K"), ("RED", "TIER_1K"), "FLAGGED"),
        (("RED", "TIER_1K"), ("YELLOW", "TIER_1K"), "UNFLAGGED"),
        (("RED", "TIER_1K"), ("RED", "TIER_250"), "DOWNGRADE"),
        (("GREEN", "TIER_100K"), ("YELLOW", "TIER_10K"), "DOWNGRADE"),
        (("GREEN", "TIER_100K"), ("GREEN", "TIER_UNLIMITED"), "UPGRADE"),
        (("GREEN", "TIER_1K"), ("YELLOW", "TIER_1K"), "ONBOARDING"),
    ],
)
def test_the_event_of_a_number_follows_from_what_changed(before, now, event):
    assert number_news(before and Rating(*before), Rating(*now))["event"] == event


def test_the_news_of_a_number_name_the_old_and_the_new_limit():
    news = number_news(Rating("GREEN", "TIER_250"), Rating("GREEN", "TIER_1K"))
    assert (news["old_limit"], news["current_limit"]) == ("TIER_250", "TIER_1K")
    assert news["display_phone_number"]


def test_the_first_limit_of_a_number_is_also_its_old_one():
    news = number_news(None, Rating("GREEN", "TIER_1K"))
    assert (news["old_limit"], news["current_limit"]) == ("TIER_1K", "TIER_1K")


@pytest.mark.parametrize(("event", "reason"), [("PAUSED", "NONE"), ("REJECTED", "INVALID_FORMAT")])
def test_a_new_status_of_a_template_comes_with_its_reason(event, reason):
    assert template_status_news(KEPT, event) == {"event": event, **NAMED, "reason": reason}


@pytest.mark.parametrize(("kept", "previous"), [({}, "UNKNOWN"), ({"quality": "GREEN"}, "GREEN")])
def test_a_new_quality_of_a_template_comes_with_the_previous_one(kept, previous):
    assert template_quality_news({**KEPT, **kept}, "RED") == {
        "previous_quality_score": previous,
        "new_quality_score": "RED",
        **NAMED,
    }
