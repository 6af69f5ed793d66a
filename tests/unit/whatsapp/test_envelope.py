from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.envelope import inner, is_message_id, objects

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize("value", ["wamid.HBgLMTY1MDM4Nzk0MzkVAgA==", "x", "!~", "x" * 255])
def test_visible_ascii_without_spaces_can_be_the_id_of_a_message(value):
    assert is_message_id(value)


@pytest.mark.parametrize(
    "value", [None, "", 7, b"wamid.A", ["x"], "a b", "a\n", "a\0", "é", "\ud800", "x" * 256]
)
def test_nothing_else_can(value):
    assert not is_message_id(value)


def test_the_objects_of_a_list_are_found_in_order():
    assert list(objects({"a": [{"n": 1}, 7, None, [], {"n": 2}]}, "a")) == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize("holder", [{}, {"a": None}, {"a": {"n": 1}}, {"a": "x"}, [], None, "a"])
def test_where_there_is_no_list_there_are_no_objects(holder):
    assert list(objects(holder, "a")) == []


def test_the_object_at_a_key_is_returned_as_it_is():
    assert inner({"a": {"n": 1}}, "a") == {"n": 1}


@pytest.mark.parametrize("holder", [{}, {"a": None}, {"a": [1]}, {"a": "x"}, [], None, "a"])
def test_where_there_is_no_object_an_empty_one_is_returned(holder):
    assert inner(holder, "a") == {}


@given(JSON, st.text())
def test_whatever_lies_there_then_only_objects_come_out(junk, key):
    for holder in (junk, {key: junk}, {key: [junk]}):
        assert isinstance(inner(holder, key), dict)
        assert all(isinstance(item, dict) for item in objects(holder, key))
