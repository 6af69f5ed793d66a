"""Questions about the group that a person belongs to and about their health today."""

from __future__ import annotations

from actions.choices import chosen_by_numbers, chosen_by_words
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM, Draft
from actions.registration.health_words import denies, is_healthy
from actions.registration.person_questions import yes_or_no
from actions.registration.symptoms import tells_illness
from vaksin.bahasa.replies import Reply
from vaksin.eligibility.groups import OTHERS as OTHER_GROUP
from vaksin.eligibility.screening import NOTHING_APPLIES, QuestionSet

# The item of the health questions for whoever is ill on the day itself.
ILL_TODAY = "demam"


class GroupQuestion(Question):
    """Asks for the priority group; people whom age alone puts into one are not asked."""

    form = FORM
    slot = "kelompok"

    def ask(self, conversation: Conversation) -> None:
        """Offer the groups in force today."""
        groups = _draft(conversation).groups
        conversation.say(
            "utter_ask_kelompok",
            [choice(self.slot, group.id, group.label, group.description) for group in groups],
        )

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped, numbered or named group."""
        groups = _draft(conversation).groups
        tapped = conversation.turn.choices.get(self.slot)
        chosen = [group for group in groups if group.id == tapped]
        if not chosen:
            labels = [f"{group.label} {group.description}" for group in groups]
            chosen = [groups[index] for index in chosen_by_words(conversation.turn, labels)]
        if not chosen and yes_or_no(conversation, self.slot) is Reply.NO:
            chosen = [group for group in groups if group.id == OTHER_GROUP]
        if len(chosen) != 1:
            return None
        note = {"catatan": chosen[0].note}
        return Reading({self.slot: chosen[0].id}, "utter_catatan_kelompok", note)


class ScreeningQuestion(Question):
    """Asks about today's health in one list; the answers go to the desk with the ticket."""

    form = FORM
    slot = "skrining"

    def is_needed(self, conversation: Conversation) -> bool:
        """Ask where the programme has questions for this age."""
        return _draft(conversation).questions is not None

    @property
    def unneeded(self) -> object:
        """No answers."""
        return []

    def ask(self, conversation: Conversation) -> None:
        """Show the list; "nothing applies" comes first."""
        questions = _draft(conversation).questions
        if questions:
            rows = health_rows(self.slot, questions)
            conversation.say("utter_ask_skrining", rows, pertanyaan=questions.question)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take one tapped row, several numbers or words, or a plain no."""
        questions = _draft(conversation).questions
        answers = read_health(conversation, self.slot, questions) if questions else None
        return self._taken(conversation, answers) if answers else None

    def _taken(self, conversation: Conversation, answers: list[str]) -> Reading:
        conversation.slots[self.slot] = answers
        outcome = _draft(conversation).screening
        if outcome is None or not outcome.advice:
            return Reading({self.slot: answers})
        advice = "\n".join(outcome.advice)
        return Reading({self.slot: answers}, "utter_saran_skrining", {"saran": advice})


def health_rows(slot: str, questions: QuestionSet) -> list[Button]:
    """Return the rows of the health questions; "nothing applies" comes first."""
    rows = [choice(slot, NOTHING_APPLIES, questions.none_label, questions.none_description)]
    return rows + [choice(slot, i.id, i.label, i.description) for i in questions.items]


def read_health(conversation: Conversation, slot: str, questions: QuestionSet) -> list[str] | None:
    """Read which items apply: one tapped row, several numbers or words, or a plain no."""
    turn = conversation.turn
    known = [NOTHING_APPLIES, *(item.id for item in questions.items)]
    tapped = turn.choices.get(slot)
    if tapped in known:
        return [tapped]
    is_no = yes_or_no(conversation, slot, strictly=True) is Reply.NO
    if is_no or is_healthy(turn.text):
        return [NOTHING_APPLIES]
    chosen = chosen_by_numbers(turn.text, len(known))
    if not chosen and not denies(turn.text):
        labels = [f"{item.label} {item.description}" for item in questions.items]
        chosen = [index + 1 for index in chosen_by_words(turn, labels)]
    if not chosen and tells_illness(turn):
        chosen = [place for place, name in enumerate(known) if name == ILL_TODAY]
    return [known[index] for index in chosen] or None


def _draft(conversation: Conversation) -> Draft:
    return Draft(conversation.slots, conversation.programme)
