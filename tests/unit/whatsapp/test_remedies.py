"""The table of Meta's error codes in shared/facts/whatsapp-cloud-api.md, section 3.3."""

from __future__ import annotations

import pytest

from whatsapp.remedies import Remedy, remedy_for, remedy_for_report

TABLE = {
    Remedy.REPEAT: [4, 80007, 130429],
    Remedy.REPEAT_FOR_CITIZEN: [131056],
    Remedy.WAIT_FOR_META: [131057, 2494100],
    Remedy.SETTLE: [1, 2, 131000, 131016, 133004, 135000],
    Remedy.UPLOAD_AGAIN: [131053],
    Remedy.STOP_NUMBER: [131048, 131064, 368, 131031, 130497],
    Remedy.PAUSE_NUMBER: [
        *(0, 3, 10, 190, 200, 201, 250, 299, 131005),
        *(131037, 131042, 131044, 131045, 134011),
        *(133000, 133001, 133003, 133005, 133006, 133010, 133015, 133016),
    ],
    Remedy.SWITCH_TO_TEMPLATE: [131047],
    Remedy.GIVE_UP_RECIPIENT: [
        *(131026, 131021, 131030, 130403, 130472, 131062),
        *(131049, 131050),
    ],
    Remedy.DEAD_LETTER: [
        *(33, 100, 131008, 131009, 131051, 131052),
        *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069),
    ],
}
ROWS = [(code, remedy) for remedy, codes in TABLE.items() for code in codes]


@pytest.mark.parametrize(("code", "remedy"), ROWS)
def test_each_code_has_its_remedy(code, remedy):
    assert remedy_for(code, 400) is remedy


@pytest.mark.parametrize(("code", "remedy"), ROWS)
@pytest.mark.parametrize("http_status", [302, 401, 408, 429, 500])
def test_the_code_decides_whatever_the_status_says(code, remedy, http_status):
    assert remedy_for(code, http_status) is remedy


@pytest.mark.parametrize(
    ("code", "remedy"), [row for row in ROWS if row[1] is not Remedy.DEAD_LETTER]
)
@pytest.mark.parametrize("http_status", [302, 400, 401, 408, 429, 500])
def test_a_code_that_leaves_hope_decides_whether_or_not_it_is_transient(code, remedy, http_status):
    assert remedy_for(code, http_status, is_transient=True) is remedy


@pytest.mark.parametrize("code", TABLE[Remedy.DEAD_LETTER])
@pytest.mark.parametrize(
    ("http_status", "remedy"),
    [
        (400, Remedy.REPEAT_FOR_CITIZEN),
        (401, Remedy.REPEAT_FOR_CITIZEN),
        (404, Remedy.REPEAT_FOR_CITIZEN),
        (408, Remedy.SETTLE),
        (429, Remedy.REPEAT),
        (500, Remedy.SETTLE),
        (503, Remedy.SETTLE),
    ],
)
def test_given_a_wrong_request_that_is_transient_then_it_is_not_given_up(code, http_status, remedy):
    assert remedy_for(code, http_status, is_transient=True) is remedy


def test_every_remedy_but_that_for_no_answer_at_all_is_somewhere_in_the_table():
    assert set(TABLE) == set(Remedy) - {Remedy.REACH_AGAIN}


@pytest.mark.parametrize("code", [None, 999999, -1])
@pytest.mark.parametrize(
    ("http_status", "remedy"),
    [
        (408, Remedy.SETTLE),
        (429, Remedy.REPEAT),
        (500, Remedy.SETTLE),
        (502, Remedy.SETTLE),
        (503, Remedy.SETTLE),
        (504, Remedy.SETTLE),
        *((status, Remedy.PAUSE_NUMBER) for status in (300, 301, 302, 304, 307, 308, 399)),
        (401, Remedy.PAUSE_NUMBER),
        (400, Remedy.DEAD_LETTER),
        (403, Remedy.DEAD_LETTER),
        (404, Remedy.DEAD_LETTER),
    ],
)
def test_given_no_known_code_then_the_http_status_decides(code, http_status, remedy):
    assert remedy_for(code, http_status) is remedy


@pytest.mark.parametrize("http_status", [201, 202, 204])
def test_given_a_success_without_an_id_then_nobody_knows_what_was_sent(http_status):
    assert remedy_for(None, http_status) is Remedy.SETTLE


@pytest.mark.parametrize("code", [None, 999999])
@pytest.mark.parametrize("http_status", [400, 401, 404])
def test_given_an_unknown_refusal_that_is_transient_then_it_is_sent_again(code, http_status):
    assert remedy_for(code, http_status, is_transient=True) is Remedy.REPEAT_FOR_CITIZEN


def test_given_too_many_requests_that_are_transient_then_the_number_is_too_fast():
    assert remedy_for(None, 429, is_transient=True) is Remedy.REPEAT


@pytest.mark.parametrize("http_status", [408, 500, 503])
def test_given_a_fault_of_meta_that_is_transient_then_still_nobody_knows_what_was_sent(http_status):
    assert remedy_for(None, http_status, is_transient=True) is Remedy.SETTLE


@pytest.mark.parametrize(("code", "remedy"), [row for row in ROWS if row[1] is not Remedy.SETTLE])
def test_a_report_is_judged_by_the_same_table(code, remedy):
    assert remedy_for_report(str(code)) is remedy


@pytest.mark.parametrize("code", TABLE[Remedy.SETTLE])
def test_given_a_report_then_a_message_whose_fate_was_unknown_surely_did_not_arrive(code):
    assert remedy_for_report(str(code)) is Remedy.REPEAT_FOR_CITIZEN


@pytest.mark.parametrize("code", ["", "999999999"])
def test_a_report_without_a_known_code_is_for_a_human(code):
    assert remedy_for_report(code) is Remedy.DEAD_LETTER
