"""What others log leaves no words; what we log leaves no citizen's number."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import nik_number
from vaksin.event_log import event_log
from vaksin.quiet_logs import MASK, WITHHELD, keep_logs_quiet, without_numbers

OWN, FOREIGN = "whatsapp.uji", "rasa.core.uji"
NIK, PHONE = nik_number(), "6281200009001"
TEXT = f"saya Siti Contoh {NIK}"


@pytest.fixture
def written(caplog, ordinary_records):
    """Let the logs be kept quiet; return a reader of what handlers write out."""
    keep_logs_quiet()
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error", "critical"])
def test_given_a_foreign_message_then_none_of_its_words_are_written(written, level):
    getattr(logging.getLogger(FOREIGN), level)(f"Received {TEXT}")
    assert "Siti" not in written()
    assert NIK not in written()


def test_given_a_foreign_message_with_arguments_then_neither_it_nor_they_are_written(written):
    logging.getLogger(FOREIGN).warning("of %s: %r", TEXT, {"text": TEXT})
    assert "Siti" not in written()


def test_given_a_foreign_error_then_its_kind_and_place_are_written_and_not_its_message(written):
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger(FOREIGN).exception(TEXT, stack_info=True)
    assert "ValueError at test_quiet_logs.py:" in written()
    assert "Siti" not in written()


def test_given_a_foreign_message_then_who_wrote_it_and_how_grave_it_is_is_written(written, caplog):
    logging.getLogger(FOREIGN).error(TEXT)
    left = json.loads(caplog.records[-1].getMessage())
    assert (left["event"], left["logger"], left["level"]) == (WITHHELD, FOREIGN, "error")
    assert left["place"].startswith("test_quiet_logs.py:")


def test_given_an_event_of_rasas_structlog_then_its_constant_name_is_written(written):
    event = {"event": "processor.slots.log", "slot_values": TEXT, "event_info": TEXT}
    logging.getLogger(FOREIGN).debug(json.dumps(event))
    assert "processor.slots.log" in written()
    assert "Siti" not in written()


@pytest.mark.parametrize("name", [TEXT, "siti", 7, None, {"text": TEXT}, "Siti.Contoh"])
def test_given_an_event_whose_name_is_no_constant_then_it_is_not_written(written, caplog, name):
    logging.getLogger(FOREIGN).debug(json.dumps({"event": name}))
    assert "name" not in json.loads(caplog.records[-1].getMessage())


@pytest.mark.parametrize("message", ["{", '{"event": ', "{}", b"bytes", 12, ["daftar"]])
def test_given_a_foreign_message_of_any_make_then_logging_goes_on(written, caplog, message):
    logging.getLogger(FOREIGN).info(message)
    assert json.loads(caplog.records[-1].getMessage())["event"] == WITHHELD


def test_given_an_event_of_ours_then_it_is_written_as_it_is(written, caplog):
    event_log(OWN).warning("turn_failed", turn=[1, 2], error="KeyError")
    left = json.loads(caplog.records[-1].getMessage())
    assert (left["event"], left["turn"], left["error"]) == ("turn_failed", [1, 2], "KeyError")


@pytest.mark.parametrize("number", [NIK, PHONE, f"+{PHONE}", "081200009001", "0812-0000-9001"])
def test_given_an_event_of_ours_with_a_citizens_number_then_it_is_masked(written, number):
    event_log(OWN).warning("turn_failed", oops=number)
    assert number not in written()
    assert MASK in written()


@given(st.text("abcdef0123456789", min_size=32, max_size=32).filter(lambda id_: not id_.isdigit()))
def test_an_internal_id_is_not_taken_for_a_number(id_):
    longest = max(map(len, "".join(c if c.isdigit() else " " for c in id_).split()), default=0)
    if longest < 10:
        assert without_numbers(f'"contact": "{id_}"') == f'"contact": "{id_}"'


@given(st.from_regex(r"[1-9][0-9]{15}", fullmatch=True), st.sampled_from(["", " ", "-", "."]))
def test_every_number_of_sixteen_digits_is_masked(number, separator):
    written = separator.join(number[i : i + 4] for i in range(0, 16, 4))
    assert without_numbers(f"nik {written}, ya") == f"nik {MASK}, ya"


@pytest.mark.parametrize(
    "text", ["2026-11-30T14:21:39.123456Z", "131047", '"turn": [11, 12, 13, 14]', "0.12345678901"]
)
def test_moments_codes_and_places_are_no_numbers_of_citizens(text):
    assert without_numbers(text) == text
