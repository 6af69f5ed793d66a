from __future__ import annotations

import pytest

from simulator.troubles import ErrorRule, Troubles, TroublesError, parse_troubles


def test_given_nothing_then_there_is_no_trouble():
    assert parse_troubles({}) == Troubles()


def test_what_is_shown_can_be_imposed_again():
    troubles = Troubles(
        duplicate_share=0.5,
        media_lifetime_s=3.0,
        messages_per_second=80,
        recipients_per_day=250,
        errors=(ErrorRule(131056, every=3, number="6280000000001"), ErrorRule(1, later=True)),
    )
    shown = troubles.as_json() | {"errors": list(troubles.as_json()["errors"])}
    assert parse_troubles(shown) == troubles


def test_an_error_rule_without_conditions_is_about_every_send():
    assert parse_troubles({"errors": [{"code": 131000}]}).errors == (ErrorRule(131000),)


@pytest.mark.parametrize(
    ("wished", "named"),
    [
        (None, "troubles"),
        ([], "troubles"),
        ({"gremlins": 1}, "gremlins"),
        ({"duplicate_share": 1.1}, "duplicate_share"),
        ({"duplicate_share": -0.1}, "duplicate_share"),
        ({"duplicate_share": True}, "duplicate_share"),
        ({"refuse_share": "1"}, "refuse_share"),
        ({"reorder_ms": 1.5}, "reorder_ms"),
        ({"reorder_ms": -1}, "reorder_ms"),
        ({"batch_size": 1001}, "batch_size"),
        ({"token_expired": 1}, "token_expired"),
        ({"media_lifetime_s": -1}, "media_lifetime_s"),
        ({"messages_per_second": 0}, "messages_per_second"),
        ({"recipients_per_day": 1.5}, "recipients_per_day"),
        ({"errors": {}}, "errors"),
        ({"errors": [5]}, r"errors\[0\]"),
        ({"errors": [{}]}, r"errors\[0\].code"),
        ({"errors": [{"code": 1}, {"code": "1"}]}, r"errors\[1\].code"),
        ({"errors": [{"code": 1, "every": 0}]}, r"errors\[0\].every"),
        ({"errors": [{"code": 1, "number": "+62800"}]}, r"errors\[0\].number"),
        ({"errors": [{"code": 1, "often": 2}]}, "often"),
    ],
)
def test_given_what_makes_no_sense_then_the_field_is_named(wished, named):
    with pytest.raises(TroublesError, match=named):
        parse_troubles(wished)
