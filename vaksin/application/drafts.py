"""Unfinished registrations, kept until they are finished, given up or too old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vaksin.application.transactions import Act, Transactions
from vaksin.people.drafts import RegistrationDraft


@dataclass(frozen=True)
class DraftService:
    """Keeps what citizens gave of registrations that are not finished."""

    transactions: Transactions

    def save(self, contact_id: str, draft_id: str | None, answers: Mapping[str, Any]) -> str:
        """Keep the answers so far; return the id under which they are kept from now on."""

        def work(act: Act) -> str:
            act.contacts.ensure_contact(contact_id)
            return act.drafts.save(act.contacts.current(contact_id), draft_id, answers)

        return self.transactions.writing(work)

    def of(self, contact_id: str) -> list[RegistrationDraft]:
        """Return what a contact has not finished, the newest first."""
        with self.transactions.reading() as act:
            return act.drafts.of(act.contacts.current(contact_id))

    def discard(self, contact_id: str, draft_id: str) -> None:
        """Forget an unfinished registration."""
        self.transactions.writing(
            lambda act: act.drafts.discard(act.contacts.current(contact_id), draft_id)
        )
