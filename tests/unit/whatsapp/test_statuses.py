from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, value
from whatsapp.calls import read_call
from whatsapp.statuses import (
    StatusUpdate,
    UnreadableStatus,
    error_code,
    read_status,
    steps_before,
)

OUTBOX_ID = "0123456789abcdef0123456789abcdef"
REPORT = {"id": "wamid.B", "status": "delivered", "biz_opaque_callback_data": OUTBOX_ID}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(**fields):
    return read_status({**REPORT, **fields})


def test_a_report_names_the_message_by_both_ids():
    assert read() == StatusUpdate("wamid.B", "delivered", OUTBOX_ID, "")


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "failed"])
def test_each_step_that_a_message_takes_is_read(status):
    report = read(status=status)
    assert report is not None
    assert report.status == status


@pytest.mark.parametrize("status", ["played", "deleted", "kelak_ada", "queued", ""])
def test_a_step_that_the_bot_does_not_follow_is_left_out(status):
    assert read(status=status) is None


@pytest.mark.parametrize("wamid", [None, "", 7, "\ud800", "a b", ["wamid.B"]])
def test_a_report_that_names_no_message_is_unreadable(wamid):
    with pytest.raises(UnreadableStatus, match=r"^status_without_message_id$"):
        read(id=wamid)


@pytest.mark.parametrize("status", [None, 7, [], {}])
def test_a_report_that_names_no_status_is_unreadable(status):
    with pytest.raises(UnreadableStatus, match=r"^status_without_name$"):
        read(status=status)


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([{"code": 131026, "title": "x"}], "131026"),
        ([{"title": "x"}, {"code": "131047"}], "131047"),
        ([{"code": 131026}, {"code": 131047}], "131026"),
        ([7, None], ""),
        ([], ""),
        ("rusak", ""),
    ],
)
def test_the_first_code_of_a_failure_is_read(errors, code):
    report = read(status="failed", errors=errors)
    assert report is not None
    assert report.error_code == code


@pytest.mark.parametrize(("given_code", "code"), [(0, "0"), (190, "190"), ("131047", "131047")])
def test_a_code_may_be_a_number_or_a_text(given_code, code):
    assert error_code({"code": given_code}) == code


@pytest.mark.parametrize(
    "given_code",
    [None, "", True, -1, 1.5, "'; --", "1\n", "١", "1" * 10, 10**9, 10**5000, [190], {}],
    ids=lambda value: repr(value)[:12] if not isinstance(value, int) else "number",
)
def test_what_is_no_code_is_left_out(given_code):
    assert error_code({"code": given_code}) == ""


@pytest.mark.parametrize("callback", [None, 7, "", "x" * 32, "\0" * 32, "a" * 31, "A" * 32])
def test_callback_data_that_is_not_ours_is_ignored(callback):
    report = read(biz_opaque_callback_data=callback)
    assert report is not None
    assert report.outbox_id == ""


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


def test_a_group_of_reports_is_read_in_order():
    reports = [{**REPORT, "status": "read"}, {**REPORT, "status": "played"}, REPORT]
    read_reports = read_call(call(value(statuses=reports)), PHONE_NUMBER_ID).reports
    assert [report.status for report in read_reports] == ["read", "delivered"]


def test_a_report_that_is_unreadable_harms_no_other():
    read_all = read_call(call(value(statuses=[{"id": "wamid.C"}, REPORT])), PHONE_NUMBER_ID)
    assert [report.wamid for report in read_all.reports] == ["wamid.B"]
    assert [item.reason for item in read_all.unreadable] == ["status_without_name"]


def test_no_personal_data_is_shown():
    assert "wamid" not in repr(read())


@given(st.fixed_dictionaries({}, optional=dict.fromkeys([*REPORT, "errors"], JSON)))
def test_whatever_a_report_holds_then_it_is_read_or_unreadable(fields):
    read_all = read_call(call(value(statuses=[{**REPORT, **fields}])), PHONE_NUMBER_ID)
    assert len(read_all.reports) + len(read_all.unreadable) <= 1
    assert all(
        report.status in ("sent", "delivered", "read", "failed") for report in read_all.reports
    )
