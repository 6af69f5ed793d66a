from __future__ import annotations

import pytest

from simulator.report import Report

NUMBER = "6280000000001"
TEXT = {"type": "text", "text": {"body": "halo"}}


@pytest.fixture
def report():
    return Report()


@pytest.fixture
def second(monkeypatch):
    """Hold the clock of the report; the returned function sets it."""
    clock = {"now": 1000.0}
    monkeypatch.setattr("simulator.clock.time.time", lambda: clock["now"])
    return lambda now: clock.update(now=now)


def sent_twice(report, *sends):
    for number, body in sends:
        report.accepted(number, body)
    return report.as_json()["sent_twice"]


def test_at_first_every_count_is_zero_or_empty(report):
    assert not any(report.as_json().values())


def test_an_item_is_undelivered_until_it_is_taken(report):
    report.created()
    report.created()
    report.taken(1)
    assert report.as_json()["undelivered"] == 1


def test_failed_posts_are_counted_by_their_reason(report):
    for problem in ("500", "500", "ClientOSError", None):
        report.posted(3, problem)
    counts = report.as_json()
    assert (counts["webhook_posts"], counts["webhook_items"]) == (4, 12)
    assert counts["webhook_failures"] == {"500": 2, "ClientOSError": 1}


def test_the_same_reference_again_is_sent_twice(report):
    body = TEXT | {"biz_opaque_callback_data": "outbox-1"}
    assert sent_twice(report, (NUMBER, body), (NUMBER, body)) == 1


def test_the_same_text_under_another_reference_is_not(report):
    bodies = [TEXT | {"biz_opaque_callback_data": f"outbox-{n}"} for n in range(2)]
    assert sent_twice(report, *((NUMBER, body) for body in bodies)) == 0


def test_without_reference_the_same_payload_in_one_second_is_sent_twice(report, second):
    assert sent_twice(report, (NUMBER, TEXT), (NUMBER, TEXT)) == 1


def test_without_reference_the_same_payload_a_second_later_is_not(report, second):
    report.accepted(NUMBER, TEXT)
    second(1001.0)
    assert sent_twice(report, (NUMBER, TEXT)) == 0


def test_without_reference_the_same_payload_to_another_citizen_is_not(report, second):
    assert sent_twice(report, (NUMBER, TEXT), ("6280000000002", TEXT)) == 0


def test_a_send_that_failed_afterwards_may_be_sent_again(report):
    report.accepted_to_fail(NUMBER, TEXT)
    assert sent_twice(report, (NUMBER, TEXT | {"biz_opaque_callback_data": "outbox-1"})) == 0
    assert report.as_json()["sends_accepted"] == 2


def test_accepted_templates_are_counted_by_their_names(report):
    for name in ("undangan", "undangan", "pengingat"):
        report.accepted(NUMBER, {"type": "template", "template": {"name": name}})
    report.accepted_to_fail(NUMBER, {"type": "template", "template": {"name": "pengingat"}})
    report.accepted(NUMBER, TEXT)
    assert report.as_json()["templates_accepted"] == {"undangan": 2, "pengingat": 2}


def test_whoever_got_the_same_body_twice_is_named_whatever_the_reference(report, second):
    for moment, number in enumerate((NUMBER, "6280000000002", NUMBER)):
        second(1000.0 + moment)
        report.accepted(number, TEXT | {"biz_opaque_callback_data": f"outbox-{moment}"})
    assert report.as_json()["same_body_twice"] == [NUMBER]


def test_other_words_are_another_body(report):
    for words in ("halo", "halo lagi"):
        report.accepted(NUMBER, {"text": {"body": words}})
    assert report.as_json()["same_body_twice"] == []


def test_sends_beyond_the_pair_limit_are_counted(report):
    for number in range(47):
        report.accepted(NUMBER, TEXT | {"biz_opaque_callback_data": str(number)})
    assert report.as_json()["out_of_pair_limit"] == 2
