"""What a template is made of, and how its variables are filled."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from whatsapp import payloads
from whatsapp.payloads import Payload

LANGUAGE = "id"
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_BLANKS = re.compile(r"\s+")
_CUT = "…"


class Category(Enum):
    """What Meta charges for, and what a citizen may refuse.

    ``UTILITY`` follows from something that the citizen did, such as booking a seat; anything that
    invites or persuades is ``MARKETING`` (Meta, "Template categorization").
    """

    UTILITY = "utility"
    MARKETING = "marketing"


class VariableType(Enum):
    """What stands in a variable; no value is longer than ``limit`` characters."""

    NAMES = "names"
    SITE = "site"
    SESSION = "session"
    MOMENT = "moment"
    DAY = "day"
    CODE = "code"
    REFERENCE = "reference"
    NUMBER = "number"
    GROUP = "group"
    REGION = "region"

    @property
    def limit(self) -> int:
        """The longest value, in characters."""
        return _LIMITS[self]


_LIMITS = {
    # Three names of the greatest length; of more people the last are counted instead of named.
    VariableType.NAMES: 200,
    VariableType.SITE: 60,
    VariableType.SESSION: 55,
    VariableType.MOMENT: 50,
    VariableType.DAY: 30,
    # The tickets of six people.
    VariableType.CODE: 100,
    VariableType.REFERENCE: 20,
    VariableType.NUMBER: 4,
    VariableType.GROUP: 60,
    VariableType.REGION: 60,
}


@dataclass(frozen=True)
class Variable:
    """A place in the text; ``example`` is what Meta's reviewers see there."""

    name: str
    type: VariableType
    example: str


class Subject(Enum):
    """What a tap can name, so that weeks later it still is about the right person or seat.

    The value stands in ``content/templates``.
    """

    PERSON = "orang"
    BOOKING = "pesanan"
    OFFER = "tawaran"
    SEAT = "kursi"


@dataclass(frozen=True)
class TemplateButton:
    """A quick reply; ``payload`` is what the bot reads when it is tapped.

    ``about`` is what the payload is to name, if there is one to name.
    """

    title: str
    payload: str
    about: Subject | None = None

    def payload_about(self, subjects: Mapping[Subject, str]) -> str:
        """Return the payload, naming its subject in the form of the dialogue's own buttons."""
        if self.about is None or self.about not in subjects:
            return self.payload
        choice = _CHOICES[self.about].format(subjects[self.about])
        return self.payload + json.dumps({"pilihan": choice})


# The slots by which the dialogue's questions know their answers.
_CHOICES = {
    Subject.PERSON: "untuk_siapa=orang:{}",
    Subject.BOOKING: "pesanan={}",
    Subject.OFFER: "tawaran={}",
    Subject.SEAT: "kursi={}",
}


@dataclass(frozen=True)
class Template:
    """A template as it stands in ``content/templates``; its name is that of its file."""

    name: str
    category: Category
    body: str
    footer: str
    variables: tuple[Variable, ...]
    buttons: tuple[TemplateButton, ...]

    def message(
        self, values: Mapping[str, str], subjects: Mapping[Subject, str] | None = None
    ) -> Payload:
        """Return the message with all variables filled, and with what its buttons are about.

        Raises:
            WrongVariables: if a variable has no value, or a value has no variable.
        """
        names = {variable.name for variable in self.variables}
        if names != set(values):
            raise WrongVariables(self.name, sorted(names ^ set(values)))
        components: list[Payload] = []
        if self.variables:
            filled = [_parameter(variable, values[variable.name]) for variable in self.variables]
            components.append({"type": "body", "parameters": filled})
        for index, button in enumerate(self.buttons):
            components.append(_quick_reply(index, button.payload_about(subjects or {})))
        language = {"code": LANGUAGE}
        template = {"name": self.name, "language": language, "components": components}
        return {"type": "template", "template": template}

    def in_window(
        self, values: Mapping[str, str], subjects: Mapping[Subject, str] | None = None
    ) -> Payload:
        """Return the same words and buttons as a message for whoever wrote within 24 hours."""
        body = self.text(values)
        if not self.buttons:
            return payloads.text(body)
        footer = {"footer": {"text": self.footer}} if self.footer else {}
        buttons = [
            {
                "type": "reply",
                "reply": {"id": one.payload_about(subjects or {}), "title": one.title},
            }
            for one in self.buttons
        ]
        content = {"type": "button", "body": {"text": body}, **footer}
        return {"type": "interactive", "interactive": {**content, "action": {"buttons": buttons}}}

    def text(self, values: Mapping[str, str]) -> str:
        """Return the body as a citizen reads it."""
        kinds = {variable.name: variable.type for variable in self.variables}
        return PLACEHOLDER.sub(lambda found: fitting(kinds[found[1]], values[found[1]]), self.body)


class WrongVariables(ValueError):
    """A template was filled with other variables than it has; values are not named."""

    def __init__(self, template: str, names: Sequence[str]) -> None:
        super().__init__(f"{template}: {', '.join(names)}")


def fitting(kind: VariableType, value: str) -> str:
    """Return a value as Meta takes it: on one line, and not longer than its kind allows.

    Meta refuses line breaks, tabs and more than four blanks in a row (error 132018).
    """
    line = _BLANKS.sub(" ", value).strip()
    return line if len(line) <= kind.limit else line[: kind.limit - 1].rstrip() + _CUT


def _parameter(variable: Variable, value: str) -> Payload:
    text = fitting(variable.type, value)
    return {"type": "text", "parameter_name": variable.name, "text": text}


def _quick_reply(index: int, payload: str) -> Payload:
    return {
        "type": "button",
        "sub_type": "quick_reply",
        "index": str(index),
        "parameters": [{"type": "payload", "payload": payload}],
    }
