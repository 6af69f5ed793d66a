from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.jsontypes import dump_escaped, parse_object


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
def test_any_object_survives_being_written_and_read(value):
    assert parse_object(dump_escaped(value)) == value


@given(st.binary())
def test_reading_bytes_never_raises(raw):
    assert parse_object(raw) is None or isinstance(parse_object(raw), dict)


def test_non_ascii_is_escaped_as_meta_does():
    assert dump_escaped({"a": "é🙏"}) == b'{"a":"\\u00e9\\ud83d\\ude4f"}'


@pytest.mark.parametrize("raw", [b"", b"[]", b"1", b"{", b"\xff{}"])
def test_what_is_not_an_object_gives_none(raw):
    assert parse_object(raw) is None
