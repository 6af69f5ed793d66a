"""The question for whom: somebody registered before, somebody begun, or somebody new."""

from __future__ import annotations

from collections.abc import Sequence

from actions.addressing import addressed, whom
from actions.choices import chosen_by_words
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM
from actions.registration.person_questions import yes_or_no
from actions.row_titles import row_description, row_title
from actions.wording import missing_in_words, next_dose_in_words
from vaksin.application import Standing
from vaksin.bahasa.replies import Reply
from vaksin.people.drafts import RegistrationDraft

NEW, PERSON, DRAFT = "baru", "orang", "draf"
TOGETHER_PAYLOAD = "/jadwal_bersama"
ROWS = 10


def person_choice(person_id: str) -> str:
    """Return the slot's value for somebody registered before."""
    return f"{PERSON}:{person_id}"


def draft_choice(draft_id: str) -> str:
    """Return the slot's value for an unfinished registration."""
    return f"{DRAFT}:{draft_id}"


def bookable(conversation: Conversation) -> list[Standing]:
    """Return the people of this number who may choose a seat now."""
    standings = conversation.programme.standings(conversation.turn.contact_id)
    return [standing for standing in standings if standing.may_book]


class WhomQuestion(Question):
    """Asks whom the registration is for; never chooses among several people by itself."""

    form = FORM
    slot = "untuk_siapa"

    def ask(self, conversation: Conversation) -> None:
        """Offer what was begun, who was registered, all of them together, and somebody new."""
        drafts, people = _drafts(conversation), bookable(conversation)
        rows = [self._draft_row(conversation, draft) for draft in drafts]
        rows += [self._person_row(conversation, standing) for standing in people]
        if len(people) > 1:
            title, text = "Bersama-sama", "Satu jadwal untuk beberapa orang"
            rows.append(Button(title, TOGETHER_PAYLOAD, text))
        rows = rows[: ROWS - 1]
        rows.append(choice(self.slot, NEW, "Orang lain", "Belum pernah didaftarkan di sini"))
        only = drafts[0] if len(drafts) == 1 and not people else None
        if only:
            remaining = missing_in_words(only.answers)
            name = whom(only.answers, conversation.programme.today)
            conversation.say("utter_lanjutkan_daftar", rows, orang=name, sisa=remaining)
        else:
            conversation.say("utter_ask_untuk_siapa", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped or typed name, or "orang lain"."""
        tapped = conversation.turn.choices.get(self.slot)
        drafts, people = _drafts(conversation), bookable(conversation)
        known = [draft_choice(draft.id) for draft in drafts]
        known += [person_choice(s.registration.person.id) for s in people]
        if tapped in (*known, NEW):
            return Reading({self.slot: tapped})
        if drafts and len(known) == 1:
            reply = yes_or_no(conversation, self.slot)
            if reply in (Reply.YES, Reply.NO):
                return Reading({self.slot: known[0] if reply is Reply.YES else NEW})
        names = [draft.answers.get("nama") or "" for draft in drafts]
        names += [standing.registration.person.name for standing in people]
        chosen = chosen_by_words(conversation.turn, names)
        return Reading({self.slot: known[chosen[0]]}) if len(chosen) == 1 else None

    def _draft_row(self, conversation: Conversation, draft: RegistrationDraft) -> Button:
        name = draft.answers.get("nama") or whom(draft.answers, conversation.programme.today)
        text = row_description(f"Lanjutkan: tinggal {missing_in_words(draft.answers)}")
        return choice(self.slot, draft_choice(draft.id), row_title(name), text)

    def _person_row(self, conversation: Conversation, standing: Standing) -> Button:
        person = standing.registration.person
        text = row_description(
            addressed(person, conversation.programme.today), next_dose_in_words(standing.next_dose)
        )
        return choice(self.slot, person_choice(person.id), row_title(person.name), text)


def _drafts(conversation: Conversation) -> Sequence[RegistrationDraft]:
    current = conversation.slots.get("draf")
    drafts = conversation.programme.drafts.of(conversation.turn.contact_id)
    return [draft for draft in drafts if draft.id != current]
