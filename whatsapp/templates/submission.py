"""Templates as Meta keeps them: the JSON to submit, and what its answer says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from whatsapp.envelope import inner, objects
from whatsapp.payloads import Payload
from whatsapp.templates.model import LANGUAGE, Template

APPROVED = "APPROVED"


def submission(template: Template) -> Payload:
    """Return the body for ``POST /{business account}/message_templates``."""
    return {
        "name": template.name,
        "language": LANGUAGE,
        "category": template.category.name,
        "parameter_format": "NAMED",
        "components": list(_components(template)),
    }


def _components(template: Template) -> Iterator[Payload]:
    examples = [{"param_name": one.name, "example": one.example} for one in template.variables]
    example = {"example": {"body_text_named_params": examples}} if examples else {}
    yield {"type": "BODY", "text": template.body, **example}
    if template.footer:
        yield {"type": "FOOTER", "text": template.footer}
    if template.buttons:
        buttons = [{"type": "QUICK_REPLY", "text": button.title} for button in template.buttons]
        yield {"type": "BUTTONS", "buttons": buttons}


class Difference(Enum):
    """How what Meta has of a template is not what stands in ``content/templates``."""

    MISSING = "belum diajukan ke Meta"
    NOT_APPROVED = "belum boleh dipakai"
    OTHER_CATEGORY = "kategorinya lain"
    OTHER_BODY = "isinya lain"
    OTHER_FOOTER = "penutupnya lain"
    OTHER_BUTTONS = "tombolnya lain"
    ONLY_AT_META = "ada di Meta, tetapi tidak di content/templates"


@dataclass(frozen=True)
class Finding:
    """One difference of one template; ``detail`` is what Meta says, such as its status."""

    name: str
    difference: Difference
    detail: str = ""

    @property
    def forbids_sending(self) -> bool:
        """Tell whether messages made of the template would be refused, or say something else."""
        return self.difference is not Difference.ONLY_AT_META


def compare(
    templates: Mapping[str, Template], at_meta: Iterable[Mapping[str, Any]]
) -> list[Finding]:
    """Return all differences; ``at_meta`` are the entries of Meta's list of templates."""
    kept = _by_name(at_meta)
    found = [
        finding
        for name, template in sorted(templates.items())
        for finding in _differences(template, kept.get(name))
    ]
    unknown = sorted(kept.keys() - templates.keys())
    return [*found, *(Finding(name, Difference.ONLY_AT_META) for name in unknown)]


def missing(
    templates: Mapping[str, Template], at_meta: Iterable[Mapping[str, Any]]
) -> list[Template]:
    """Return those that Meta does not have, whatever it thinks of those that it has."""
    kept = _by_name(at_meta)
    return [template for name, template in sorted(templates.items()) if name not in kept]


def _by_name(at_meta: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("name")): one for one in at_meta if one.get("language") == LANGUAGE}


def _differences(template: Template, kept: Mapping[str, Any] | None) -> Iterator[Finding]:
    if kept is None:
        yield Finding(template.name, Difference.MISSING)
        return
    status, category = str(kept.get("status", "")), str(kept.get("category", ""))
    if status != APPROVED:
        yield Finding(template.name, Difference.NOT_APPROVED, status)
    if category != template.category.name:
        yield Finding(template.name, Difference.OTHER_CATEGORY, category)
    components = {str(one.get("type")): one for one in objects(kept, "components")}
    for kind, wanted, difference in (
        ("BODY", template.body, Difference.OTHER_BODY),
        ("FOOTER", template.footer, Difference.OTHER_FOOTER),
    ):
        if inner(components, kind).get("text", "") != wanted:
            yield Finding(template.name, difference)
    titles = [button.get("text") for button in objects(inner(components, "BUTTONS"), "buttons")]
    if titles != [button.title for button in template.buttons]:
        yield Finding(template.name, Difference.OTHER_BUTTONS)
