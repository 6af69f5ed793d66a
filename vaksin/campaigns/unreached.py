"""Messages that did not arrive because their readers cannot be reached in this way."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, select, true, update
from sqlalchemy.engine import Connection

from vaksin.campaigns.other_channels import Unreached
from vaksin.clock import Clock
from vaksin.notices import Notices
from vaksin.people.addresses import AddressKind
from vaksin.people.message_choices import MessageKind, unwanted_by
from vaksin.privacy.keys import DataKeys
from vaksin.schema import (
    campaign_recipients,
    contact_addresses,
    erasures,
    persons,
    pushes,
    registrations,
)

_PUSH, _ADDRESS, _ROW, _LINK = (
    pushes.c,
    contact_addresses.c,
    campaign_recipients.c,
    registrations.c,
)
# What a list may tell of somebody besides their number.
_NAME = "nama"
_AT_ONCE = 1000
_WANTS_ERASURE = exists().where(
    erasures.c.contact_id == _PUSH.contact_id,
    erasures.c.is_whole == 1,
    erasures.c.withdrawn_at.is_(None),
    erasures.c.done_at.is_(None),
)


@dataclass(frozen=True)
class UnreachedMessages:
    """Reads and marks those messages within one transaction.

    Attributes:
        reasons: which failures are meant, and what they mean in words for operators.
        campaign_id: of which campaign; of news that is still to be told if it is ``None``.
    """

    connection: Connection
    keys: DataKeys
    clock: Clock
    reasons: Mapping[str, str]
    campaign_id: str | None

    def people(self) -> tuple[list[str], list[Unreached]]:
        """Return the messages that nobody was handed over for yet, and their readers.

        Each reader is there once for each form of a message. Who wants no such messages, or wants
        to be erased, is left out; so is whose number is unknown.
        """
        rows = self.connection.execute(self._query()).all()
        readers = {(row.contact_id, row.template): row for row in rows}
        return [row.id for row in rows], [self._unreached(row) for row in readers.values()]

    def person_ids(self) -> set[str]:
        """Return who was registered from the numbers of those readers."""
        query = select(_LINK.person_id).where(
            _LINK.contact_id.in_(select(_PUSH.contact_id).where(*self._conditions()))
        )
        return set(self.connection.execute(query).scalars())

    def mark(self, push_ids: Sequence[str]) -> None:
        """Record that the readers of some messages were handed over."""
        for begin in range(0, len(push_ids), _AT_ONCE):
            these = _PUSH.id.in_(push_ids[begin : begin + _AT_ONCE])
            now = self.clock.now()
            self.connection.execute(update(pushes).where(these).values(handed_over_at=now))

    def _query(self) -> Any:
        is_live = and_(
            _ADDRESS.contact_id == _PUSH.contact_id,
            _ADDRESS.kind == AddressKind.PHONE.value,
            _ADDRESS.retired_at.is_(None),
        )
        return (
            select(
                _PUSH.id,
                _PUSH.contact_id,
                _PUSH.template,
                _PUSH.failure,
                _ADDRESS.address_sealed,
                _ROW.details_sealed,
                persons.c.name_sealed,
            )
            .select_from(pushes)
            .join(contact_addresses, is_live)
            .outerjoin(campaign_recipients, _ROW.push_id == _PUSH.id)
            .outerjoin(persons, persons.c.id == _ROW.person_id)
            .where(*self._conditions())
            .order_by(_PUSH.created_at, _PUSH.id)
            .with_for_update(of=pushes)
        )

    def _conditions(self) -> Collection[Any]:
        of_campaign = self.campaign_id is not None
        return (
            _PUSH.campaign_id == self.campaign_id,
            _PUSH.failure.in_(self.reasons),
            _PUSH.handed_over_at.is_(None),
            ~_WANTS_ERASURE,
            ~unwanted_by(_PUSH.contact_id, MessageKind.CAMPAIGN) if of_campaign else true(),
            true() if of_campaign else _PUSH.id.in_(self._missed()),
        )

    def _missed(self) -> Any:
        return Notices(self.connection, self.keys, self.clock).missed()

    def _unreached(self, row: Any) -> Unreached:
        details = json.loads(self.keys.open(row.details_sealed)) if row.details_sealed else {}
        name = self.keys.open(row.name_sealed) if row.name_sealed else details.get(_NAME, "")
        number = self.keys.open(row.address_sealed)
        return Unreached(number, name, row.template, self.reasons[row.failure])
