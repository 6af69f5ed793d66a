"""Checking with a register of residents whether people are who they say.

A registration never waits for it: who could not be checked yet stands as "menunggu verifikasi" and
is checked again later, with longer and longer pauses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vaksin.application.transactions import Act, Transactions
from vaksin.identity.verification import IdentityClaim, IdentityRegister, VerificationOutcome
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.people.model import Person
from vaksin.people.verifications import VerificationStatus

_STATUS: Mapping[VerificationOutcome, VerificationStatus] = {
    VerificationOutcome.VERIFIED: VerificationStatus.VERIFIED,
    VerificationOutcome.NOT_FOUND: VerificationStatus.NOT_FOUND,
    VerificationOutcome.MISMATCH: VerificationStatus.MISMATCH,
}


@dataclass(frozen=True)
class IdentityChecks:
    """Asks a register about people who were not checked yet, outside any transaction."""

    transactions: Transactions
    register: IdentityRegister

    def check_next(self) -> VerificationOutcome | None:
        """Check whoever has waited longest; ``None`` if nobody is due.

        Blocks while the register is asked. Any number of processes may check at once.
        """
        person = self.transactions.writing(_take_one)
        if person is None:
            return None
        outcome = self.register.check(_claim(person))
        self._settle(person, outcome)
        return outcome

    def _settle(self, asked: Person, outcome: VerificationOutcome) -> None:
        def work(act: Act) -> None:
            person = act.people.person(asked.id)
            # Whoever was corrected in the meantime is checked anew.
            if person is None or _claim(person) != _claim(asked):
                return
            if outcome is VerificationOutcome.UNREACHABLE:
                act.verifications.put_off(person.id)
                return
            settled = act.verifications.settle(person.id, _STATUS[outcome], self.register.name)
            if settled and outcome is not VerificationOutcome.VERIFIED:
                _hand_over(act, person, outcome)

        self.transactions.writing(work)


def _take_one(act: Act) -> Person | None:
    taken = act.verifications.take_due(1)
    return act.people.person(taken[0]) if taken else None


def _claim(person: Person) -> IdentityClaim:
    return IdentityClaim(person.nik, person.name, person.birth_date)


def _hand_over(act: Act, person: Person, outcome: VerificationOutcome) -> None:
    """Leave a doubtful identity to an officer and tell the citizen what to do; the seat stays."""
    contact_ids = act.people.contacts_of(person.id)
    if not contact_ids:  # came to the desk without an appointment, where the KTP was seen
        return
    told = f"{person.name}, {person.nik.number}: {outcome.value}"
    reference = act.requests.add(contact_ids[0], RequestKind.IDENTITY, told, person.id)
    data = {"outcome": outcome.value, "reference": reference}
    act.tell(person.id, NoticeKind.VERIFICATION, data)
