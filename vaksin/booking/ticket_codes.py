"""Ticket codes as people type or paste them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vaksin.booking.rows import CODE_ALPHABET

_DASH = r"[ \u00a0]?[-\u2010-\u2015][ \u00a0]?"
_PART = f"[{CODE_ALPHABET}]{{4}}"
_WITH_DASHES = re.compile(rf"(?<![\w-])({_PART}){_DASH}({_PART}){_DASH}({_PART})(?![\w-])")
_IN_ONE = re.compile(rf"(?<![\w-])({_PART})({_PART})({_PART})(?![\w-])")
_LETTER, _DIGIT = re.compile("[A-Z]"), re.compile("[2-9]")


@dataclass(frozen=True)
class TicketCodeMention:
    """A ticket code, as ``ABCD-EFGH-2345``, and where it is written."""

    code: str = field(repr=False)
    start: int
    end: int


def find_ticket_code(text: str) -> TicketCodeMention | None:
    """Find the first ticket code in a message.

    Small letters need a digit among them ("anak-anak-anak" is no code); without dashes it must be
    written large, with a letter and a digit: twelve digits are a number of another kind.
    """
    # Letters whose capital is longer than they are would shift the places.
    large = text.upper() if len(text.upper()) == len(text) else text
    for match in _WITH_DASHES.finditer(large):
        typed = text[match.start() : match.end()]
        if typed.isupper() or _DIGIT.search(typed):
            return _mention(match)
    for match in _IN_ONE.finditer(text):
        if _LETTER.search(match.group()) and _DIGIT.search(match.group()):
            return _mention(match)
    return None


def _mention(match: re.Match[str]) -> TicketCodeMention:
    return TicketCodeMention("-".join(match.groups()), match.start(), match.end())
