"""The second question of a message that asks two things, or wants something and asks."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import Conversation

SECOND_QUESTION = "pertanyaan_lain"


def answer_second_question(conversation: Conversation) -> None:
    """Say the answer to what the message asks beside its first wish, if it does."""
    topic = conversation.turn.value(SECOND_QUESTION)
    if topic:
        conversation.say(f"utter_{topic}")


class AnswerSecondQuestion(GuardedAction):
    """Comes after the answer to the first question."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_pertanyaan_lain"

    def perform(self, conversation: Conversation) -> Events:
        """Answer, and forget that there was a second question."""
        answer_second_question(conversation)
        return [SlotSet(SECOND_QUESTION, None)]
