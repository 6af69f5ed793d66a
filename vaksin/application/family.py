"""Who may speak for whom: proof from another number, disputes, and what officers decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from vaksin.application.for_officer import for_officer, needs_officer, or_raise
from vaksin.application.joining import join
from vaksin.application.letting_go import let_go
from vaksin.application.model import (
    BeingErased,
    NeedsOfficer,
    NothingToSettle,
    NotProven,
    NotYours,
    WasVaccinated,
)
from vaksin.application.transactions import Act, Transactions, as_is
from vaksin.identity.nik import Nik
from vaksin.limits import LimitedAct
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind, is_reference
from vaksin.once import Operation
from vaksin.people.model import Person, Registration
from vaksin.privacy.access_log import AccessAct
from vaksin.service import Limits

_NOT_PROVEN = ""


class Keep(Enum):
    """What an officer found out about two claims on one NIK."""

    OLD = "lama"
    NEW = "baru"
    BOTH = "sama"
    NEITHER = "tidak_ada"


@dataclass(frozen=True)
class FamilyService:
    """Links people to numbers and takes them off again."""

    transactions: Transactions
    limits: Limits

    def link(
        self,
        contact_id: str,
        ticket_code: str,
        nik: Nik,
        relation: str,
        *,
        request_id: str | None = None,
    ) -> Registration:
        """Let a number speak for a person whose ticket and NIK it knows.

        Somebody contested whom this number registered under the same NIK is the same person by
        that proof; one seat is kept.

        Raises:
            NotProven: if code and NIK are not those of one person, whichever is wrong or unknown.
            TooManyTries: if this number tried as often today as it may.
            BeingErased: if this number wants the person's data erased, or everybody's.
            NeedsOfficer: if this number has registered as many people as it may.
        """

        def effect(act: Act) -> str:
            tried, at_most = f"{ticket_code} {nik.number}", self.limits.proofs_per_day
            act.limits.note(act.contact_id, LimitedAct.PROVES, tried, at_most)
            person = act.people.proven(ticket_code, nik)
            # An exception would undo the counting of the try.
            return self._linked(act, person, relation) if person else _NOT_PROVEN

        def outcome(act: Act, result: str) -> Registration | NeedsOfficer | None:
            own = act.people.registered_from(act.contact_id)
            known = next((r for r in own if r.person.id == result), None)
            return needs_officer(result) or known

        registration = or_raise(
            self.transactions.once(contact_id, request_id, Operation.LINK, effect, outcome)
        )
        if registration is None:
            raise NotProven
        return registration

    def dispute(self, contact_id: str, person_id: str, *, request_id: str | None = None) -> str:
        """Take somebody whom the owner of a number does not know off it; return the reference.

        No more messages about them go there. Their booking stays until an officer has decided.

        Raises:
            NotYours: if the person was not registered from this number.
        """

        def effect(act: Act) -> str:
            own = {r.person.id: r for r in act.people.registered_from(act.contact_id)}
            if person_id not in own:
                raise NotYours
            if not let_go(act, person_id):
                act.desk.hand_over(person_id, act.contact_id, None)
            act.people.unlink(act.contact_id, person_id)
            person, relation = own[person_id].person, own[person_id].relation
            told = f"Bukan orang dari nomor ini: {person.name}, {person.nik.number} ({relation})"
            return act.requests.add(act.contact_id, RequestKind.DISPUTE, told, person_id)

        return self.transactions.once(contact_id, request_id, Operation.DISPUTE, effect, as_is)

    def settle(self, named: str, keep: Keep) -> None:
        """Record what an officer found out about somebody contested or disputed.

        ``named`` is the reference of the request, or the id of one of the two people. Numbers
        whose claim is dropped are told so, and so is who had two seats of which one is kept.

        Raises:
            NothingToSettle: if there is no such request, or no second claim where one is needed.
            WasVaccinated: if a claim that would be dropped has a dose that an officer recorded.
        """

        def work(act: Act) -> None:
            old, new = _claims(act, named)
            claims = [person for person in (old, new) if person]
            act.people.lock([person.id for person in claims])
            if keep in (Keep.NEW, Keep.BOTH) and not (old and new):
                raise NothingToSettle
            act.requests.close_about([person.id for person in claims])
            if keep is Keep.BOTH and old and new:
                _be_one(act, old, new)
            else:
                kept = {Keep.OLD: old, Keep.NEW: new}.get(keep)
                _drop(act, [person for person in claims if person is not kept])
                if kept and kept.is_contested:
                    act.people.acknowledge(kept.id)
            request = named if is_reference(named) else None
            act.note_access(AccessAct.SETTLE, [person.id for person in claims], request)

        self.transactions.writing(work)

    def _linked(self, act: Act, person: Person, relation: str) -> str:
        erasure = act.erasures.covering(act.contact_id, person.id)
        if erasure:
            raise BeingErased(erasure)
        others = [r.person for r in act.people.registered_from(act.contact_id)]
        rivals = [one for one in others if one.nik == person.nik and one.id != person.id]
        if len({one.nik for one in others} - {person.nik}) >= self.limits.people_per_number:
            told = f"{person.name}, {person.nik.number}"
            asked = act.requests.add(act.contact_id, RequestKind.IDENTITY, told, person.id)
            return for_officer(asked)
        act.people.link(act.contact_id, person.id, relation)
        for rival in rivals:
            kept, other = (rival, person) if person.is_contested else (person, rival)
            join(act, kept, other)
            act.requests.close_about([kept.id])
            return kept.id
        return person.id


def _claims(act: Act, named: str) -> tuple[Person | None, Person | None]:
    """Return who has the NIK in question: the first claim, and the contested one."""
    request = act.requests.of_reference(named)
    person = act.people.person((request.person_id or "") if request else named)
    if person is None:
        raise NothingToSettle
    claims = {one.is_contested: one for one in act.people.find(person.nik)}
    return claims.get(False), claims.get(True)


def _be_one(act: Act, old: Person, new: Person) -> None:
    """Join two claims; who has the newest live booking is kept, else the older claim."""
    newest = next(iter(act.desk.live_of_any([old.id, new.id])), None)
    kept, other = (new, old) if newest and newest.person_id == new.id else (old, new)
    numbers = act.people.contacts_of(other.id)
    lost_seat = join(act, kept, other)
    if kept.is_contested:
        act.people.acknowledge(kept.id)
    act.verifications.begin(kept.id)
    for contact_id in numbers if lost_seat else ():
        told = {"hasil": Keep.BOTH.value, "nama": kept.name}
        act.notices.add(contact_id, kept.id, NoticeKind.DISPUTE, told)


def _drop(act: Act, people: Sequence[Person]) -> None:
    """Remove people whose claim on a NIK is not theirs."""
    if any(act.doses.has_recorded(person.id) for person in people):
        raise WasVaccinated
    for person in people:
        for contact_id in act.people.contacts_of(person.id):
            told = {"hasil": Keep.NEITHER.value, "nama": person.name}
            act.notices.add(contact_id, None, NoticeKind.DISPUTE, told)
        act.people.unlink_everybody(person.id)
        act.requests.remove_about([person.id])
        act.desk.erase_of([person.id])
        act.people.remove(person.id)
