from __future__ import annotations

import json
import logging

import pytest
import structlog

from vaksin.event_log import event_log

NAME = "whatsapp.uji"


@pytest.fixture
def lines(caplog):
    """Return a reader of what arrived at stdlib logging: level and content of each line."""
    caplog.set_level(logging.INFO, logger=NAME)
    return lambda: [
        (record.levelname, json.loads(record.getMessage())) for record in caplog.records
    ]


def test_an_event_is_a_json_object_with_its_name_and_ids(lines):
    event_log(NAME).warning("message_not_sent", message="a1", code="131047")
    ((level, event),) = lines()
    assert level == "WARNING"
    assert {key: event[key] for key in ("event", "message", "code", "level")} == {
        "event": "message_not_sent",
        "message": "a1",
        "code": "131047",
        "level": "warning",
    }


def test_an_event_tells_its_moment_in_utc(lines):
    event_log(NAME).info("turn_done")
    ((_, event),) = lines()
    assert event["timestamp"].endswith("Z")


def test_an_event_is_logged_under_the_name_of_its_module(lines, caplog):
    event_log(NAME).error("turn_failed")
    assert [record.name for record in caplog.records] == [NAME]


def test_several_ids_are_a_list(lines):
    event_log(NAME).info("turn_done", turn=(1, 2))
    ((_, event),) = lines()
    assert event["turn"] == [1, 2]


def test_a_percent_sign_is_no_placeholder(lines):
    event_log(NAME).error("step_failed", error="100%s %d")
    ((_, event),) = lines()
    assert event["error"] == "100%s %d"


def test_what_is_no_json_does_not_break_the_log(lines):
    event_log(NAME).error("step_failed", error=ValueError)
    ((_, event),) = lines()
    assert "ValueError" in event["error"]


def test_below_its_level_nothing_is_logged(lines):
    event_log(NAME).debug("sunyi")
    assert lines() == []


def test_below_its_level_nothing_is_even_written_out(lines):
    class Unspeakable:
        def __repr__(self):
            raise AssertionError("somebody wrote it out")

    event_log(NAME).debug("sunyi", what=Unspeakable())
    assert lines() == []


def test_a_level_that_is_raised_later_is_respected(lines):
    log = event_log(NAME)
    log.info("terdengar")
    logging.getLogger(NAME).setLevel(logging.ERROR)
    log.warning("sunyi")
    log.error("terdengar_lagi")
    assert [event["event"] for _, event in lines()] == ["terdengar", "terdengar_lagi"]


def test_the_configuration_of_rasa_does_not_matter(lines):
    before = structlog.get_config()
    structlog.configure(processors=[lambda *_: pytest.fail("a processor of somebody else")])
    try:
        event_log(NAME).info("turn_done")
    finally:
        structlog.configure(**before)
    assert [event["event"] for _, event in lines()] == ["turn_done"]
