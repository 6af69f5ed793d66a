"""A template with its variables filled, as a citizen sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simulator.jsontypes import JsonObject

VARIABLE = re.compile(r"\{\{(\w+)\}\}")


def component_of(submitted: JsonObject, kind: str) -> JsonObject:
    """Return the component of a submitted template, such as its FOOTER; empty if it has none."""
    return next((one for one in submitted["components"] if one["type"] == kind), {})


def body_parameters(components: Iterable[JsonObject]) -> list[JsonObject]:
    """Return what a message fills into the body."""
    return [
        parameter
        for component in components
        if component.get("type") == "body"
        for parameter in component.get("parameters", [])
    ]


def values_by_name(parameters: Iterable[JsonObject]) -> dict[str, str]:
    """Return the text of each named parameter."""
    return {str(one.get("parameter_name")): str(one.get("text", "")) for one in parameters}


def filled_body(submitted: JsonObject, values: dict[str, str]) -> str:
    """Return the text with all variables filled."""
    text = str(component_of(submitted, "BODY").get("text", ""))
    return VARIABLE.sub(lambda found: values[found[1]], text)


def filled(submitted: JsonObject, components: list[JsonObject]) -> JsonObject:
    """Return the words and buttons of a checked message; a button's id is its payload."""
    shown: JsonObject = {
        "body": filled_body(submitted, values_by_name(body_parameters(components))),
        "buttons": _buttons(submitted, _payloads(components)),
    }
    footer = component_of(submitted, "FOOTER")
    return shown | ({"footer": footer["text"]} if footer else {})


def _buttons(submitted: JsonObject, payloads: dict[str, str]) -> list[JsonObject]:
    titles = [str(one["text"]) for one in component_of(submitted, "BUTTONS").get("buttons", [])]
    return [
        {"id": payloads.get(str(index), title), "title": title}
        for index, title in enumerate(titles)
    ]


def _payloads(components: Iterable[JsonObject]) -> dict[str, str]:
    return {
        str(component.get("index")): str(parameter["payload"])
        for component in components
        if component.get("type") == "button" and component.get("sub_type") == "quick_reply"
        for parameter in component.get("parameters", [])
        if parameter.get("type") == "payload"
    }
