from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID
from whatsapp.numbers import Numbers, Pause
from whatsapp.outbox import MAX_REFUSALS, pause_after
from whatsapp.pauses import NumberPause, pause_for
from whatsapp.remedies import Remedy
from whatsapp.schema import metadata

FIVE_SECONDS = NumberPause(timedelta(seconds=5), is_alarming=False)
FIVE_MINUTES = NumberPause(timedelta(minutes=5), is_alarming=True)
UNTIL_RESUMED = NumberPause(None, is_alarming=True)


@pytest.fixture
def numbers(clock):
    """Return our number's row in a database of its own."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield Numbers(connection, clock, PHONE_NUMBER_ID)


@pytest.fixture
def told(caplog):
    """Return a reader of what the log was told: level, event and code."""
    caplog.set_level(logging.INFO, logger="whatsapp.pauses")

    def lines():
        events = [json.loads(record.getMessage()) for record in caplog.records]
        return [(event["level"], event["event"], event["code"]) for event in events]

    return lines


@pytest.mark.parametrize(
    ("refusals", "seconds"), [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (MAX_REFUSALS, 60)]
)
def test_given_a_number_that_is_too_fast_then_it_rests_longer_each_time(refusals, seconds):
    pause = pause_for(Remedy.REPEAT, refusals)
    assert pause == NumberPause(timedelta(seconds=seconds), is_alarming=False)


@pytest.mark.parametrize("refusals", [0, MAX_REFUSALS])
@pytest.mark.parametrize(
    ("remedy", "pause"),
    [
        (Remedy.REACH_AGAIN, NumberPause(timedelta(seconds=5), is_alarming=False)),
        (Remedy.WAIT_FOR_META, NumberPause(timedelta(minutes=1), is_alarming=False)),
        (Remedy.PAUSE_NUMBER, NumberPause(timedelta(minutes=5), is_alarming=True)),
        (Remedy.STOP_NUMBER, NumberPause(None, is_alarming=True)),
    ],
    ids=["out of reach", "maintenance", "token or bill", "spam"],
)
def test_an_error_that_concerns_all_citizens_has_its_pause(remedy, pause, refusals):
    assert pause_for(remedy, refusals) == pause


@pytest.mark.parametrize(
    "remedy",
    [
        Remedy.REPEAT_FOR_CITIZEN,
        Remedy.SETTLE,
        Remedy.UPLOAD_AGAIN,
        Remedy.SWITCH_TO_TEMPLATE,
        Remedy.GIVE_UP_RECIPIENT,
        Remedy.DEAD_LETTER,
    ],
)
def test_an_error_that_concerns_one_citizen_holds_up_no_other(remedy):
    assert pause_for(remedy, 0) is None


@pytest.mark.parametrize(
    ("refusals", "seconds"), [(1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 600), (13, 600)]
)
def test_a_citizen_who_gets_too_much_waits_four_times_longer_each_time(refusals, seconds):
    assert pause_after(refusals) == timedelta(seconds=seconds)


def test_every_remedy_either_has_a_pause_or_lets_others_go_on():
    pausing = {remedy for remedy in Remedy if pause_for(remedy, 0) is not None}
    assert pausing == {
        Remedy.REPEAT,
        Remedy.REACH_AGAIN,
        Remedy.WAIT_FOR_META,
        Remedy.PAUSE_NUMBER,
        Remedy.STOP_NUMBER,
    }


@pytest.mark.parametrize(
    ("pause", "level"),
    [(FIVE_SECONDS, "warning"), (FIVE_MINUTES, "error"), (UNTIL_RESUMED, "error")],
    ids=["short", "alarming", "until resumed"],
)
def test_a_pause_that_begins_is_told_as_loud_as_it_is_alarming(numbers, clock, told, pause, level):
    pause.begin(numbers, "190")
    assert told() == [(level, "number_paused", "190")]
    until = None if pause.lasting is None else clock.now() + pause.lasting
    assert numbers.pause() == Pause("190", clock.now(), until)


@pytest.mark.parametrize("pause", [FIVE_SECONDS, FIVE_MINUTES, UNTIL_RESUMED])
def test_a_pause_that_is_in_force_is_not_told_again(numbers, told, pause):
    pause.begin(numbers, "190")
    pause.begin(numbers, "190")
    assert len(told()) == 1


def test_a_pause_that_is_prolonged_for_the_same_reason_is_not_told_again(numbers, clock, told):
    FIVE_MINUTES.begin(numbers, "190")
    clock.advance(timedelta(minutes=4))
    FIVE_MINUTES.begin(numbers, "190")
    assert len(told()) == 1
    assert numbers.pause().until == clock.now() + timedelta(minutes=5)


def test_a_pause_that_is_prolonged_for_another_reason_is_told(numbers, told):
    FIVE_SECONDS.begin(numbers, "not_reached")
    UNTIL_RESUMED.begin(numbers, "131048")
    assert told() == [
        ("warning", "number_paused", "not_reached"),
        ("error", "number_paused", "131048"),
    ]


@pytest.mark.parametrize("longer", [FIVE_MINUTES, UNTIL_RESUMED])
def test_a_pause_within_a_longer_one_changes_nothing_and_is_not_told(numbers, told, longer):
    longer.begin(numbers, "190")
    before = numbers.pause()
    FIVE_SECONDS.begin(numbers, "not_reached")
    assert numbers.pause() == before
    assert len(told()) == 1


def test_a_pause_after_another_has_ended_is_told_again(numbers, clock, told):
    FIVE_SECONDS.begin(numbers, "not_reached")
    clock.advance(timedelta(seconds=5))
    FIVE_SECONDS.begin(numbers, "not_reached")
    assert told() == [("warning", "number_paused", "not_reached")] * 2


def test_a_pause_after_an_operator_resumed_is_told_again(numbers, told):
    UNTIL_RESUMED.begin(numbers, "131048")
    numbers.resume()
    UNTIL_RESUMED.begin(numbers, "131048")
    assert told() == [("error", "number_paused", "131048")] * 2
