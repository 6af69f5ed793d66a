"""What citizens leave for a human officer, and what officers do with it."""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.application.model import NotYours
from vaksin.application.transactions import Act, Transactions, as_is
from vaksin.notices import NoticeKind
from vaksin.officer_requests import OfficerRequest, RequestKind, read_answer
from vaksin.once import Operation
from vaksin.privacy.access_log import AccessAct


@dataclass(frozen=True)
class OfficerService:
    """Keeps requests until an officer has dealt with them."""

    transactions: Transactions

    def ask(
        self,
        contact_id: str,
        kind: RequestKind,
        message: str,
        person_id: str | None = None,
        *,
        request_id: str | None = None,
    ) -> str:
        """Store a request for an officer and return its reference number.

        Raises:
            NotYours: if it is about a person who was not registered from this number.
        """

        def effect(act: Act) -> str:
            if person_id and not act.people.is_registered_from(act.contact_id, person_id):
                raise NotYours
            return act.requests.add(act.contact_id, kind, message, person_id)

        return self.transactions.once(contact_id, request_id, Operation.ASK_OFFICER, effect, as_is)

    def waiting(self) -> list[tuple[OfficerRequest, str | None]]:
        """Return what waits for an officer, with the number to answer to; this is recorded."""

        def work(act: Act) -> list[tuple[OfficerRequest, str | None]]:
            found = act.requests.waiting()
            people = {one for request in found for one in _people_of(act, request)}
            act.note_access(AccessAct.REQUESTS, people)
            return [(request, act.contacts.phone_of(request.contact_id)) for request in found]

        return self.transactions.writing(work)

    def close(self, reference: str, answer: str | None = None) -> bool:
        """Mark a request as dealt with; return whether it was waiting.

        The number that left it is told the officer's answer, if there is one.

        Raises:
            NotAnAnswer: if the answer is empty or too long for a message; nothing is changed.
        """
        to_tell = None if answer is None else read_answer(answer)

        def work(act: Act) -> bool:
            request = act.requests.of_reference(reference)
            if request is None or not act.requests.close(reference):
                return False
            if to_tell:
                told = {"reference": request.reference, "answer": to_tell}
                act.notices.add(request.contact_id, request.person_id, NoticeKind.ANSWER, told)
            people = _people_of(act, request)
            act.note_access(AccessAct.CLOSE_REQUEST, people, request.reference)
            return True

        return self.transactions.writing(work)


def _people_of(act: Act, request: OfficerRequest) -> list[str]:
    """Return whom a request is about: one person, or whoever is registered from its number."""
    if request.person_id:
        return [request.person_id]
    return [one.person.id for one in act.people.registered_from(request.contact_id)]
