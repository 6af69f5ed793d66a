"""What was agreed to, and what became of it: a ledger to which entries are only added.

UU 27/2022 art. 24 makes the controller prove every consent: which text, when, from which number, by
whom for whom. The number is that which the contact had at the moment (``contact_addresses``). A
withdrawal is an entry of its own with the receipt of the wish, and so is one that is taken back.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import exists, func, insert, or_, select, true, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.clock import Clock
from vaksin.people.model import ConsentBasis
from vaksin.schema import consent_changes, consents, erasures

_GIVEN, _CHANGE = consents.c, consent_changes.c


class ConsentChange(Enum):
    """What became of a consent."""

    WITHDRAWN = "ditarik"
    RESTORED = "berlaku_lagi"


@dataclass(frozen=True)
class Consent:
    """A consent that was given, and when it was withdrawn if it does not count now."""

    text_version: str
    relation: str
    basis: ConsentBasis
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Consents:
    """Reads the ledger and adds to it within one transaction."""

    connection: Connection
    clock: Clock

    def give(self, contact_id: str, text_version: str, relation: str, basis: ConsentBasis) -> None:
        """Record that a text was agreed to from a number, for a relation and by what right.

        Consent comes before any data, so the person is told later: :meth:`is_for`.
        """
        self.connection.execute(
            insert(consents).values(
                id=uuid.uuid4().hex,
                contact_id=contact_id,
                text_version=text_version,
                relation=relation,
                basis=basis.value,
                given_at=self.clock.now(),
            )
        )

    def is_for(self, contact_id: str, person_id: str, relation: str) -> None:
        """Record for whom a number's newest consent of a relation was, one for each basis."""
        is_open = (
            (_GIVEN.contact_id == contact_id)
            & (_GIVEN.relation == relation)
            & _GIVEN.person_id.is_(None)
            & (_last_change() != ConsentChange.WITHDRAWN.value)
        )
        rows = self.connection.execute(
            select(_GIVEN.id, _GIVEN.basis).where(is_open).order_by(_GIVEN.given_at)
        )
        newest = {row.basis: row.id for row in rows}
        self.connection.execute(
            update(consents).where(_GIVEN.id.in_(newest.values())).values(person_id=person_id)
        )

    def of(self, contact_id: str, person_id: str) -> list[Consent]:
        """Return what was agreed to from a number for a person, the first one first."""
        changed_at = _of_last_change(_CHANGE.at)
        rows = self.connection.execute(
            select(consents, _last_change().label("change"), changed_at.label("changed_at"))
            .where(_GIVEN.contact_id == contact_id, _GIVEN.person_id == person_id)
            .order_by(_GIVEN.given_at)
        )
        return [
            Consent(
                row.text_version,
                row.relation,
                ConsentBasis(row.basis),
                row.given_at,
                row.changed_at if row.change == ConsentChange.WITHDRAWN.value else None,
            )
            for row in rows
        ]

    def agreed_for(self, person_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return the numbers that have agreed for some people, each with the person."""
        counts = _last_change() != ConsentChange.WITHDRAWN.value
        query = select(_GIVEN.contact_id, _GIVEN.person_id)
        rows = self.connection.execute(query.where(_GIVEN.person_id.in_(person_ids), counts))
        return {(row.contact_id, row.person_id) for row in rows}

    def withdraw_all(self, contact_id: str, receipt: str) -> None:
        """Record that nothing agreed to from a number counts any more."""
        self._withdraw(contact_id, receipt, true())

    def withdraw_for(
        self,
        contact_id: str,
        receipt: str,
        person_ids: Collection[str],
        relations: Collection[str],
    ) -> None:
        """Record that what was agreed to for some people does not count any more.

        ``relations`` are those in which nobody else is left: what was agreed to in them before the
        person was known goes too.
        """
        of_nobody = _GIVEN.person_id.is_(None) & _GIVEN.relation.in_(relations)
        self._withdraw(contact_id, receipt, or_(_GIVEN.person_id.in_(person_ids), of_nobody))

    def restore(self, contact_id: str, receipt: str) -> None:
        """Record that a number's wish was taken back, so that what it agreed to counts again.

        What was withdrawn with a wish that was carried out stays withdrawn.
        """
        carried_out = exists().where(
            erasures.c.receipt == _last_receipt(), erasures.c.done_at.is_not(None)
        )
        withdrawn = (
            (_last_change() == ConsentChange.WITHDRAWN.value)
            & (_last_receipt() != "")
            & ~carried_out
        )
        self._change(contact_id, ConsentChange.RESTORED, receipt, withdrawn)

    def _withdraw(self, contact_id: str, receipt: str, which: ColumnElement) -> None:
        counts = _last_change() != ConsentChange.WITHDRAWN.value
        self._change(contact_id, ConsentChange.WITHDRAWN, receipt, counts & which)

    def _change(
        self, contact_id: str, change: ConsentChange, receipt: str, which: ColumnElement
    ) -> None:
        found = select(_GIVEN.id).where(_GIVEN.contact_id == contact_id, which)
        for consent_id in list(self.connection.execute(found).scalars()):
            self.connection.execute(
                insert(consent_changes).values(
                    consent_id=consent_id,
                    change=change.value,
                    receipt=receipt,
                    at=self.clock.now(),
                )
            )


def _last_change() -> ColumnElement:
    return func.coalesce(_of_last_change(_CHANGE.change), "")


def _last_receipt() -> ColumnElement:
    return func.coalesce(_of_last_change(_CHANGE.receipt), "")


def _of_last_change(column: ColumnElement) -> ColumnElement:
    newest = select(column).where(_CHANGE.consent_id == _GIVEN.id).order_by(_CHANGE.id.desc())
    return newest.limit(1).correlate(consents).scalar_subquery()
