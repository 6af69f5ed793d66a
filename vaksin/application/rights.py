"""What citizens may demand about their data: erasure and an end to messages (UU 27/2022)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from vaksin.application.letting_go import let_go
from vaksin.application.model import NotYours
from vaksin.application.transactions import Act, Transactions
from vaksin.once import Operation
from vaksin.people.erasures import Erasure
from vaksin.people.message_choices import EVERY_KIND, ChoiceMeans, MessageKind
from vaksin.people.model import Registration
from vaksin.privacy.keeping import Keeper
from vaksin.service import Limits


@dataclass(frozen=True)
class RightsService:
    """Does what the law lets citizens demand, also of those who keep data outside of the domain."""

    transactions: Transactions
    limits: Limits
    keepers: Sequence[Keeper] = ()

    def stop_notifications(
        self,
        contact_id: str,
        kinds: Collection[MessageKind] = EVERY_KIND,
        means: ChoiceMeans = ChoiceMeans.TYPED,
        *,
        request_id: str | None = None,
    ) -> frozenset[MessageKind]:
        """Remember that a number wants no messages of some kinds; return those it still wants."""
        stop = Operation.STOP_NOTIFICATIONS
        return self._choose(contact_id, kinds, False, means, stop, request_id)

    def resume_notifications(
        self,
        contact_id: str,
        kinds: Collection[MessageKind] = EVERY_KIND,
        means: ChoiceMeans = ChoiceMeans.TYPED,
        *,
        request_id: str | None = None,
    ) -> frozenset[MessageKind]:
        """Remember that a number wants messages of some kinds again; return all that it wants."""
        resume = Operation.RESUME_NOTIFICATIONS
        return self._choose(contact_id, kinds, True, means, resume, request_id)

    def ask_erasure(
        self, contact_id: str, person_id: str | None = None, *, request_id: str | None = None
    ) -> Erasure:
        """Take a number's say over one person, or over everybody, away; erase later.

        At once seats are given back, queues left, consents withdrawn and messages stopped. The
        data itself goes at ``due_at``; until then the wish can be taken back. Somebody whom another
        number registered too keeps their seat and data; only this number's link goes.

        Who withdraws a consent wishes the same: it obliges us to erase (UU 27/2022 art. 43), and
        data that may not be used must not lie about.

        Raises:
            NotYours: if the one person was not registered from this number.
        """

        def effect(act: Act) -> str:
            registrations = act.people.registered_from(act.contact_id)
            if person_id is not None:
                registrations = [r for r in registrations if r.person.id == person_id]
                if not registrations:
                    raise NotYours
            return self._asked(act, registrations, is_whole=person_id is None).receipt

        def asked(act: Act, receipt: str) -> Erasure:
            return act.erasures.erasure(receipt)

        return self.transactions.once(contact_id, request_id, Operation.ERASE, effect, asked)

    def pending_erasures(self, contact_id: str) -> list[Erasure]:
        """Return the wishes of a number that can still be taken back, the first one first."""
        with self.transactions.reading() as act:
            return act.erasures.open_of(act.contacts.current(contact_id))

    def withdraw_erasures(self, contact_id: str, *, request_id: str | None = None) -> int:
        """Take all wishes of a number back; return how many there were.

        People and consents are as they were before, seats and places in queues are not.
        """

        def effect(act: Act) -> str:
            wishes = act.erasures.open_of(act.contact_id)
            for wish in wishes:
                act.erasures.uncover(wish.receipt)
                act.consents.restore(act.contact_id, wish.receipt)
                act.erasures.withdraw(wish.receipt)
            return str(len(wishes))

        return self.transactions.once(
            contact_id,
            request_id,
            Operation.WITHDRAW_ERASURE,
            effect,
            lambda _, count: int(count),
        )

    def erase_due(self, limit: int) -> int:
        """Erase for good what was to be erased by now, each wish by itself; return how many."""
        with self.transactions.reading() as act:
            due = act.erasures.due(limit)
        return sum(map(self._erase_one, due))

    def _choose(
        self,
        contact_id: str,
        kinds: Collection[MessageKind],
        wanted: bool,
        means: ChoiceMeans,
        operation: Operation,
        request_id: str | None,
    ) -> frozenset[MessageKind]:
        def effect(act: Act) -> str:
            act.choices.choose(act.contact_id, kinds, wanted, means)
            return " ".join(kind.value for kind in act.choices.wanted(act.contact_id))

        def all_wanted(_: Act, values: str) -> frozenset[MessageKind]:
            return frozenset(map(MessageKind, values.split()))

        return self.transactions.once(contact_id, request_id, operation, effect, all_wanted)

    def _erase_one(self, wish: Erasure) -> bool:
        return self.transactions.writing(lambda act: _erase(act, wish, self.keepers))

    def _asked(self, act: Act, registrations: list[Registration], *, is_whole: bool) -> Erasure:
        earlier = [wish for wish in act.erasures.open_of(act.contact_id) if wish.is_whole]
        if earlier:
            return earlier[0]
        due_at = act.clock.now() + timedelta(hours=self.limits.erasure_hours)
        wish = act.erasures.add(act.contact_id, due_at, is_whole=is_whole)
        for registration in registrations:
            if not let_go(act, registration.person.id):
                act.desk.give_back_of(registration.person.id)
        covered = [registration.person.id for registration in registrations]
        act.erasures.cover(wish.receipt, act.contact_id, covered)
        if is_whole:
            act.consents.withdraw_all(act.contact_id, wish.receipt)
            act.drafts.discard_all(act.contact_id)
        else:
            left = {r.relation for r in act.people.registered_from(act.contact_id)}
            gone = {r.relation for r in registrations} - left
            act.consents.withdraw_for(act.contact_id, wish.receipt, covered, gone)
        return wish


def _erase(act: Act, wish: Erasure, keepers: Sequence[Keeper]) -> bool:
    """Do what a wish demands; ``False`` if it was taken back, or done by somebody else."""
    contact_id = act.contacts.hold(wish.contact_id)
    if not act.erasures.lock_open(wish.receipt):
        return False
    people, erased = act.erasures.unlink(wish.receipt)
    act.requests.remove_about(erased)
    act.desk.erase_of(erased)
    for person_id in erased:
        act.people.remove(person_id)
    if wish.is_whole:
        act.requests.remove_of(contact_id)
        act.notices.forget(contact_id)
        act.pushes.forget(contact_id)
        act.corrections.disown(contact_id)
        act.limits.forget_of(contact_id)
        act.choices.forget(contact_id)
        # The number may stand in a list; who wants to be forgotten is not to be invited by it.
        unwanted = {MessageKind.CAMPAIGN}
        act.choices.choose(contact_id, unwanted, wanted=False, means=ChoiceMeans.ERASURE)
        act.drafts.discard_all(contact_id)
    # What was asked for in messages may name anybody.
    act.performed.forget_of(contact_id)
    for keeper in keepers:
        for former_id in act.contacts.known_as(contact_id):
            keeper.forget(act.connection, former_id)
    act.erasures.done(wish.receipt, people)
    return True
