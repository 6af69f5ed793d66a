"""Which of WhatsApp's limits a message breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from whatsapp import bounds
from whatsapp.inline_images import is_inline, read_png
from whatsapp.payloads import Payload
from whatsapp.rendering import BotMessage, custom_of, render

# A place is always a message of its own.
_SEPARATE = frozenset({"location"})
_CUSTOM_FIELDS = frozenset({"daftar", "location", "tombol"})


def check(payload: Payload) -> list[str]:
    """Return what is wrong with a message, one sentence each; nothing if Meta should take it."""
    kind = str(payload.get("type"))
    checker = _CHECKERS.get(kind)
    return list(checker(payload[kind])) if checker else [f"a message of type {kind} is not known"]


def check_response(response: BotMessage) -> list[str]:
    """Return what is wrong with one variation of a response in the domain."""
    unknown = sorted(set(custom_of(response)) - _CUSTOM_FIELDS)
    problems = [f"custom has the unknown field {name}" for name in unknown]
    payloads = render([response])
    if len(payloads) > 1 and not _SEPARATE & set(custom_of(response)):
        problems.append(f"it takes {len(payloads)} messages, every one of which costs money")
    return problems + [problem for payload in payloads for problem in check(payload)]


def _length(what: str, value: Any, limit: int, least: int = 1) -> Iterator[str]:
    size = len(str(value or ""))
    if size < least:
        yield f"{what} is empty"
    elif size > limit:
        yield f"{what} has {size} characters, at most {limit} fit"


def _unique(what: str, values: Sequence[str]) -> Iterator[str]:
    if len(set(values)) < len(values):
        yield f"two {what} are equal"


def _count(what: str, items: Sequence[Any], limit: int) -> Iterator[str]:
    if not 1 <= len(items) <= limit:
        yield f"there are {len(items)} {what}, there must be 1 to {limit}"


def _text(content: Payload) -> Iterator[str]:
    yield from _length("the text", content.get("body"), bounds.TEXT)


def _image(content: Payload) -> Iterator[str]:
    yield from _length("the caption", content.get("caption"), bounds.CAPTION, least=0)
    yield from _link(content)


def _link(content: Payload) -> Iterator[str]:
    link = str(content.get("link", ""))
    if is_inline(link):
        yield from _inline(link)
    elif "id" not in content and not link.startswith(("https://", "http://")):
        yield "the link must start with https:// or http://"


def _inline(link: str) -> Iterator[str]:
    try:
        size = len(read_png(link))
    except ValueError as error:
        yield str(error)
    else:
        if size > bounds.IMAGE_BYTES:
            yield f"the image has {size} bytes, at most {bounds.IMAGE_BYTES} fit"


def _location(content: Payload) -> Iterator[str]:
    for name, largest in (("latitude", 90), ("longitude", 180)):
        value = content.get(name)
        if not isinstance(value, (int, float)) or not -largest <= value <= largest:
            yield f"{name} must be a number from -{largest} to {largest}"


def _interactive(content: Payload) -> Iterator[str]:
    yield from _length("the body", content["body"]["text"], bounds.INTERACTIVE_BODY)
    yield from _link(content["header"]["image"]) if "header" in content else ()
    action = content["action"]
    yield from _buttons(action["buttons"]) if content["type"] == "button" else _list(action)


def _buttons(buttons: list[Payload]) -> Iterator[str]:
    replies = [button["reply"] for button in buttons]
    yield from _count("buttons", replies, bounds.BUTTON_COUNT)
    for number, reply in enumerate(replies, start=1):
        yield from _length(f"the title of button {number}", reply["title"], bounds.BUTTON_TITLE)
        yield from _length(f"the payload of button {number}", reply["id"], bounds.BUTTON_ID)
    yield from _unique("button titles", [reply["title"] for reply in replies])
    yield from _unique("button payloads", [reply["id"] for reply in replies])


def _list(action: Payload) -> Iterator[str]:
    yield from _length("the button that opens the list", action["button"], bounds.LIST_LABEL)
    rows = [row for section in action["sections"] for row in section["rows"]]
    yield from _count("rows", rows, bounds.ROW_COUNT)
    for number, row in enumerate(rows, start=1):
        described = row.get("description")
        what = f"of row {number}"
        yield from _length(f"the title {what}", row["title"], bounds.ROW_TITLE)
        yield from _length(f"the description {what}", described, bounds.ROW_DESCRIPTION, least=0)
        yield from _length(f"the payload {what}", row["id"], bounds.ROW_ID)
    yield from _unique("row payloads", [row["id"] for row in rows])


_CHECKERS: dict[str, Callable[[Payload], Iterator[str]]] = {
    "text": _text,
    "image": _image,
    "document": _link,
    "location": _location,
    "interactive": _interactive,
}
