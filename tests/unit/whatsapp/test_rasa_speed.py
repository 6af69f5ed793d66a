"""Rasa's check of what actions answer, made quick."""

from __future__ import annotations

import hashlib
import inspect

import pytest
from jsonschema.exceptions import ValidationError
from rasa.core.actions.action import RemoteAction

from whatsapp import rasa_speed

ORIGINAL = RemoteAction._validate_action_result
GOOD = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": None}], "responses": [{}]},
]
BAD = [{"events": {}}, {"responses": [7]}, {"events": [{"event": "slot"}]}, {"events": [7]}]


@pytest.fixture
def action(monkeypatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", ORIGINAL)
    rasa_speed.check_actions_with_compiled_schema()
    return RemoteAction("action_contoh", None)


@pytest.mark.parametrize("result", GOOD)
def test_what_rasa_takes_is_taken(action, result):
    assert ORIGINAL(action, result)
    assert action._validate_action_result(result)


@pytest.mark.parametrize("result", BAD)
def test_what_rasa_refuses_is_refused(action, result):
    with pytest.raises(ValidationError):
        ORIGINAL(action, result)
    with pytest.raises(ValidationError, match="the form that Rasa expects"):
        action._validate_action_result(result)


def test_the_method_of_rasa_that_is_replaced_is_the_one_that_was_read():
    source = inspect.getsource(ORIGINAL).encode()
    assert hashlib.sha256(source).hexdigest() == (
        "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42"
    )
