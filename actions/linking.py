"""Somebody whom another number registered: proof by ticket code and NIK."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.addressing import addressed
from actions.base import Events, GuardedAction
from actions.conversation import REQUESTED_SLOT, Conversation, choice
from actions.guided_form import FAILED, GuidedForm, Question, Reading, end_after_failure
from actions.pending_erasures import pending_erasure, tell_of_erasure
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import (
    RELATION_TITLES,
    ConsentQuestion,
    NikQuestion,
    RelationQuestion,
)
from vaksin.application import BeingErased, NeedsOfficer, NotProven
from vaksin.booking.ticket_codes import find_ticket_code
from vaksin.identity.nik import Nik
from vaksin.limits import TooManyTries
from vaksin.people.model import SELF

FORM = "formulir_hubungkan"
CODE_SLOT = "kode_tiket"
KNOWN, ERASED = "sudah_ada", "akan_dihapus"
ANSWERS = (CODE_SLOT, "hubungan", "persetujuan", "nik")


class TicketCodeQuestion(Question):
    """Asks for the code on the ticket."""

    form = FORM
    slot = CODE_SLOT

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a code; whose it is will be seen when the NIK is known too."""
        found = find_ticket_code(conversation.turn.text)
        return Reading({self.slot: found.code}) if found else None


class WhoOnTicketQuestion(RelationQuestion):
    """Asks what the person on the ticket is to the citizen, who may be the person."""

    form = FORM

    def ask(self, conversation: Conversation) -> None:
        """Offer the citizen themself and the relations."""
        rows = [choice(self.slot, SELF, "Saya sendiri")]
        rows += [choice(self.slot, r.value, title) for r, title in RELATION_TITLES.items()]
        conversation.say("utter_ask_orang_tiket", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take "saya", a tapped or a named relation."""
        turn = conversation.turn
        says_self = turn.text.lower().strip(" .!") in ("saya", "saya sendiri", "diri sendiri")
        if turn.choices.get(self.slot) == SELF or says_self:
            return Reading({self.slot: SELF})
        return super().read(conversation)


class LinkConsent(ConsentQuestion):
    """Asks for consent before the NIK is."""

    form = FORM


class NikOnTicketQuestion(NikQuestion):
    """Asks for the NIK of the person on the ticket."""

    form = FORM


class LinkForm(GuidedForm):
    """Takes a ticket code, who it is, consent, and the NIK."""

    form = FORM
    own_intents = frozenset({"kirim_kode_tiket"})
    questions = (
        TicketCodeQuestion(),
        WhoOnTicketQuestion(),
        LinkConsent(),
        NikOnTicketQuestion(),
    )

    def begin(self, conversation: Conversation) -> None:
        """Take the code that began this; end if there is nothing to prove."""
        slots = conversation.slots
        slots.update(dict.fromkeys((*ANSWERS, "usulan", "nama", "hasil_daftar")))
        if pending_erasure(conversation):
            slots["hasil_daftar"] = ERASED
            return
        found = find_ticket_code(conversation.turn.text)
        slots[CODE_SLOT] = found.code if found else None
        slots["hubungan"] = conversation.turn.value("hubungan")
        if found and found.code in _own_codes(conversation):
            slots["hasil_daftar"] = KNOWN

    def is_finished(self, conversation: Conversation) -> bool:
        """End without consent, or with nothing to prove."""
        slots = conversation.slots
        return slots.get("persetujuan") is False or bool(slots.get("hasil_daftar"))

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet what there is to prove."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()


def _own_codes(conversation: Conversation) -> set[str]:
    standings = conversation.programme.standings(conversation.turn.contact_id)
    newest = (standing.newest_booking for standing in standings)
    return {booking.ticket_code for booking in newest if booking}


class FinishLink(GuardedAction):
    """Links the person to the number if the proof holds."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_hubungkan"

    def perform(self, conversation: Conversation) -> Events:
        """Say what came of it; which part of a proof is wrong is not told."""
        result = conversation.slots.get("hasil_daftar")
        if result == ERASED:
            tell_of_erasure(conversation)
        elif result == KNOWN:
            conversation.say("utter_tiket_sudah_ada")
        elif conversation.slots.get("persetujuan") is False:
            conversation.say("utter_tidak_setuju")
        elif result != FAILED:
            self._link(conversation)
        return [*cleared_draft(), SlotSet(CODE_SLOT, None)]

    def _link(self, conversation: Conversation) -> None:
        turn, slots = conversation.turn, conversation.slots
        try:
            registration = conversation.programme.family.link(
                turn.contact_id,
                slots[CODE_SLOT],
                Nik(slots["nik"]),
                slots["hubungan"],
                request_id=turn.message_id,
            )
        except NotProven:
            conversation.say("utter_hubungkan_tidak_cocok")
        except TooManyTries:
            conversation.say("utter_hubungkan_terlalu_sering")
        except NeedsOfficer as error:
            conversation.say("utter_perlu_petugas", nomor=error.reference)
        except BeingErased:
            conversation.say("utter_hubungkan_akan_dihapus")
        else:
            orang = addressed(registration.person, conversation.programme.today)
            conversation.say("utter_hubungkan_berhasil", orang=orang)
