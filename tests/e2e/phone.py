"""A citizen's phone, played over the simulator's phone API."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.e2e.running import Product

TURN_SECONDS = 60.0
LONGEST_POLL = 20.0
# The bot's books are looked at again after this pause, or at once when the chat changes.
BOOKS_POLL = 0.05

Message = dict[str, Any]


@dataclass
class Phone:
    """One number: what it sends, and what the bot answered."""

    product: Product
    number: str
    chat: list[Message] = field(default_factory=list, repr=False)
    _last_seq: int = 0

    # -- what the citizen does

    def types(self, text: str) -> str:
        """Send a text and return the bot's answer."""
        return self._converses(type="text", text=text)

    def taps(self, title: str) -> str:
        """Tap a reply button, or choose a row of a list, in the newest message that has it."""
        for message in reversed(self.from_bot):
            for choice in choices_of(message):
                if choice["title"].startswith(title):
                    return self._taps(message, choice)
        raise AssertionError(f"nothing called {title!r} among {self.offered}")

    def shares_location(self, latitude: float, longitude: float) -> str:
        """Share a place, degrees north and east."""
        return self._converses(type="location", latitude=latitude, longitude=longitude)

    def sends(self, kind: str, **content: Any) -> str:
        """Send something that is no text, such as an image or a sticker."""
        return self._converses(type=kind, **content)

    def sends_image(self) -> str:
        """Send a photo."""
        return self.sends("image")

    def reacts(self, emoji: str) -> None:
        """React to the bot's newest message; a reaction gets no answer."""
        self._posts(type="reaction", message_id=self.from_bot[-1]["id"], emoji=emoji)

    def awaits_answer(self) -> str:
        """Follow the chat until the bot has answered and has nothing left to do."""
        deadline = time.monotonic() + TURN_SECONDS
        before, screen, pause = self.bot_messages, self._look(), LONGEST_POLL
        while not (self.bot_messages > before and self._has_settled(screen)):
            assert time.monotonic() < deadline, "the bot did not finish its answer"
            if self.bot_messages > before:
                pause = BOOKS_POLL
            screen = self._look(screen["version"], pause)
        return self.last_text

    def looks(self) -> None:
        """Look at the chat without having written."""
        self._look()

    # -- what the citizen sees

    @property
    def from_bot(self) -> list[Message]:
        """Everything the bot sent."""
        return [message for message in self.chat if message["direction"] == "in"]

    @property
    def bot_messages(self) -> int:
        """How many messages the bot sent."""
        return len(self.from_bot)

    @property
    def newest_answer(self) -> list[Message]:
        """The bot's messages since the citizen's last one."""
        own = [index for index, m in enumerate(self.chat) if m["direction"] == "out"]
        return self.chat[max(own, default=-1) + 1 :]

    @property
    def last_text(self) -> str:
        """The words of the newest answer."""
        return "\n\n".join(filter(None, map(text_of, self.newest_answer)))

    @property
    def last_image(self) -> bytes:
        """The newest image that the bot sent."""
        ids = [media for media in map(image_of, self.from_bot) if media]
        answer = requests.get(f"{self._url}/media/{ids[-1]}", timeout=LONGEST_POLL)
        answer.raise_for_status()
        return answer.content

    @property
    def offered(self) -> list[str]:
        """What can be tapped in the newest answer."""
        return [choice["title"] for message in self.newest_answer for choice in choices_of(message)]

    @property
    def described(self) -> list[str]:
        """What stands below the titles that can be tapped in the newest answer."""
        choices = (choice for message in self.newest_answer for choice in choices_of(message))
        return [choice["description"] for choice in choices if "description" in choice]

    # -- how it works

    @property
    def _url(self) -> str:
        return f"{self.product.phones_url}/phone/{self.number}"

    def _taps(self, message: Message, choice: dict[str, str]) -> str:
        return self._converses(type=reply_to(message), context=message["id"], **choice)

    def _converses(self, **message: Any) -> str:
        self._posts(**message)
        return self.awaits_answer()

    def _posts(self, **message: Any) -> None:
        answer = requests.post(f"{self._url}/send", json=message, timeout=LONGEST_POLL)
        answer.raise_for_status()

    def _has_settled(self, screen: dict[str, Any]) -> bool:
        if screen["typing"] or self.product.is_working():
            return False
        self._look()  # what came between the look at the screen and that at the books
        return True

    def _look(self, version: int | None = None, wait: float = 0.0) -> dict[str, Any]:
        """Return the screen as soon as it differs from `version`, or after `wait` seconds."""
        query = {"after": self._last_seq, "wait": wait}
        if version is not None:
            query["version"] = version
        answer = requests.get(f"{self._url}/messages", params=query, timeout=2 * LONGEST_POLL)
        answer.raise_for_status()
        screen: dict[str, Any] = answer.json()
        self.chat.extend(screen["messages"])
        self._last_seq = max([self._last_seq, *(m["seq"] for m in screen["messages"])])
        return screen


def text_of(message: Message) -> str:
    """Return the words of a message."""
    payload = message["payload"]
    content = payload.get(message["type"], {})
    if message["type"] == "interactive":
        return str(content["body"]["text"])
    if message["type"] == "template":
        return str(payload["filled"]["body"] if "filled" in payload else content["name"])
    return str(content.get("body") or content.get("caption") or "")


def image_of(message: Message) -> str | None:
    """Return the media id of the image that a message shows, on its own or as a header."""
    payload = message["payload"]
    header = payload.get("interactive", {}).get("header", {})
    image = payload.get("image") or header.get("image") or {}
    return image.get("id")


def choices_of(message: Message) -> list[dict[str, str]]:
    """Return what can be tapped in a message: id and title, of a row also the description."""
    payload = message["payload"]
    action = payload.get("interactive", {}).get("action", {})
    buttons = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return buttons + rows + payload.get("filled", {}).get("buttons", [])


def reply_to(message: Message) -> str:
    """Return what a phone sends when something in a message is tapped."""
    if message["type"] == "template":
        return "button"
    is_list = message["payload"]["interactive"]["type"] == "list"
    return "list_reply" if is_list else "button_reply"
