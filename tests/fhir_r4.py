"""What FHIR R4 (hl7.org/fhir/R4) demands of the resources that a search for patients answers with.

Each type lists its elements with the rule for the value; whatever is not listed is an error, as are
empty objects and arrays (R4, "JSON Representation of Resources").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ISSUE_SEVERITIES = {"fatal", "error", "warning", "information"}
ISSUE_CODES = {
    *("invalid", "structure", "required", "value", "invariant"),
    *("security", "login", "unknown", "expired", "forbidden", "suppressed"),
    *("processing", "not-supported", "duplicate", "multiple-matches", "not-found", "deleted"),
    *("too-long", "code-invalid", "extension", "too-costly", "business-rule", "conflict"),
    *("transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled"),
    "informational",
}
NAME_USES = {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"}
IDENTIFIER_USES = {"usual", "official", "temp", "secondary", "old"}


@dataclass(frozen=True)
class Element:
    """One element of a type: the rule for its value, and how often it occurs."""

    rule: str | set[str]
    is_list: bool = False
    is_required: bool = False


TYPES: dict[str, dict[str, Element]] = {
    "Bundle": {
        "resourceType": Element({"Bundle"}, is_required=True),
        "id": Element("id"),
        # An answer to a search is a searchset; a total stands in no other kind but history.
        "type": Element({"searchset"}, is_required=True),
        "total": Element("unsignedInt"),
        "link": Element("Link", is_list=True),
        "entry": Element("Entry", is_list=True),
    },
    "Link": {
        "relation": Element("string", is_required=True),
        "url": Element("uri", is_required=True),
    },
    "Entry": {
        "fullUrl": Element("uri"),
        "resource": Element("Resource"),
        "search": Element("Search"),
    },
    "Search": {"mode": Element({"match", "include", "outcome"}), "score": Element("decimal")},
    "Patient": {
        "resourceType": Element({"Patient"}, is_required=True),
        "id": Element("id"),
        "identifier": Element("Identifier", is_list=True),
        "active": Element("boolean"),
        "name": Element("HumanName", is_list=True),
        "gender": Element({"male", "female", "other", "unknown"}),
        "birthDate": Element("date"),
    },
    "Identifier": {
        "use": Element(IDENTIFIER_USES),
        "system": Element("uri"),
        "value": Element("string"),
    },
    "HumanName": {
        "use": Element(NAME_USES),
        "text": Element("string"),
        "family": Element("string"),
        "given": Element("string", is_list=True),
        "prefix": Element("string", is_list=True),
        "suffix": Element("string", is_list=True),
    },
    "OperationOutcome": {
        "resourceType": Element({"OperationOutcome"}, is_required=True),
        "issue": Element("Issue", is_list=True, is_required=True),
    },
    "Issue": {
        "severity": Element(ISSUE_SEVERITIES, is_required=True),
        "code": Element(ISSUE_CODES, is_required=True),
        "details": Element("CodeableConcept"),
        "diagnostics": Element("string"),
    },
    "CodeableConcept": {"text": Element("string")},
}
PRIMITIVES: dict[str, Callable[[Any], bool]] = {
    "id": lambda value: _matches(r"[A-Za-z0-9\-.]{1,64}", value),
    "uri": lambda value: _matches(r"\S+", value),
    "string": lambda value: _matches(r"[\s\S]*\S[\s\S]*", value),
    "date": lambda value: _matches(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value),
    "boolean": lambda value: isinstance(value, bool),
    "unsignedInt": lambda value: type(value) is int and value >= 0,
    "decimal": lambda value: type(value) in (int, float),
}


def problems(resource: Any) -> list[str]:
    """Return what is wrong with a resource, each with its place; nothing if it is FHIR R4."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if kind not in ("Bundle", "Patient", "OperationOutcome"):
        return [f"no known resource: {kind}"]
    return list(_problems_in(kind, resource, kind))


def _problems_in(kind: str, value: Any, place: str) -> Iterator[str]:
    if kind == "Resource":
        yield from (f"{place}: {problem}" for problem in problems(value))
        return
    if kind in PRIMITIVES:
        if not PRIMITIVES[kind](value):
            yield f"{place} is no {kind}"
        return
    if not isinstance(value, dict) or not value:
        yield f"{place} is no {kind}, or empty"
        return
    elements = TYPES[kind]
    yield from (f"{place}.{name} is unknown" for name in value.keys() - elements.keys())
    for name, element in elements.items():
        if name in value:
            yield from _problems_of(element, value[name], f"{place}.{name}")
        elif element.is_required:
            yield f"{place}.{name} is missing"


def _problems_of(element: Element, value: Any, place: str) -> Iterator[str]:
    if element.is_list and (not isinstance(value, list) or not value):
        yield f"{place} is no list, or empty"
        return
    for item in value if element.is_list else [value]:
        if isinstance(element.rule, str):
            yield from _problems_in(element.rule, item, place)
        elif not isinstance(item, str) or item not in element.rule:
            yield f"{place} has a code that is not in its value set"


def _matches(pattern: str, value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None
