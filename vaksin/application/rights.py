"""What citizens may demand about their data: erasure and an end to messages (UU 27/2022)."""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.application.transactions import Act, Transactions, as_is
from vaksin.once import Operation


@dataclass(frozen=True)
class RightsService:
    """Does what the law lets citizens demand."""

    transactions: Transactions

    def stop_notifications(self, contact_id: str, *, request_id: str | None = None) -> None:
        """Remember that this number wants no messages that it did not ask for."""

        def effect(act: Act) -> str:
            act.contacts.stop_notifications(act.contact_id)
            return ""

        self.transactions.once(contact_id, request_id, Operation.STOP_NOTIFICATIONS, effect, as_is)

    def erase(self, contact_id: str, *, request_id: str | None = None) -> int:
        """Withdraw consent and delete everybody registered from this number only; return how many.

        Live bookings are given back. Consents stay, withdrawn, as the proof that the law asks for
        (UU 27/2022); they name nobody. Of earlier requests only this one is remembered.
        """

        def effect(act: Act) -> str:
            act.people.withdraw_consents(act.contact_id)
            erased = act.people.unlink_all(act.contact_id)
            act.desk.erase_of(erased)
            for person_id in erased:
                act.people.remove(person_id)
            act.requests.remove_of(act.contact_id)
            act.performed.forget_of(act.contact_id)
            return str(len(erased))

        return self.transactions.once(
            contact_id, request_id, Operation.ERASE, effect, lambda _, count: int(count)
        )
