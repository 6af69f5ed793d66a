"""Templates that a bot has submitted, and what Meta checks of a message made of one.

This Meta approves at once. It also takes messages made of templates that it was never given, so
that a trial needs none.
"""

from __future__ import annotations

import re

from simulator.filled_templates import (
    VARIABLE,
    body_parameters,
    component_of,
    filled,
    filled_body,
    values_by_name,
)
from simulator.graph_errors import INVALID_PARAMETER, GraphError
from simulator.graph_fields import required_objects, required_text
from simulator.ids import new_template_id
from simulator.jsontypes import JsonObject

BODY_LIMIT = 1024
_FOOTER_LIMIT = 60
_BUTTON_LIMIT = 25
_MOST_BUTTONS = 10
_MOST_COMPONENTS = 4
_NAME_LIMIT = 512
_NAME = re.compile(r"[a-z0-9_]+")
_UNPRINTABLE = re.compile(r"[\n\t]| {5,}")
_CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
_WRONG_COUNT = 132000
_TOO_LONG = 132005
_WRONG_FORMAT = 132012
_WRONG_CHARACTERS = 132018
_PAUSED = 132015
_DISABLED = 132016
_REFUSED_AS = {"PAUSED": _PAUSED, "DISABLED": _DISABLED}
_NOT_THERE = 132001


class TemplateLibrary:
    """The templates of the business account."""

    def __init__(self) -> None:
        """Begin without any."""
        self._templates: dict[tuple[str, str], JsonObject] = {}

    def reset(self) -> None:
        """Forget all of them."""
        self._templates.clear()

    def all(self) -> list[JsonObject]:
        """Return them in the order in which they were submitted."""
        return list(self._templates.values())

    def submit(self, body: JsonObject) -> JsonObject:
        """Keep a template and return it; raise GraphError when Meta would refuse it."""
        name = required_text(body, "name", "name", _NAME_LIMIT)
        if not _NAME.fullmatch(name):
            raise GraphError(INVALID_PARAMETER, "name may hold small letters, digits and _")
        language = required_text(body, "language", "language", _NAME_LIMIT)
        if body.get("category") not in _CATEGORIES:
            raise GraphError(INVALID_PARAMETER, f"category must be one of {', '.join(_CATEGORIES)}")
        if (name, language) in self._templates:
            raise GraphError(INVALID_PARAMETER, "there is content in this language already")
        for component in required_objects(body, "components", "components", _MOST_COMPONENTS):
            _check_component(component)
        kept = {**body, "id": new_template_id(), "status": "APPROVED"}
        self._templates[name, language] = kept
        return kept

    def named(self, name: object) -> list[JsonObject]:
        """Return a template in all its languages; Meta may change its mind about them."""
        return [kept for kept in self._templates.values() if kept["name"] == name]

    def check(self, template: JsonObject) -> None:
        """Raise GraphError when a message made of a known template would be refused."""
        name, language = template["name"], template["language"]["code"]
        known = self._templates.get((name, language))
        if known is None:
            if self.named(name):
                raise GraphError(_NOT_THERE, f"template {name} does not exist in {language}")
            return
        if known["status"] != "APPROVED":
            refused_as = _REFUSED_AS.get(known["status"], _NOT_THERE)
            raise GraphError(refused_as, f"template {name} is {known['status']}")
        _check_parameters(known, template.get("components") or [])

    def filled(self, template: JsonObject) -> JsonObject | None:
        """Return what a citizen sees of a checked message; None if its template is not known."""
        known = self._templates.get((template["name"], template["language"]["code"]))
        return filled(known, template.get("components") or []) if known else None


def _check_component(component: JsonObject) -> None:
    kind = component.get("type")
    if kind == "BODY":
        text = required_text(component, "text", "components.text", BODY_LIMIT)
        _check_variables(text, component.get("example") or {})
    elif kind == "FOOTER":
        text = required_text(component, "text", "components.text", _FOOTER_LIMIT)
        if VARIABLE.search(text):
            raise GraphError(INVALID_PARAMETER, "a footer has no variables")
    elif kind == "BUTTONS":
        for button in required_objects(component, "buttons", "components.buttons", _MOST_BUTTONS):
            required_text(button, "text", "components.buttons.text", _BUTTON_LIMIT)
    else:
        raise GraphError(INVALID_PARAMETER, f"component type {kind} is not known here")


def _check_variables(text: str, example: JsonObject) -> None:
    names = VARIABLE.findall(text)
    given = [one.get("param_name") for one in example.get("body_text_named_params", [])]
    if sorted(names) != sorted(given):
        raise GraphError(INVALID_PARAMETER, "each variable needs one example")
    pieces = VARIABLE.split(text)[::2]
    if names and not (pieces[0].strip() and pieces[-1].strip()):
        raise GraphError(INVALID_PARAMETER, "a variable can't be at the start or the end")


def _check_parameters(known: JsonObject, components: list[JsonObject]) -> None:
    names = VARIABLE.findall(component_of(known, "BODY").get("text", ""))
    given = body_parameters(components)
    if len(given) != len(names):
        raise GraphError(_WRONG_COUNT, f"{len(given)} parameters for {len(names)} variables")
    values = values_by_name(given)
    if sorted(values) != sorted(names):
        raise GraphError(_WRONG_FORMAT, "the parameters have other names than the variables")
    if any(not value or _UNPRINTABLE.search(value) for value in values.values()):
        raise GraphError(_WRONG_CHARACTERS, "a parameter is empty or has line breaks or tabs")
    if len(filled_body(known, values)) > BODY_LIMIT:
        raise GraphError(_TOO_LONG, f"the filled text exceeds {BODY_LIMIT} characters")
