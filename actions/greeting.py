"""The first hello, and the one of somebody who has not finished."""

from __future__ import annotations

from actions.addressing import whom
from actions.base import Events, GuardedAction
from actions.conversation import Button, Conversation, command
from actions.pending_erasures import remind_of_erasure
from actions.registration.whom_question import WhomQuestion, draft_choice
from actions.wording import missing_in_words


class Greet(GuardedAction):
    """Greets; offers to go on with an unfinished registration."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_sapa"

    def perform(self, conversation: Conversation) -> Events:
        """Greet; whose data is about to be erased is told so first."""
        remind_of_erasure(conversation)
        drafts = conversation.programme.drafts.of(conversation.turn.contact_id)
        if not drafts:
            conversation.say("utter_sapa")
            return []
        newest = drafts[0]
        buttons = [
            command("daftar", WhomQuestion.slot, draft_choice(newest.id), "Lanjutkan"),
            Button("Daftar orang lain", "/daftar_orang_lain"),
            Button("Menu lengkap", "/bantuan"),
        ]
        conversation.say(
            "utter_sapa_lanjutkan",
            buttons,
            orang=whom(newest.answers, conversation.programme.today),
            sisa=missing_in_words(newest.answers),
        )
        return []
