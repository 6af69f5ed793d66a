"""Talks to the trained bot with its real actions and a real database, without any server.

Rasa's own test stories never run custom actions; these conversations do.
"""

from __future__ import annotations

import copy
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import Event, Restarted
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class DirectEndpoint(EndpointConfig):
    """Runs actions in this process, as the action server would for the same request."""

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__("http://actions.invalid", enable_selective_domain=True)
        self._executor = executor

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        body = json.loads(json.dumps(kwargs["json"]))
        try:
            return json.loads(json.dumps(await self._executor.run(body)))
        except ActionExecutionRejection as rejection:
            text = json.dumps({"error": rejection.message, "action_name": rejection.action_name})
            raise ClientResponseError(400, rejection.message, text) from rejection


class CollectingWhatsApp(CollectingOutputChannel):
    """Collects what is said, under the name of the real channel."""

    @classmethod
    def name(cls) -> str:
        return "whatsapp"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


@dataclass(frozen=True)
class Said:
    """Everything the bot said in one turn."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(message.get("text") or "" for message in self.messages)

    @property
    def uttered(self) -> list[str]:
        """The names of the responses, in the order in which they were said."""
        return [message["utter_action"] for message in self.messages]

    @property
    def shown(self) -> list[tuple[Any, ...]]:
        """What the citizen sees: texts, images and buttons."""
        return [tuple(m.get(part) for part in ("text", "image", "buttons")) for m in self.messages]

    @property
    def question(self) -> str:
        """What was asked last; a long question comes in a shorter form when it is repeated."""
        return self.uttered[-1].removesuffix("_lagi")

    @property
    def titles(self) -> list[str]:
        """The titles of the last buttons."""
        return [button["title"] for button in self.buttons]

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons of the last message that has some."""
        sets = [message["buttons"] for message in self.messages if message.get("buttons")]
        return sets[-1] if sets else []

    @property
    def images(self) -> list[str]:
        return [message["image"] for message in self.messages if message.get("image")]

    def payload(self, title: str) -> str:
        """The payload of the button with a title."""
        found = [b["payload"] for b in self.buttons if b["title"].startswith(title)]
        assert found, f"no button {title!r} among {[b['title'] for b in self.buttons]}"
        return found[0]


@dataclass
class Citizen:
    """Somebody who chats with the bot from one number."""

    agent: Agent
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    turns: int = 0
    last: Said = field(default_factory=lambda: Said([]))

    async def says(self, text: str, message_id: str | None = None) -> Said:
        output = CollectingWhatsApp()
        await self.agent.handle_message(
            UserMessage(
                text,
                output_channel=output,
                sender_id=self.id,
                input_channel="whatsapp",
                message_id=message_id,
            )
        )
        self.turns += 1
        self.last = Said(list(output.messages))
        return self.last

    async def says_in_a_turn_run_twice(self, text: str) -> tuple[Said, Said]:
        """Return both answers when the first run's work was kept, but not its conversation."""
        store, message_id = self.agent.tracker_store, uuid.uuid4().hex
        tracker = await store.retrieve(self.id)
        before = copy.deepcopy(list(tracker.events)) if tracker else []
        first = await self.says(text, message_id)
        await self._remember(before)
        return first, await self.says(text, message_id)

    async def is_not_remembered(self) -> None:
        """Lose the conversation, as a new model or a lost tracker store does; nothing else."""
        await self._remember([])

    async def pauses(self, seconds: float) -> None:
        """Let time pass since everything that was said so far."""
        tracker = await self.agent.tracker_store.retrieve(self.id)
        assert tracker is not None
        events = copy.deepcopy(list(tracker.events))
        for event in events:
            event.timestamp -= seconds
        await self._remember(events)

    async def taps(self, title: str) -> Said:
        return await self.says(self.last.payload(title))

    async def slots(self) -> dict[str, Any]:
        tracker = await self.agent.tracker_store.retrieve(self.id)
        assert tracker is not None
        return dict(tracker.current_slot_values())

    async def _remember(self, events: list[Event]) -> None:
        """Put events in the place of all that was said."""
        domain, store = self.agent.domain, self.agent.tracker_store
        tracker = await store.get_or_create_tracker(self.id)
        tracker.update_with_events([Restarted(), *events], domain)
        await store.save(tracker)
