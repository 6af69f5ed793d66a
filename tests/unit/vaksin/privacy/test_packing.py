"""What is packed comes back as it was, in less room."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import _KEYS as KEYS
from vaksin.privacy.keys import CannotDecrypt
from vaksin.privacy.packing import open_packed, seal_packed

VOCABULARY = b'{"type": "text", "text": {"body": ""}}'


@given(st.text())
def test_given_any_text_then_it_comes_back(text):
    assert open_packed(KEYS, seal_packed(KEYS, text, VOCABULARY), VOCABULARY) == text


def test_given_a_text_like_the_vocabulary_then_it_takes_less_room_than_sealed_alone():
    text = '{"type": "text", "text": {"body": "halo"}}'
    assert len(seal_packed(KEYS, text, VOCABULARY)) < len(KEYS.seal(text))


def test_given_json_that_was_sealed_unpacked_then_it_is_read():
    text = json.dumps({"type": "text"})
    assert open_packed(KEYS, KEYS.seal(text), VOCABULARY) == text


def test_given_a_changed_text_then_it_is_not_opened():
    sealed = seal_packed(KEYS, "halo", VOCABULARY)
    with pytest.raises(CannotDecrypt):
        open_packed(KEYS, sealed[:-4] + "AAAA", VOCABULARY)
