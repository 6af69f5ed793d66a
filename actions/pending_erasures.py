"""What is told and offered while somebody's wish to be erased can still be taken back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import Button, Conversation
from vaksin.bahasa.calendar_words import date_in_words, time_in_words
from vaksin.people.erasures import Erasure

WIB = "Asia/Jakarta"
# Set while a wish may wait, so that other conversations need not ask the database.
WAITS_SLOT = "menunggu_dihapus"
_TOLD = "utter_akan_dihapus"
TAKE_BACK = Button("Batal hapus", "/batal_hapus")


def pending_erasure(conversation: Conversation) -> Erasure | None:
    """Return the wish of this number to have everything erased, if it can be taken back."""
    wishes = conversation.programme.rights.pending_erasures(conversation.turn.contact_id)
    return next((wish for wish in wishes if wish.is_whole), None)


def tell_of_erasure(conversation: Conversation) -> bool:
    """Say when everything is erased, and how to take that back; ``False`` if it is not to be.

    A session that begins with it does not say it twice.
    """
    wish = pending_erasure(conversation)
    if wish is None:
        return False
    if _TOLD not in conversation.turn.said_at_session_start:
        _tell(conversation, wish)
    return True


def begin_with_erasure(conversation: Conversation) -> None:
    """Say so as a session begins, whatever was said in the one before it."""
    wish = pending_erasure(conversation) if conversation.slots.get(WAITS_SLOT) else None
    if wish:
        _tell(conversation, wish)


def remind_of_erasure(conversation: Conversation) -> None:
    """Say so once in each session to whoever writes about anything."""
    waits = conversation.slots.get(WAITS_SLOT)
    if waits and _TOLD not in conversation.turn.said_in_session:
        tell_of_erasure(conversation)


def _tell(conversation: Conversation, wish: Erasure) -> None:
    conversation.say(_TOLD, [TAKE_BACK], **receipt_in_words(wish))


def receipt_in_words(wish: Erasure) -> dict[str, str]:
    """Return the receipt, when it was asked for and when it is due.

    Moments are exact: "Selasa, 2 Maret 2027 pukul 08.00 WIB".
    """
    return {
        "nomor": wish.receipt,
        "sejak": _in_words(wish.requested_at),
        "waktu": _in_words(wish.due_at),
    }


def _in_words(moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(WIB))
    return f"{date_in_words(local.date())} pukul {time_in_words(local.time())} WIB"


class TakeErasureBack(GuardedAction):
    """Takes every wish to be erased back."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_batal_hapus"

    def perform(self, conversation: Conversation) -> Events:
        """Take them back, and say what is as before and what is not."""
        turn = conversation.turn
        taken_back = conversation.programme.rights.withdraw_erasures(
            turn.contact_id, request_id=turn.message_id
        )
        conversation.say("utter_hapus_dibatalkan" if taken_back else "utter_tidak_ada_penghapusan")
        return [SlotSet(WAITS_SLOT, None)]
