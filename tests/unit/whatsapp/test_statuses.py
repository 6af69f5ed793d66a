from __future__ import annotations

import pytest

from tests.unit.whatsapp.payload_samples import call, value
from whatsapp.statuses import StatusUpdate, read_statuses, steps_before

OUTBOX_ID = "0123456789abcdef0123456789abcdef"


def read(**fields):
    report = {"id": "wamid.B", "status": "delivered", "biz_opaque_callback_data": OUTBOX_ID}
    return read_statuses(call(value(statuses=[{**report, **fields}])))


def test_a_report_names_the_message_by_both_ids():
    assert read() == [StatusUpdate("wamid.B", "delivered", OUTBOX_ID, "")]


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([{"code": 131026, "title": "x"}], "131026"),
        ([{"title": "x"}, {"code": "131047"}], "131047"),
        ([{"code": "'; --"}], ""),
        ([{"code": 10**5000}], ""),
        ([7, None], ""),
        ("rusak", ""),
    ],
)
def test_the_code_of_a_failure_is_read(errors, code):
    assert [report.error_code for report in read(status="failed", errors=errors)] == [code]


@pytest.mark.parametrize("callback", [None, 7, "", "x" * 32, "\0" * 32, "a" * 31])
def test_callback_data_that_is_not_ours_is_ignored(callback):
    assert [report.outbox_id for report in read(biz_opaque_callback_data=callback)] == [""]


@pytest.mark.parametrize(
    "fields",
    [{"status": "played"}, {"status": None}, {"status": []}, {"id": None}, {"id": "\ud800"}],
)
def test_what_is_no_report_is_left_out(fields):
    assert read(**fields) == []


@pytest.mark.parametrize(
    ("status", "replaces"),
    [
        ("sent", ("queued",)),
        ("delivered", ("queued", "sent")),
        ("read", ("queued", "sent", "delivered")),
        ("failed", ("queued", "sent")),
    ],
)
def test_a_report_only_ever_moves_a_message_on(status, replaces):
    assert steps_before(status) == replaces
