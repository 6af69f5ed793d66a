"""Reads the templates that designers edit."""

from __future__ import annotations

import re
from pathlib import Path

from vaksin.content import CONTENT_FOLDER, ContentError, Entry, read_yaml
from whatsapp.templates.model import (
    Category,
    Subject,
    Template,
    TemplateButton,
    Variable,
    VariableType,
)

FOLDER = "templates"
_FIELDS = ("category", "body", "footer", "variables", "buttons")
_PAYLOAD = re.compile(r"/\w+")


def load_templates(content: Path = CONTENT_FOLDER) -> dict[str, Template]:
    """Read all templates, by name.

    Raises:
        ContentError: naming the file and the field that is wrong.
    """
    files = sorted((content / FOLDER).glob("*.yml"))
    if not files:
        raise ContentError(f"{FOLDER}/: has no templates")
    return {file.stem: _template(file) for file in files}


def _template(file: Path) -> Template:
    entry = read_yaml(file)
    entry.allow(*_FIELDS)
    return Template(
        name=file.stem,
        category=Category(entry.choice("category", [one.value for one in Category])),
        body=entry.text("body"),
        footer=entry.text("footer") if "footer" in entry.fields else "",
        variables=_variables(entry) if "variables" in entry.fields else (),
        buttons=tuple(_button(one) for one in entry.optional_entries("buttons")),
    )


def _variables(entry: Entry) -> tuple[Variable, ...]:
    group = entry.entry("variables")
    return tuple(_variable(group.entry(name), name) for name in group.fields)


def _variable(entry: Entry, name: str) -> Variable:
    entry.allow("type", "example")
    kind = VariableType(entry.choice("type", [one.value for one in VariableType]))
    return Variable(name, kind, entry.text("example", kind.limit))


def _button(entry: Entry) -> TemplateButton:
    entry.allow("title", "payload", "tentang")
    payload = entry.matching("payload", _PAYLOAD, "the name of an intent such as /cek_jadwal")
    about = None
    if "tentang" in entry.fields:
        about = Subject(entry.choice("tentang", [one.value for one in Subject]))
    return TemplateButton(entry.text("title"), payload, about)
