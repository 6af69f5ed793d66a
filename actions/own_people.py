"""Choosing one of the people registered from a number; nobody is chosen by guessing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from actions.addressing import CHOSEN_SLOT, addressed
from actions.choices import chosen_by_words
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.row_titles import row_description, row_title
from actions.wording import relation_in_words
from vaksin.bahasa.word_lists import fold
from vaksin.people.model import Registration

SHORTEST_NAME = 3


def registered(conversation: Conversation) -> list[Registration]:
    """Return everybody registered from this number."""
    standings = conversation.programme.standings(conversation.turn.contact_id)
    return [standing.registration for standing in standings]


def as_chosen(conversation: Conversation, registration: Registration) -> dict[str, str]:
    """Return what the slot keeps of a person that a form is about."""
    person = registration.person
    called = addressed(person, conversation.programme.today)
    return {"id": person.id, "nama": person.name, "panggilan": called}


def person_id(slots: Mapping[str, Any]) -> str | None:
    """Return the id of the person that a form is about; ``None`` if it is about nobody on file."""
    chosen = slots.get(CHOSEN_SLOT)
    return chosen["id"] if isinstance(chosen, Mapping) else None


def meant(conversation: Conversation, people: Sequence[Registration]) -> Registration | None:
    """Return the one person whom a message names, by relation or by a name of theirs."""
    relation = conversation.turn.value("hubungan")
    related = [one for one in people if relation and one.relation == relation]
    if len(related) == 1:
        return related[0]
    words = set(fold(conversation.turn.text).split())
    named = [one for one in people if words & _names_of(one)]
    return named[0] if len(named) == 1 else None


def _names_of(registration: Registration) -> set[str]:
    parts = fold(registration.person.name).split()
    return {part for part in parts if len(part) >= SHORTEST_NAME}


class OwnPersonQuestion(Question):
    """Asks which of the registered people is meant; asked only when there are several."""

    slot = CHOSEN_SLOT
    question: ClassVar[str]

    def ask(self, conversation: Conversation) -> None:
        """Offer everybody by name, with what they are to the owner of the number."""
        conversation.say(self.question, [*self._people(conversation), *self.others()])

    def others(self) -> list[Button]:
        """Return rows beside the people."""
        return []

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped row, a number, a name or a relation."""
        people = registered(conversation)
        tapped = conversation.turn.choices.get(self.slot)
        chosen = [one for one in people if one.person.id == tapped]
        if not chosen and tapped is None:
            named = meant(conversation, people)
            labels = [f"{one.person.name} {relation_in_words(one.relation)}" for one in people]
            rows = chosen_by_words(conversation.turn, labels)
            chosen = [named] if named else [people[row] for row in rows]
        if len(chosen) != 1:
            return None
        return Reading({self.slot: as_chosen(conversation, chosen[0])})

    def _people(self, conversation: Conversation) -> list[Button]:
        return [
            choice(
                self.slot,
                one.person.id,
                row_title(one.person.name),
                row_description(
                    addressed(one.person, conversation.programme.today),
                    relation_in_words(one.relation),
                ),
            )
            for one in registered(conversation)
        ]
