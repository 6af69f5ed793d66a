from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.whatsapp.payload_samples import (
    CITIZEN,
    PHONE_NUMBER_ID,
    USER_ID,
    call,
    message,
    published,
    system_note,
    text_message,
    value,
)
from vaksin.people.addresses import Addresses
from whatsapp.address_news import AddressNotice
from whatsapp.calls import read_call
from whatsapp.inbound import InboundMessage
from whatsapp.statuses import StatusUpdate

OTHER = "628000000002"
SENT = {"id": "wamid.B", "status": "sent"}
CHANGED = system_note("user_changed_number", wa_id=OTHER)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(*values):
    return read_call(call(*values), PHONE_NUMBER_ID)


def reasons(read_all):
    return [item.reason for item in read_all.unreadable]


def texts(read_all):
    return [kept.text for kept in read_all.messages]


def test_messages_of_all_entries_and_changes_are_read_in_order():
    first = value([text_message("1"), text_message("2")])
    payload = call(first, value([text_message("3")]))
    payload["entry"][0]["changes"].append({"value": value([text_message("2b")])})
    assert texts(read_call(payload, PHONE_NUMBER_ID)) == ["1", "2", "2b", "3"]


def test_messages_reports_and_news_of_one_value_are_told_apart():
    update = {"user_id": {"previous": "ID.1", "current": "ID.2"}}
    read_all = read(value([text_message("halo"), CHANGED], [SENT], user_id_update=[update]))
    assert [type(item.content) for item in read_all.items] == [
        InboundMessage,
        AddressNotice,
        StatusUpdate,
        AddressNotice,
    ]
    assert (len(read_all.messages), len(read_all.reports), len(read_all.notices)) == (1, 1, 2)


@pytest.mark.parametrize("field", ["messages", "kelak_ada", None])
def test_the_keys_of_a_value_decide_and_not_the_name_of_its_field(field):
    payload = call(value([text_message("halo")]))
    payload["entry"][0]["changes"][0]["field"] = field
    assert texts(read_call(payload, PHONE_NUMBER_ID)) == ["halo"]


def test_a_value_without_anything_for_the_bot_holds_nothing():
    read_all = read({"event": "FLAGGED", "message_template_id": 7})
    assert (read_all.items, read_all.unreadable, read_all.account_errors) == ([], [], [])


def test_two_senders_in_one_value_stay_apart():
    contacts = [{"user_id": USER_ID}, {"wa_id": OTHER, "user_id": "ID.2"}, {"wa_id": CITIZEN}]
    messages = [
        text_message("satu"),
        text_message("dua", **{"from": OTHER}),
        text_message("tiga", **{"from": None, "from_user_id": USER_ID}),
    ]
    read_all = read(value(messages, contacts=contacts))
    assert [(kept.text, kept.sender) for kept in read_all.messages] == [
        ("satu", Addresses(phone=CITIZEN)),
        ("dua", Addresses(phone=OTHER, user_id="ID.2")),
        ("tiga", Addresses(user_id=USER_ID)),
    ]


def test_a_contact_of_another_value_completes_nobody():
    contacts = [{"wa_id": CITIZEN, "user_id": USER_ID}]
    read_all = read(value([text_message("halo")]), value(contacts=contacts))
    assert [kept.sender for kept in read_all.messages] == [Addresses(phone=CITIZEN)]


@pytest.mark.parametrize("contacts", [None, "rusak", {"wa_id": CITIZEN}, [7, None, [], {}]])
def test_contacts_that_are_none_harm_no_message(contacts):
    read_all = read(value([text_message("halo")], contacts=contacts))
    assert [kept.sender for kept in read_all.messages] == [Addresses(phone=CITIZEN)]


@pytest.mark.parametrize(
    ("metadata", "is_read"),
    [
        ({"phone_number_id": PHONE_NUMBER_ID}, True),
        ({"phone_number_id": int(PHONE_NUMBER_ID)}, True),
        ({"phone_number_id": "1"}, False),
        ({"phone_number_id": 1}, False),
        ({"phone_number_id": [PHONE_NUMBER_ID]}, True),
        ({"phone_number_id": None}, True),
        ({}, True),
        (None, True),
        ("rusak", True),
    ],
)
def test_only_values_for_another_number_are_left_alone(metadata, is_read):
    read_all = read({**value([text_message("halo")]), "metadata": metadata})
    assert bool(read_all.messages) is is_read


def test_a_value_without_metadata_is_ours():
    without = value([text_message("halo")])
    del without["metadata"]
    assert texts(read(without)) == ["halo"]


def test_nothing_in_a_value_for_another_number_is_looked_at():
    theirs = value(["rusak", {}], [SENT], number="1", errors=[{"code": 1}])
    read_all = read(theirs, value([text_message("halo")]))
    assert (texts(read_all), len(read_all.items)) == (["halo"], 1)
    assert (read_all.unreadable, read_all.account_errors) == ([], [])


def test_errors_about_the_account_are_told_by_their_codes():
    read_all = read(value(errors=[{"code": 130429, "title": "x"}, {"code": "131042"}]))
    assert (read_all.account_errors, read_all.items) == (["130429", "131042"], [])


@pytest.mark.parametrize(
    "error", [{}, {"title": "x"}, *({"code": c} for c in (None, "", "rusak", True, 1.5, [], -1))]
)
def test_an_error_about_the_account_without_a_code_is_told_all_the_same(error):
    read_all = read(value(errors=[error]))
    assert (read_all.account_errors, read_all.unreadable) == (["unknown"], [])


def test_an_error_about_the_account_harms_no_message():
    read_all = read(value([text_message("halo")], errors=["rusak", {"code": 1}]))
    assert (texts(read_all), read_all.account_errors) == (["halo"], ["1"])


BROKEN_ITEMS = [
    ("messages", {**text_message("x"), "id": None}, "no_message_id"),
    ("messages", {**text_message("x"), "from": None}, "no_sender"),
    ("messages", {**text_message("x"), "from": "bukan nomor"}, "no_sender"),
    ("messages", {}, "no_message_id"),
    ("messages", "rusak", "messages_holds_no_object"),
    ("messages", None, "messages_holds_no_object"),
    ("messages", [text_message("x")], "messages_holds_no_object"),
    ("statuses", {"status": "sent"}, "status_without_message_id"),
    ("statuses", {"id": "wamid.B"}, "status_without_name"),
    ("statuses", 7, "statuses_holds_no_object"),
    ("user_id_update", 7, "user_id_update_holds_no_object"),
    ("user_id_update", {}, "update_without_change"),
    ("user_id_update", {"user_id": {"previous": "ID.1"}}, "update_without_change"),
    ("errors", 7, "errors_holds_no_object"),
]


@pytest.mark.parametrize(("key", "item", "reason"), BROKEN_ITEMS)
def test_what_cannot_be_read_is_kept_with_the_reason(key, item, reason):
    assert reasons(read(value(**{key: [item]}))) == [reason]


@pytest.mark.parametrize(("key", "item", "reason"), BROKEN_ITEMS)
def test_what_cannot_be_read_harms_no_neighbour(key, item, reason):
    content = {"messages": [text_message("a"), text_message("b")], "statuses": [SENT, SENT]}
    content.setdefault(key, []).insert(1, item)
    read_all = read(value(**content))
    assert (texts(read_all), len(read_all.reports)) == (["a", "b"], 2)


@pytest.mark.parametrize(("key", "item", "reason"), BROKEN_ITEMS)
def test_what_cannot_be_read_is_kept_as_a_call_with_nothing_else_in_it(key, item, reason):
    content = {"messages": [text_message("a")], "statuses": [SENT]}
    content.setdefault(key, []).append(item)
    (kept,) = read(value(**content, contacts=[{"wa_id": CITIZEN}])).unreadable
    again = read_call(kept.body, PHONE_NUMBER_ID)
    assert (again.items, reasons(again)) == ([], [reason])


@pytest.mark.parametrize("key", ["messages", "statuses", "user_id_update", "errors"])
@pytest.mark.parametrize("junk", ["rusak", 7, {"0": {}}, False, ""], ids=repr)
def test_a_list_that_is_none_is_kept_with_the_reason(key, junk):
    assert reasons(read({**value(), key: junk})) == [f"{key}_is_no_list"]


@pytest.mark.parametrize("key", ["messages", "statuses", "user_id_update", "errors"])
def test_a_list_that_is_missing_or_empty_is_nothing_to_be_noted(key):
    without = value()
    without.pop(key, None)
    assert reasons(read(without, {**value(), key: None}, {**value(), key: []})) == []


def test_a_list_that_is_none_harms_no_other_list():
    read_all = read({**value(statuses=[SENT]), "messages": "rusak"}, value([text_message("a")]))
    assert (texts(read_all), len(read_all.reports)) == (["a"], 1)


@pytest.mark.parametrize("key", ["messages", "statuses", "user_id_update", "errors"])
def test_a_list_that_is_none_is_kept_as_a_call_that_can_be_read_again(key):
    (kept,) = read({**value(), key: "rusak"}).unreadable
    assert reasons(read_call(kept.body, PHONE_NUMBER_ID)) == [f"{key}_is_no_list"]


def test_a_list_that_is_none_is_kept_for_the_number_that_it_was_meant_for():
    (kept,) = read({**value(), "messages": "rusak"}).unreadable
    assert reasons(read_call(kept.body, "1")) == []


BROKEN_ENVELOPES = [
    (None, ["no_entry"]),
    ([], ["no_entry"]),
    ("rusak", ["no_entry"]),
    ({}, ["no_entry"]),
    ({"entry": {}}, ["no_entry"]),
    ({"entry": []}, []),
    ({"entry": [7]}, ["entry_holds_no_object"]),
    ({"entry": [{}]}, ["no_changes"]),
    ({"entry": [{"changes": 7}]}, ["no_changes"]),
    ({"entry": [{"changes": [7]}]}, ["changes_holds_no_object"]),
    ({"entry": [{"changes": [{}]}]}, ["no_value"]),
    ({"entry": [{"changes": [{"value": []}]}]}, ["no_value"]),
]


@pytest.mark.parametrize(("payload", "expected"), BROKEN_ENVELOPES)
def test_an_envelope_that_is_none_is_kept_with_the_reason(payload, expected):
    assert reasons(read_call(payload, PHONE_NUMBER_ID)) == expected


@pytest.mark.parametrize(("payload", "expected"), BROKEN_ENVELOPES)
def test_an_envelope_that_is_none_is_kept_as_a_call_that_can_be_read_again(payload, expected):
    bodies = [kept.body for kept in read_call(payload, PHONE_NUMBER_ID).unreadable]
    again = [read_call(body, PHONE_NUMBER_ID) for body in bodies]
    assert [reasons(read_all) for read_all in again] == [[reason] for reason in expected]


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (7, ["entry_holds_no_object"]),
        ({}, ["no_changes"]),
        ({"changes": 7}, ["no_changes"]),
        ({"changes": [7, {}]}, ["changes_holds_no_object", "no_value"]),
    ],
)
def test_a_broken_entry_is_kept_without_its_neighbours(broken, expected):
    payload = call(value([text_message("a")]), value([text_message("b")]))
    payload["entry"].insert(1, broken)
    payload["entry"][0]["changes"].append(7)
    kept = read_call(payload, PHONE_NUMBER_ID).unreadable
    again = [read_call(item.body, PHONE_NUMBER_ID) for item in kept]
    assert [reasons(read_all) for read_all in again] == [
        [reason] for reason in ["changes_holds_no_object", *expected]
    ]
    assert [read_all.items for read_all in again] == [[]] * len(again)


@pytest.mark.parametrize("broken", [7, {}, {"changes": 7}, {"changes": [7, {}]}])
def test_a_broken_entry_harms_no_neighbour(broken):
    payload = call(value([text_message("a")]), value([text_message("b")]))
    payload["entry"].insert(1, broken)
    assert texts(read_call(payload, PHONE_NUMBER_ID)) == ["a", "b"]


@pytest.mark.parametrize("broken", [7, {}, {"value": 7}])
def test_a_broken_change_harms_no_neighbour(broken):
    payload = call(value([text_message("a")]))
    payload["entry"][0]["changes"] += [broken, {"value": value([text_message("b")])}]
    assert texts(read_call(payload, PHONE_NUMBER_ID)) == ["a", "b"]


def test_each_item_is_kept_as_a_call_that_reads_the_same():
    contacts = [{"wa_id": CITIZEN, "user_id": USER_ID}]
    payload = value([text_message("a"), text_message("b"), CHANGED], [SENT], contacts=contacts)
    items = read(payload).items
    again = [read_call(item.body, PHONE_NUMBER_ID) for item in items]
    assert [[alone.content for alone in read_all.items] for read_all in again] == [
        [item.content] for item in items
    ]


def test_no_personal_data_is_shown():
    read_all = read(value([text_message("rahasia"), {**text_message("rahasia"), "id": None}]))
    assert not any(secret in repr(read_all) for secret in ("rahasia", CITIZEN, "wamid"))


def places(node, path=()):
    """Yield the path of everything inside a JSON value."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in items:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, key))


def changed(payload, path, replacement):
    result = json.loads(json.dumps(payload))
    holder = result
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = replacement
    return result


EDITED = {"original_message_id": "wamid.0", "message": text_message("/b")}
ITEMS = [
    text_message("/a"),
    text_message("halo", **{"from": None, "from_user_id": USER_ID}),
    message("location", {"latitude": 1.5, "longitude": 2}),
    message("interactive", {"type": "list_reply", "list_reply": {"id": "/a", "title": "A"}}),
    message("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}),
    message("button", {"payload": "/a", "text": "A"}),
    message("image", {"id": "1", "caption": "#a"}),
    message("edit", EDITED),
    message("revoke", {"original_message_id": "wamid.0"}),
    message("reaction", {"message_id": "wamid.0", "emoji": "x"}),
    message("interactive", {"type": "call_permission_reply", "call_permission_reply": {}}),
    CHANGED,
]
REPORTS = [SENT, {"id": "wamid.C", "status": "failed", "errors": [{"code": 131026}]}]
UPDATES = [{"user_id": {"previous": "ID.1", "current": "ID.2"}, "timestamp": "1"}]
CONTACTS = [{"profile": {"name": "x"}, "wa_id": CITIZEN, "user_id": USER_ID}]
SAMPLES = [
    *published().values(),
    call(value(ITEMS, REPORTS, contacts=CONTACTS), value(user_id_update=UPDATES)),
    call(*(value([item], contacts=CONTACTS) for item in ITEMS)),
]


SPEECHLESS = {"reaction", "system", "request_welcome", "call_permission_reply", "revoke"}


@st.composite
def mutated_calls(draw):
    """Draw a call in which something, somewhere, is something else."""
    sample = draw(st.sampled_from(SAMPLES))
    path = draw(st.sampled_from(list(places(sample))))
    return changed(sample, path, draw(JSON))


@settings(max_examples=150)
@given(mutated_calls())
def test_given_any_change_anywhere_then_reading_never_fails(payload):
    read_all = read_call(payload, PHONE_NUMBER_ID)
    for kept in read_all.messages:
        assert len(kept.text) <= 4096
        assert kept.text.encode() or kept.kind in SPEECHLESS
        assert len(kept.kind) <= 40
        assert kept.sender.by_kind
    assert all(len(item.reason) <= 60 for item in read_all.unreadable)
    assert all(isinstance(code, str) for code in read_all.account_errors)


@settings(max_examples=150)
@given(mutated_calls())
def test_given_any_change_anywhere_then_nobody_types_a_command_in(payload):
    for kept in read_call(payload, PHONE_NUMBER_ID).messages:
        is_tapped = kept.kind in ("interactive", "button")
        if not is_tapped and kept.text.strip().startswith(("/", "#")):
            assert kept.text.startswith(("#kiriman=", "#lokasi="))


@settings(max_examples=150)
@given(mutated_calls())
def test_given_any_change_anywhere_then_each_item_reads_the_same_alone(payload):
    for item in read_call(payload, PHONE_NUMBER_ID).items:
        alone = read_call(json.loads(json.dumps(item.body)), PHONE_NUMBER_ID)
        assert [other.content for other in alone.items] == [item.content]
        assert alone.unreadable == []


@given(mutated_calls())
def test_given_any_change_anywhere_then_what_was_unreadable_can_be_read_again(payload):
    for kept in read_call(payload, PHONE_NUMBER_ID).unreadable:
        again = read_call(json.loads(json.dumps(kept.body)), PHONE_NUMBER_ID)
        assert kept.reason in reasons(again)


@settings(max_examples=150)
@given(st.sampled_from(ITEMS), st.data())
def test_given_any_change_in_a_message_then_its_neighbours_are_still_read(item, data):
    before = text_message("sebelum", id="wamid.1", **{"from": OTHER})
    after = text_message("sesudah", id="wamid.3")
    payload = call(value([before, item, after], [SENT], contacts=CONTACTS))
    here = ("entry", 0, "changes", 0, "value", "messages", 1)
    path = data.draw(st.sampled_from([here, *((*here, *path) for path in places(item))]))
    read_all = read_call(changed(payload, path, data.draw(JSON)), PHONE_NUMBER_ID)
    assert (texts(read_all)[0], texts(read_all)[-1]) == ("sebelum", "sesudah")
    assert read_all.messages[0].sender == Addresses(phone=OTHER)
    assert read_all.messages[-1].sender == Addresses(phone=CITIZEN, user_id=USER_ID)
    assert [report.wamid for report in read_all.reports] == ["wamid.B"]


@given(st.sampled_from(REPORTS), st.data())
def test_given_any_change_in_a_report_then_everything_else_is_still_read(report, data):
    payload = call(value([text_message("halo")], [SENT, report, SENT]))
    here = ("entry", 0, "changes", 0, "value", "statuses", 1)
    path = data.draw(st.sampled_from([here, *((*here, *path) for path in places(report))]))
    read_all = read_call(changed(payload, path, data.draw(JSON)), PHONE_NUMBER_ID)
    assert texts(read_all) == ["halo"]
    assert [r.wamid for r in (read_all.reports[0], read_all.reports[-1])] == ["wamid.B"] * 2


@given(JSON)
def test_whatever_comes_instead_of_a_call_then_it_holds_nothing(junk):
    nothing = read_call(junk, PHONE_NUMBER_ID)
    assert nothing.items == []
    assert nothing.unreadable or (isinstance(junk, dict) and junk.get("entry") == [])
    for kept in nothing.unreadable:
        assert kept.reason in reasons(read_call(kept.body, PHONE_NUMBER_ID))
