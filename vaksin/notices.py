"""News that citizens have not heard yet: an offer, a seat given up, a session that was moved.

A notice is written in the transaction in which its cause happens, so that none is lost and none
tells of something that did not happen. Whoever talks to citizens tells it and marks it as told.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from sqlalchemy import delete, insert, or_, select, true, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.people.erasures import hides
from vaksin.privacy.keys import DataKeys
from vaksin.schema import notices


class NoticeKind(Enum):
    """What a notice tells."""

    OFFER = "tawaran"
    OFFER_PASSED = "tawaran_lewat"
    HOLD_EXPIRED = "kursi_lepas"
    MOVED = "dipindah"
    CLOSED = "ditutup"
    MISSED = "terlewat"
    MAY_COME = "sudah_boleh"
    NEXT_DOSE = "dosis_berikutnya"
    VERIFICATION = "verifikasi"
    DISPUTE = "sengketa"


@dataclass(frozen=True)
class Notice:
    """One piece of news; ``data`` holds what its words need, such as the id of a booking."""

    id: str
    contact_id: str
    person_id: str | None
    kind: NoticeKind
    data: Mapping[str, str] = field(repr=False)
    created_at: datetime


@dataclass(frozen=True)
class Notices:
    """Writes and reads notices within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(
        self,
        contact_id: str,
        person_id: str | None,
        kind: NoticeKind,
        data: Mapping[str, str],
        useful_until: datetime | None = None,
    ) -> None:
        """Write a notice; after ``useful_until`` nobody needs to hear it any more."""
        self.connection.execute(
            insert(notices).values(
                id=uuid.uuid4().hex,
                contact_id=contact_id,
                person_id=person_id,
                kind=kind.value,
                data_sealed=self.keys.seal(json.dumps(dict(data))),
                created_at=self.clock.now(),
                useful_until=useful_until,
            )
        )

    def untold(self, contact_id: str) -> list[Notice]:
        """Return what a contact has not been told and still needs to know, the oldest first."""
        rows = self.connection.execute(
            select(notices)
            .where(notices.c.contact_id == contact_id, *self._is_waiting())
            .order_by(notices.c.created_at, notices.c.id)
        )
        return [
            Notice(
                id=row.id,
                contact_id=row.contact_id,
                person_id=row.person_id,
                kind=NoticeKind(row.kind),
                data=json.loads(self.keys.open(row.data_sealed)),
                created_at=row.created_at,
            )
            for row in rows
        ]

    def contacts_to_tell(self, limit: int) -> Sequence[str]:
        """Return contacts for whom there is news, those who wait longest first."""
        found = self.connection.execute(
            select(notices.c.contact_id)
            .where(*self._is_waiting())
            .order_by(notices.c.created_at)
            .limit(limit)
        )
        return list(dict.fromkeys(found.scalars()))

    def told(self, notice_ids: Collection[str]) -> None:
        """Record that a contact was told."""
        self.connection.execute(
            update(notices).where(notices.c.id.in_(notice_ids)).values(told_at=self.clock.now())
        )

    def forget(self, contact_id: str, person_id: str | None = None) -> None:
        """Delete the news for a contact, all of it or what is about one person."""
        about = notices.c.person_id == person_id if person_id else true()
        self.connection.execute(delete(notices).where(notices.c.contact_id == contact_id, about))

    def _is_waiting(self) -> tuple[object, object, object]:
        """Return the conditions of news to tell; who wants to be erased hears none."""
        useful = or_(notices.c.useful_until.is_(None), notices.c.useful_until > self.clock.now())
        is_hidden = hides(notices.c.contact_id, notices.c.person_id)
        return notices.c.told_at.is_(None), useful, ~is_hidden
