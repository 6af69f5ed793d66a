"""What the simulated phones show: one chat with the bot for every number, in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from simulator.jsontypes import JsonObject

Direction = Literal["in", "out"]
Status = Literal["failed", "sent", "delivered", "read"]

TYPING_SECONDS = 25.0
"""Meta's typing indicator ends with the reply or after 25 seconds."""

_LADDER: tuple[Status, ...] = ("failed", "sent", "delivered", "read")


@dataclass
class ChatMessage:
    """One message as seen from the phone: "in" came from the bot, "out" from the citizen."""

    seq: int
    direction: Direction
    id: str
    type: str
    payload: JsonObject
    status: Status
    timestamp: int

    @property
    def callback_data(self) -> str | None:
        """Return the sender's own reference, which Meta echoes in every status."""
        return self.payload.get("biz_opaque_callback_data")

    def as_json(self) -> JsonObject:
        """Return the form in which the phone API shows it."""
        return dict(vars(self))


class Chat:
    """The conversation on one phone; `version` grows with every visible change."""

    def __init__(self, number: str) -> None:
        """Start an empty chat for this number (digits only)."""
        self.number = number
        self.version = 0
        self._view_id = uuid4().hex
        self._last_seq = 0
        self._messages: list[ChatMessage] = []
        self._typing_until = 0.0
        self._changed = asyncio.Event()

    def append(
        self, direction: Direction, message_id: str, kind: str, payload: JsonObject, status: Status
    ) -> ChatMessage:
        """Add a message at the end; one from the bot ends its typing indicator."""
        self._last_seq += 1
        message = ChatMessage(
            self._last_seq, direction, message_id, kind, payload, status, int(time.time())
        )
        self._messages.append(message)
        if direction == "in":
            self._typing_until = 0.0
        self._touch()
        return message

    def after(self, seq: int) -> list[ChatMessage]:
        """Return the messages with a higher sequence number."""
        return [message for message in self._messages if message.seq > seq]

    def advance(self, message: ChatMessage, status: Status) -> None:
        """Move a message up the status ladder; it never steps down."""
        if _LADDER.index(status) > _LADDER.index(message.status):
            message.status = status
            self._touch()

    def mark_failed(self, message: ChatMessage) -> None:
        """Note that the bot could not be reached; something already delivered stays so."""
        if message.status == "sent":
            message.status = "failed"
            self._touch()

    def read_incoming(self) -> list[ChatMessage]:
        """Mark everything from the bot as read and return what had been unread."""
        return self._read(m for m in self._messages if m.direction == "in")

    def read_outgoing(self, up_to: str) -> None:
        """Mark the citizen's message with this id, and all before it, as read by the bot."""
        last = max((m.seq for m in self._messages if m.id == up_to), default=0)
        self._read(m for m in self._messages if m.direction == "out" and m.seq <= last)

    def start_typing(self) -> None:
        """Show the typing indicator until the next message or for 25 seconds."""
        self._typing_until = time.monotonic() + TYPING_SECONDS
        self._touch()

    def clear(self) -> None:
        """Empty the view; sequence numbers go on, so a waiting reader misses nothing."""
        self._messages.clear()
        self._typing_until = 0.0
        self._view_id = uuid4().hex
        self._touch()

    def snapshot(self, after: int) -> JsonObject:
        """Return what a phone needs to draw itself: new messages and the state of all others."""
        return {
            "messages": [message.as_json() for message in self.after(after)],
            "typing": time.monotonic() < self._typing_until,
            "statuses": {message.id: message.status for message in self._messages},
            "version": self.version,
            "view": self._view_id,
        }

    async def wait_for_change(self, seconds: float) -> bool:
        """Wait for the next visible change; return False when none came in time."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        return True

    def _read(self, messages: Iterable[ChatMessage]) -> list[ChatMessage]:
        unread = [message for message in messages if message.status != "read"]
        for message in unread:
            self.advance(message, "read")
        return unread

    def _touch(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()


class PhoneStore:
    """All chats, and which of them a message id belongs to, also after a chat was cleared."""

    def __init__(self) -> None:
        """Start without any phone."""
        self._chats: dict[str, Chat] = {}
        self._owners: dict[str, Chat] = {}

    def chat(self, number: str) -> Chat:
        """Return the chat of a number (digits only), new when the number was never used."""
        if number not in self._chats:
            self._chats[number] = Chat(number)
        return self._chats[number]

    def owner_of(self, message_id: str) -> Chat | None:
        """Return the chat in which a citizen's message with this id was sent, if any."""
        return self._owners.get(message_id)

    def remember(self, message_id: str, chat: Chat) -> None:
        """Note that a citizen sent this message in this chat."""
        self._owners[message_id] = chat
