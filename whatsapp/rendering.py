"""From what Rasa says in one turn to as few WhatsApp messages as possible.

Every message is charged and counts against a limit of one per six seconds and citizen, so texts,
images and buttons that belong to one turn share a message wherever WhatsApp allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from whatsapp import bounds, payloads
from whatsapp.payloads import Choice, Payload
from whatsapp.splitting import split

BotMessage = dict[str, Any]
DEFAULT_LABEL = "Pilih"
LASTING = "tetap"
PARAGRAPH = "\n\n"


def render(responses: list[BotMessage]) -> list[Payload]:
    """Return the messages of a turn, without recipient.

    What is said last decides what can be tapped: the buttons of an answer in the middle of a form
    go, because the form's own question follows, whether it has buttons or waits for words. Only
    what offers something of its own (``custom: {tombol: tetap}``) keeps them, as a message apart.
    """
    composer, last = _Composer(), len(responses) - 1
    for place, response in enumerate(responses):
        keeps = place == last or custom_of(response).get("tombol") == LASTING
        composer.add(response, keeps_choices=keeps and bool(choices_of(response)))
    return composer.finish()


def choices_of(response: BotMessage) -> list[Choice]:
    """Return the buttons and quick replies of a response."""
    items = [*(response.get("buttons") or []), *(response.get("quick_replies") or [])]
    return [_choice(item) for item in items]


def custom_of(response: BotMessage) -> Mapping[str, Any]:
    """Return the fields that a response has for WhatsApp alone."""
    custom = response.get("custom") or response.get("json_message")
    return custom if isinstance(custom, Mapping) else {}


class _Composer:
    """Builds messages piece by piece; image and texts stay open until the next does not fit."""

    def __init__(self) -> None:
        self._messages: list[Payload] = []
        self._image: str | None = None
        self._text = ""

    def add(self, response: BotMessage, keeps_choices: bool) -> None:
        """Add what a response shows: image, text, buttons, place, file."""
        text = str(response.get("text") or "").strip()
        image = response.get("image")
        if image:
            self._add_image(str(image), "" if keeps_choices else text)
        if keeps_choices:
            label = str(custom_of(response).get("daftar") or DEFAULT_LABEL)
            self._add_choices(text, choices_of(response), label)
        elif not image:
            self._add_text(text)
        self._add_separate(_separate(response))

    def finish(self) -> list[Payload]:
        """Close the last message and return all."""
        self._close()
        return self._messages

    def _add_text(self, text: str) -> None:
        if self._image is not None and len(_join(self._text, text)) > bounds.CAPTION:
            self._close()
        self._text = _join(self._text, text)

    def _add_image(self, link: str, caption: str) -> None:
        if self._image is not None or len(_join(self._text, caption)) > bounds.CAPTION:
            self._close()
        self._image = link
        self._add_text(caption)

    def _add_choices(self, text: str, choices: Sequence[Choice], label: str) -> None:
        if not text:
            text, self._text = self._text, ""
        *paragraphs, body = split(text, bounds.INTERACTIVE_BODY) or [""]
        self._add_text(PARAGRAPH.join(paragraphs))
        fit_buttons = _fit_buttons(choices)
        too_long = len(_join(self._text, body)) > bounds.INTERACTIVE_BODY
        if too_long or (self._image is not None and not fit_buttons):
            self._close()
        body = _join(self._text, body)
        if fit_buttons:
            message = payloads.reply_buttons(body, choices, self._image)
        else:
            message = payloads.choice_list(body, choices, label)
        self._image, self._text = None, ""
        self._messages.append(message)

    def _add_separate(self, messages: Iterable[Payload]) -> None:
        for message in messages:
            self._close()
            self._messages.append(message)

    def _close(self) -> None:
        if self._image is not None:
            self._messages.append(payloads.image(self._image, self._text))
        else:
            self._messages.extend(map(payloads.text, split(self._text, bounds.TEXT)))
        self._image, self._text = None, ""


def _separate(response: BotMessage) -> Iterable[Payload]:
    place = custom_of(response).get("location")
    if isinstance(place, Mapping):
        yield payloads.location(place)
    attachment = response.get("attachment")
    if isinstance(attachment, str) and attachment.startswith(("https://", "http://")):
        yield payloads.document(attachment)
    elif attachment:
        yield payloads.text(str(attachment))


def _fit_buttons(choices: Sequence[Choice]) -> bool:
    plain = all(len(c.title) <= bounds.BUTTON_TITLE and not c.description for c in choices)
    return plain and len(choices) <= bounds.BUTTON_COUNT


def _choice(item: Mapping[str, Any]) -> Choice:
    title = str(item.get("title") or "")
    return Choice(str(item.get("payload") or title), title, str(item.get("description") or ""))


def _join(first: str, second: str) -> str:
    return PARAGRAPH.join(filter(None, (first, second)))
