"""What the simulated phones show: one chat with the bot for every number, in memory."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal
from uuid import uuid4

from simulator import clock
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
    edited: bool = False
    revoked: bool = False

    def as_json(self) -> JsonObject:
        """Return the form in which the phone API shows it."""
        return dict(vars(self))


class Chat:
    """The conversation on one phone.

    `version` grows with every visible change; `last_written` is when the citizen last wrote, in
    seconds since 1970.
    """

    def __init__(self, number: str) -> None:
        """Start an empty chat for this number (digits only)."""
        self.number = number
        self.version = 0
        self.last_written = 0
        self._view_id = uuid4().hex
        self._last_seq = 0
        self._messages: list[ChatMessage] = []
        self._by_id: dict[str, ChatMessage] = {}
        self._unread: dict[Direction, dict[str, ChatMessage]] = {"in": {}, "out": {}}
        self._changed_in: dict[str, int] = {}  # message id to version, the latest change last
        self._typing_until = 0.0
        self._changed = asyncio.Event()

    @property
    def is_empty(self) -> bool:
        """Tell whether the view shows nothing."""
        return not self._messages

    def append(
        self,
        direction: Direction,
        message_id: str,
        kind: str,
        payload: JsonObject,
        status: Status,
        timestamp: int | None = None,
    ) -> ChatMessage:
        """Add a message at the end, of now or of `timestamp`; the bot's ends its typing."""
        self._last_seq += 1
        sent_at = clock.seconds() if timestamp is None else timestamp
        message = ChatMessage(self._last_seq, direction, message_id, kind, payload, status, sent_at)
        self._messages.append(message)
        self._by_id[message_id] = message
        self._unread[direction][message_id] = message
        if direction == "in":
            self._typing_until = 0.0
        else:
            self.last_written = max(self.last_written, sent_at)
        self._touch(message)
        return message

    def after(self, seq: int) -> list[ChatMessage]:
        """Return the messages with a higher sequence number."""
        known = seq - (self._last_seq - len(self._messages))
        return self._messages[max(0, known) :]

    def advance(self, message: ChatMessage, status: Status) -> None:
        """Move a message up the status ladder; it never steps down."""
        if _LADDER.index(status) > _LADDER.index(message.status):
            message.status = status
            self._touch(message)

    def mark_failed(self, message: ChatMessage) -> None:
        """Note that the bot could not be reached; something already delivered stays so."""
        if message.status == "sent":
            message.status = "failed"
            self._touch(message)

    def edit(self, message_id: str, text: str) -> None:
        """Show a corrected text in a message that is still in view."""
        message = self._by_id.get(message_id)
        if message is not None and message.type == "text":
            # The payload is also what the webhook tells; that must stay as it was sent.
            message.payload = message.payload | {"text": {"body": text}}
            message.edited = True
            self._touch(message)

    def revoke(self, message_id: str) -> None:
        """Show that the citizen took a message back."""
        message = self._by_id.get(message_id)
        if message is not None:
            message.revoked = True
            self._touch(message)

    def read_incoming(self) -> list[ChatMessage]:
        """Mark everything from the bot as read and return what had been unread."""
        return self._read("in", self._last_seq)

    def read_outgoing(self, up_to: str) -> None:
        """Mark the citizen's message with this id, and all before it, as read by the bot."""
        last = self._by_id.get(up_to)
        if last is not None:
            self._read("out", last.seq)

    def start_typing(self) -> None:
        """Show the typing indicator until the next message or for 25 seconds."""
        self._typing_until = time.monotonic() + TYPING_SECONDS
        self._touch()

    def clear(self) -> None:
        """Empty the view; sequence numbers go on, so a waiting reader misses nothing."""
        self._messages.clear()
        self._by_id.clear()
        self._changed_in.clear()
        for unread in self._unread.values():
            unread.clear()
        self._typing_until = 0.0
        self._view_id = uuid4().hex
        self._touch()

    def snapshot(self, after: int, known_version: int = 0) -> JsonObject:
        """Return what a phone needs to draw itself: new messages and the status of the others.

        Statuses that did not change since `known_version` are left out.
        """
        return {
            "messages": [message.as_json() for message in self.after(after)],
            "typing": time.monotonic() < self._typing_until,
            "statuses": self._statuses_since(known_version),
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

    def _statuses_since(self, version: int) -> dict[str, Status]:
        latest_first = reversed(self._changed_in.items())
        changed = takewhile(lambda change: change[1] > version, latest_first)
        return {message_id: self._by_id[message_id].status for message_id, _ in changed}

    def _read(self, direction: Direction, last_seq: int) -> list[ChatMessage]:
        waiting = self._unread[direction]
        unread = list(takewhile(lambda message: message.seq <= last_seq, waiting.values()))
        for message in unread:
            del waiting[message.id]
            self.advance(message, "read")
        return unread

    def _touch(self, message: ChatMessage | None = None) -> None:
        self.version += 1
        if message is not None and message.id in self._by_id:
            self._changed_in.pop(message.id, None)
            self._changed_in[message.id] = self.version
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

    def move(self, old: str, new: str) -> None:
        """Let the chat of one number go on at another, whose own empty chat ends."""
        chat = self.chat(old)
        del self._chats[old]
        self.chat(new).clear()  # whoever looks at the empty one looks again
        chat.number = new
        self._chats[new] = chat

    def reset(self) -> None:
        """Forget all phones; whoever looks at one sees that it is empty."""
        for chat in self._chats.values():
            chat.clear()
        self._chats.clear()
        self._owners.clear()
