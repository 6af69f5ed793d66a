from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.envelope import addressed_to, values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_every_change_of_every_entry_is_found():
    payload = {
        "entry": [
            {"changes": [{"value": {"n": 1}}, {"value": {"n": 2}}]},
            {"changes": [{"value": {"n": 3}}]},
        ]
    }
    assert [value["n"] for value in values(payload)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("metadata", "kept"),
    [
        ({"phone_number_id": "1"}, True),
        ({"phone_number_id": "2"}, False),
        ({"phone_number_id": None}, False),
        ({}, True),
        ("rusak", True),
    ],
)
def test_only_changes_for_another_number_are_dropped(metadata, kept):
    payload = {"entry": [{"changes": [{"value": {"metadata": metadata}}]}]}
    assert bool(list(values(addressed_to(payload, "1")))) is kept


@given(JSON)
def test_whatever_lies_where_the_envelope_should_be_then_values_are_objects(junk):
    payloads = (junk, {"entry": junk}, {"entry": [{"changes": junk}]})
    for payload in (*payloads, {"entry": [{"changes": [{"value": junk}]}]}):
        kept = list(values(addressed_to(payload, "1")))
        assert all(isinstance(value, dict) for value in kept)
        assert len(kept) <= len(list(values(payload)))
