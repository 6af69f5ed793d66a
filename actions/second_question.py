"""The second question of a message that asks two things, or wants something and asks."""

from __future__ import annotations

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.pending_erasures import remind_of_erasure


def answer_second_question(conversation: Conversation) -> None:
    """Say the answer to what the message asks beside its first wish, if it does."""
    topic = conversation.turn.second_question
    if topic:
        conversation.say(f"utter_{topic}")


class AnswerSecondQuestion(GuardedAction):
    """Comes after the answer to the first question."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_pertanyaan_lain"

    def perform(self, conversation: Conversation) -> Events:
        """Answer it, if there is one."""
        remind_of_erasure(conversation)
        answer_second_question(conversation)
        return []
