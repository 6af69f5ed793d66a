"""Where Rasa spends most of a turn on nothing.

Rasa 3.6.21 checks every answer of the action server against a JSON schema, and the schema itself
against the schema of schemas: some 15 ms of a turn for each action, on the event loop. Here the
schema is compiled once, and answers are checked as before.
"""

from __future__ import annotations

from typing import Any

from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


def check_actions_with_compiled_schema() -> None:
    """Let Rasa check the answers of the action server with the compiled schema."""
    RemoteAction._validate_action_result = _validate


def _validate(action: RemoteAction, result: dict[str, Any]) -> bool:
    error: ValidationError | None = best_match(_VALIDATOR.iter_errors(result))
    if error is None:
        return True
    error.message += ". The action server's answer has not the form that Rasa expects."
    raise error
