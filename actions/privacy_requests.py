"""The citizen's rights over their data: erasure and an end to messages (UU 27/2022)."""

from __future__ import annotations

from rasa_sdk.events import Restarted, SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import Conversation, choice
from actions.guided_form import GuidedForm, Question, Reading
from actions.registration.person_questions import NO, YES, yes_or_no
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set

FORM = "formulir_hapus_data"
_ECHO = word_set("hapus hapuskan hapusin")


class EraseConfirmation(Question):
    """Erases on a clear yes only."""

    form = FORM
    slot = "konfirmasi_hapus"

    def ask(self, conversation: Conversation) -> None:
        """Say what would be lost."""
        buttons = [choice(self.slot, YES, "Ya, hapus"), choice(self.slot, NO, "Tidak jadi")]
        conversation.say("utter_ask_konfirmasi_hapus", buttons)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a clear yes or no."""
        reply = yes_or_no(conversation, self.slot, _ECHO)
        if reply in (Reply.YES, Reply.NO):
            return Reading({self.slot: reply is Reply.YES})
        return None


class EraseForm(GuidedForm):
    """Asks before everything is erased."""

    form = FORM
    own_intents = frozenset({"hapus_data"})
    questions = (EraseConfirmation(),)

    def begin(self, conversation: Conversation) -> None:
        """Ask every time."""
        conversation.slots["konfirmasi_hapus"] = None


class FinishErasure(GuardedAction):
    """Erases, or says that nothing was erased."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_hapus"

    def perform(self, conversation: Conversation) -> Events:
        """Erase after a yes and forget the conversation's answers."""
        if conversation.slots.get("konfirmasi_hapus") is True:
            turn = conversation.turn
            conversation.programme.rights.erase(turn.contact_id, request_id=turn.message_id)
            conversation.say("utter_data_dihapus")
            # The tracker store forgets the conversation before a restart.
            return [Restarted()]
        conversation.say("utter_data_tetap")
        return [SlotSet(EraseConfirmation.slot, None)]


class StopNotifications(GuardedAction):
    """Stops messages that the citizen did not ask for."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_berhenti_notifikasi"

    def perform(self, conversation: Conversation) -> Events:
        """Remember the wish and confirm it; a doubtful one is asked about first."""
        turn = conversation.turn
        if not turn.is_surely_about_something_else:
            conversation.say("utter_pastikan_berhenti")
            return []
        conversation.programme.rights.stop_notifications(
            turn.contact_id, request_id=turn.message_id
        )
        conversation.say("utter_notifikasi_berhenti")
        return []
