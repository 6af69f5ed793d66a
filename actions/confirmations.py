"""Last questions before something is done: a tapped yes counts only for what it was shown with.

Buttons stay on the citizen's phone. An old "Ya, daftarkan" must neither confirm another summary
nor, in another form, cancel a booking; so the button carries a mark of what stood above it.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question
from actions.registration.person_questions import YES, yes_or_no
from vaksin.bahasa.replies import Reply

MARK_LENGTH = 8


class Confirmation(Question):
    """Shows what would be done and asks for a yes."""

    slot = "konfirmasi"
    yes_title: ClassVar[str]
    # The verb of the question, which counts as a yes: "daftarkan".
    echo: ClassVar[frozenset[str]]

    @abstractmethod
    def shown(self, conversation: Conversation) -> Mapping[str, str]:
        """Return the values that the question shows."""

    def yes_button(self, conversation: Conversation) -> Button:
        """Return the button that agrees to exactly what is shown now."""
        return choice(self.slot, self._yes(conversation), self.title(conversation))

    def title(self, conversation: Conversation) -> str:
        """Return what the button that agrees is called."""
        return self.yes_title

    def reply(self, conversation: Conversation) -> Reply:
        """Read the answer; a tapped yes to anything else than what is shown now is none."""
        tapped = conversation.turn.choices.get(self.slot, "")
        if tapped.startswith(YES):
            return Reply.YES if tapped == self._yes(conversation) else Reply.UNSURE
        return yes_or_no(conversation, self.slot, self.echo)

    def _yes(self, conversation: Conversation) -> str:
        shown = repr((self.form, sorted(self.shown(conversation).items())))
        return f"{YES}:{hashlib.sha256(shown.encode()).hexdigest()[:MARK_LENGTH]}"
