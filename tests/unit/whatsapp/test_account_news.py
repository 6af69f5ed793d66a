"""What Meta tells of the account is read; whatever else it sends harms nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.account_news import UNLIMITED, NumberNews, TemplateNews, daily_limit, news_in
from whatsapp.calls import read_call


def change(field, **value):
    return {"field": field, "value": value}


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        (
            change("phone_number_quality_update", event="FLAGGED", current_limit="TIER_1K"),
            NumberNews("RED", 1000),
        ),
        (
            change("phone_number_quality_update", event="UNFLAGGED", current_limit="TIER_250"),
            NumberNews("GREEN", 250),
        ),
        (
            change(
                "phone_number_quality_update",
                event="UPGRADE",
                max_daily_conversations_per_business="TIER_UNLIMITED",
            ),
            NumberNews(None, UNLIMITED),
        ),
        (
            change(
                "message_template_status_update",
                event="PAUSED",
                message_template_name="undangan_daftar",
            ),
            TemplateNews("undangan_daftar", "PAUSED", None),
        ),
        (
            change(
                "message_template_quality_update",
                new_quality_score="YELLOW",
                message_template_name="undangan_daftar",
            ),
            TemplateNews("undangan_daftar", None, "YELLOW"),
        ),
        (change("message_template_status_update", event="PAUSED"), None),
        (change("messages", message_template_name="undangan_daftar"), None),
    ],
)
def test_news_of_the_account_is_understood(told, understood):
    assert news_in(told) == understood


@pytest.mark.parametrize(
    ("tier", "people"),
    [("TIER_250", 250), ("TIER_10K", 10_000), ("TIER_100K", 100_000), ("TIER_x", None), (7, None)],
)
def test_a_tier_is_a_number_of_people(tier, people):
    assert daily_limit(tier) == people


def test_given_news_in_a_call_then_it_is_kept_beside_everything_else():
    told = change("phone_number_quality_update", event="FLAGGED")
    call = read_call({"entry": [{"changes": [told]}]}, "100000000000001")
    assert call.account_news == [NumberNews("RED", None)]
    assert call.unreadable == []


@given(st.dictionaries(st.text(), st.recursive(st.text() | st.none(), st.lists)))
def test_given_anything_else_then_nothing_is_understood_and_nothing_breaks(value):
    for field in ("phone_number_quality_update", "message_template_status_update"):
        news_in({"field": field, "value": value})
