"""What Meta asks of a template before it approves it.

A button is as short as in a conversation, because there the same words need no template.
Sources: Meta's pages "Templates" and "Template review" (lengths, buttons, variables that may not
begin, end or touch, words for each variable), as of 2026; what a filled message may not exceed is
error 132005.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from whatsapp import bounds
from whatsapp.templates.model import PLACEHOLDER, Category, Template

NAME = re.compile(r"[a-z0-9_]{1,512}")
VARIABLE_NAME = re.compile(r"[a-z_]{1,60}")
# Meta's reviewers refuse texts that are mostly variables: with n of them, 2n + 1 words at least.
_WORDS_FOR_EACH = 2
_BRACES = re.compile(r"[{}]")
_FORMATTING = re.compile(r"[*_~`\n]")
_TOO_MANY_BREAKS = re.compile(r"\n{3,}")
# Words that make Meta count a message as marketing, whatever it was filed as.
_PERSUADING = re.compile(
    r"\b(promo|diskon|hadiah|undian|buruan|ayo|segera daftar|jangan lewatkan|khusus hari ini"
    r"|undang teman|dapatkan)\b",
    re.IGNORECASE,
)
# What the button sends that stops invitations, and leaves reminders of one's own dose.
STOP_PAYLOAD = "/berhenti_ajakan"
# What says who somebody is has no place in a message that any screen may show.
_FORBIDDEN_VARIABLES = frozenset({"nik", "tanggal_lahir", "alamat", "nomor_hp"})


def problems_of(template: Template, intents: Iterable[str]) -> list[str]:
    """Return what is wrong with a template, one sentence each; ``intents`` are those of the bot."""
    return [
        *_wrong_name(template),
        *_wrong_variables(template),
        *_wrong_places(template),
        *_wrong_texts(template),
        *_wrong_buttons(template, frozenset(intents)),
        *_wrong_category(template),
    ]


def _wrong_name(template: Template) -> Iterator[str]:
    if not NAME.fullmatch(template.name):
        yield "the name may hold small letters, digits and underscores only"


def _wrong_variables(template: Template) -> Iterator[str]:
    used = PLACEHOLDER.findall(template.body)
    known = {variable.name for variable in template.variables}
    for name in sorted(known ^ set(used)):
        yield f"variable {name} " + ("is not used" if name in known else "is not described")
    for name, count in Counter(used).items():
        if count > 1:
            yield f"variable {name} stands in the text {count} times, Meta takes it once"
        if not VARIABLE_NAME.fullmatch(name):
            yield f"variable {name} may hold small letters and underscores only"
        if name in _FORBIDDEN_VARIABLES:
            yield f"variable {name} must not be in a template"


def _wrong_places(template: Template) -> Iterator[str]:
    used = PLACEHOLDER.findall(template.body)
    without = PLACEHOLDER.sub("", template.body)
    if _BRACES.search(without):
        yield "a brace stands alone; a variable is written {{nama}}"
    if len(without.split()) < _WORDS_FOR_EACH * len(used) + 1:
        yield f"{len(used)} variables need at least {_WORDS_FOR_EACH * len(used) + 1} other words"
    pieces = PLACEHOLDER.split(template.body)[::2]
    if used and not (pieces[0].strip() and pieces[-1].strip(" \n.,!?*")):
        yield "a variable must not be the first or the last in the text"
    if any(not piece.strip() for piece in pieces[1:-1]):
        yield "two variables must have a word or a sign between them"


def _wrong_texts(template: Template) -> Iterator[str]:
    longest = {variable.name: "x" * variable.type.limit for variable in template.variables}
    if set(PLACEHOLDER.findall(template.body)) <= longest.keys():
        filled = len(template.text(longest))
        if filled > bounds.TEMPLATE_BODY:
            yield f"filled it may have {filled} characters, at most {bounds.TEMPLATE_BODY} fit"
    if _TOO_MANY_BREAKS.search(template.body):
        yield "there is more than one empty line in a row"
    if len(template.footer) > bounds.TEMPLATE_FOOTER:
        size = len(template.footer)
        yield f"the footer has {size} characters, at most {bounds.TEMPLATE_FOOTER} fit"
    if _BRACES.search(template.footer) or _FORMATTING.search(template.footer):
        yield "the footer may hold neither variables nor formatting"


def _wrong_buttons(template: Template, intents: frozenset[str]) -> Iterator[str]:
    titles = [button.title for button in template.buttons]
    if len(titles) > bounds.BUTTON_COUNT:
        yield f"there are {len(titles)} buttons, at most {bounds.BUTTON_COUNT} fit"
    if len(set(titles)) < len(titles):
        yield "two buttons have the same title"
    for button in template.buttons:
        if len(button.title) > bounds.BUTTON_TITLE:
            most = bounds.BUTTON_TITLE
            yield f"button {button.title!r} has more than {most} characters"
        if _BRACES.search(button.title) or _FORMATTING.search(button.title):
            yield f"button {button.title!r} may hold neither variables nor formatting"
        if button.payload.removeprefix("/") not in intents:
            yield f"button {button.title!r} leads nowhere: {button.payload}"


def _wrong_category(template: Template) -> Iterator[str]:
    found = _PERSUADING.search(template.body)
    if template.category is Category.UTILITY and found:
        yield f"{found[0]!r} persuades, so Meta counts it as marketing"
    if template.category is Category.MARKETING and not _offers_to_stop(template):
        yield f"marketing needs a button that stops it: {STOP_PAYLOAD}"


def _offers_to_stop(template: Template) -> bool:
    return any(button.payload == STOP_PAYLOAD for button in template.buttons)
