"""News that citizens have not heard yet: an offer, a seat given up, a session that was moved.

A notice is written in the transaction in which its cause happens, so that none is lost and none
tells of something that did not happen. The channel announces it (puts it on its way) as soon as
the citizen may be written to; the dialogue then tells it and marks it as told. Who has not written
for long is written to with a form that was approved beforehand: the news is pushed, once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, true, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.clock import Clock
from vaksin.people.erasures import hides
from vaksin.people.message_choices import MessageChoices, MessageKind, unwanted_by
from vaksin.privacy.keeping import DataKind, Rows
from vaksin.privacy.keys import DataKeys
from vaksin.schema import contact_addresses, notices
from vaksin.schema.requests import IS_PUSHED_KIND, NEVER_PUSHED

# Makes of the column of a contact's id a condition on that contact.
Whose = Callable[[ColumnElement], ColumnElement]
# What was announced and is not told by then, because a process ended, is announced anew.
TOLD_WITHIN = timedelta(hours=1)
_TABLE = notices.c
# A turn that told something may be run again, so what was told does not go at once; what is still
# to be told has no end.
OLD_NOTICES = Rows(
    DataKind.NOTICE, notices, ended_at=func.coalesce(_TABLE.told_at, _TABLE.useful_until)
)
# When somebody could have been told for the first time.
_CAME_UP = func.coalesce(_TABLE.due_at, _TABLE.created_at)
_WITHDRAW = delete(notices).where(
    _TABLE.booking_id == bindparam("booking"),
    _TABLE.kind.in_(bindparam("kinds", expanding=True)),
    _TABLE.told_at.is_(None),
)


class NoticeKind(Enum):
    """What a notice tells, and what its ``data`` holds.

    ``OFFER``, ``OFFER_PASSED``, ``HOLD_EXPIRED``, ``MISSED``: ``booking``; a hold of somebody who
    was not registered to the end ``nama`` and ``session`` too, a missed seat the ``session`` of one
    that is free. ``MOVED``: ``booking`` and its
    former ``session``. ``CLOSED``: ``booking`` and ``session``, with ``site`` and ``day`` if they
    wait there now; these two alone for who waited for a closed day. ``QUEUE_OVER``: ``site`` and
    ``day`` of the queue. ``MAY_COME``: ``until``, the first day;
    ``NEXT_DOSE`` and, when that day is near, ``DOSE_DUE``: ``dose`` and ``earliest``; the last of
    them and ``MAY_COME`` a ``session`` too if there is a free one. ``VERIFICATION``: the
    ``outcome`` and the officer's ``reference``. ``DISPUTE``: ``hasil``, what an officer found out
    about two claims on a NIK, and ``nama``. ``TOMORROW`` and ``TODAY``, of a seat: ``booking``.
    ``AFTER_DOSE``: ``dose`` and ``given``, its day. ``ANSWER``: the ``reference`` of what somebody
    left for an officer, and the officer's ``answer``. ``CERTIFICATE``: ``dose``. ``CONFIRMED``: the
    ``booking`` of a seat that passed to this number.
    """

    OFFER = "tawaran"
    OFFER_PASSED = "tawaran_lewat"
    HOLD_EXPIRED = "kursi_lepas"
    MOVED = "dipindah"
    CLOSED = "ditutup"
    MISSED = "terlewat"
    QUEUE_OVER = "antrean_lewat"
    MAY_COME = "sudah_boleh"
    NEXT_DOSE = "dosis_berikutnya"
    DOSE_DUE = "dosis_dekat"
    VERIFICATION = "verifikasi"
    DISPUTE = "sengketa"
    TOMORROW = "pengingat_besok"
    TODAY = "pengingat_hari_ini"
    AFTER_DOSE = "sesudah_suntik"
    ANSWER = "jawaban_petugas"
    CERTIFICATE = "sertifikat"
    CONFIRMED = "tercatat"

    @property
    def is_reminder(self) -> bool:
        """Tell whether nobody asked for it, so that who wants no reminders is spared it.

        A certificate is one of these: nothing is missed by hearing of it when they next write.
        """
        return self in _REMINDERS

    @property
    def is_pressing(self) -> bool:
        """Tell whether somebody would miss a seat, or help; no weekly limit holds it back.

        So is an answer: they asked for it, and may be waiting with a complaint.
        """
        return self in _PRESSING


_REMINDERS = frozenset(
    {
        NoticeKind.MISSED,
        NoticeKind.MAY_COME,
        NoticeKind.NEXT_DOSE,
        NoticeKind.DOSE_DUE,
        NoticeKind.TOMORROW,
        NoticeKind.TODAY,
        NoticeKind.AFTER_DOSE,
        NoticeKind.CERTIFICATE,
    }
)
# What just happened in a conversation, or is told again later, is not worth a message outside.
_NEVER_PUSHED = (NoticeKind.OFFER_PASSED, NoticeKind.HOLD_EXPIRED, NoticeKind.NEXT_DOSE)
assert {kind.value for kind in _NEVER_PUSHED} == set(NEVER_PUSHED)
_PRESSING = frozenset(
    {
        NoticeKind.OFFER,
        NoticeKind.MOVED,
        NoticeKind.CLOSED,
        NoticeKind.TOMORROW,
        NoticeKind.TODAY,
        NoticeKind.AFTER_DOSE,
        NoticeKind.ANSWER,
        NoticeKind.CONFIRMED,
    }
)


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
        due_at: datetime | None = None,
        booking_id: str | None = None,
    ) -> None:
        """Write a notice; after ``useful_until`` nobody needs to hear it any more.

        One with ``due_at`` is not told before that; one with ``booking_id`` goes with the booking.
        """
        self.connection.execute(
            insert(notices).values(
                id=uuid.uuid4().hex,
                contact_id=contact_id,
                person_id=person_id,
                kind=kind.value,
                data_sealed=self._seal(data),
                created_at=self.clock.now(),
                due_at=due_at,
                push_from=due_at or self.clock.now(),
                useful_until=useful_until,
                booking_id=booking_id,
            )
        )

    def withdraw(self, booking_id: str, kinds: Collection[NoticeKind]) -> None:
        """Delete what is planned of a booking and not told yet."""
        names = [kind.value for kind in kinds]
        self.connection.execute(_WITHDRAW, {"booking": booking_id, "kinds": names})

    def untold(self, contact_id: str) -> list[Notice]:
        """Return what a contact has not been told and still needs to know, the oldest first."""
        return self._find((_TABLE.contact_id == contact_id) & self._is_waiting())

    def contacts_to_tell(self, among: Whose, awake: Whose, limit: int) -> Sequence[str]:
        """Return contacts for whom there may be news to announce, those who wait longest first.

        ``among`` is the condition of a contact who can be written to, ``awake`` of one who wrote
        just now, to whom the hour does not matter.
        """
        whose = _TABLE.contact_id
        found = self.connection.execute(
            select(whose)
            .where(self._is_waiting(), self._is_to_announce(), among(whose))
            .where(or_(self._may_be_pushed(), awake(whose)))
            .group_by(whose)
            .order_by(func.min(_CAME_UP))
            .limit(limit)
        )
        return list(found.scalars())

    def contacts_to_push(self, in_conversation: Whose, limit: int) -> Sequence[str]:
        """Return contacts for whom there may be news to push, those who wait longest first.

        ``in_conversation`` is the condition of one who can be told without.
        """
        whose = _TABLE.contact_id
        has_address = exists().where(
            contact_addresses.c.contact_id == whose, contact_addresses.c.retired_at.is_(None)
        )
        found = self.connection.execute(
            select(whose)
            .where(self._is_to_push(), has_address, ~in_conversation(whose))
            .group_by(whose)
            .order_by(func.min(_TABLE.push_from))
            .limit(limit)
        )
        return list(found.scalars())

    def to_push(self, contact_id: str) -> list[Notice]:
        """Return what may be pushed to a contact; what another transaction pushes is left to it."""
        locked = self.connection.execute(
            select(_TABLE.id)
            .where(_TABLE.contact_id == contact_id, self._is_to_push())
            .order_by(_TABLE.id)
            .with_for_update(skip_locked=True)
        )
        return self.with_ids(list(locked.scalars()))

    def put_off(self, notice_ids: Collection[str], until: datetime | None) -> None:
        """Push nothing of it before a moment, or never: then it is told when the citizen writes."""
        self._mark(notice_ids, push_from=until)

    def be_quiet(self, contact_id: str, until: datetime) -> None:
        """Tell a contact nothing before a moment, unless they write."""
        due = (_TABLE.contact_id == contact_id) & self._may_be_pushed() & self._is_waiting()
        self.connection.execute(update(notices).where(due).values(push_from=until))

    def pushed(self, notice_ids: Collection[str], push_id: str, *, tells_all: bool) -> None:
        """Record that a message is on its way; it may tell everything or that there is news."""
        told_at = {"told_at": self.clock.now()} if tells_all else {}
        self._mark(notice_ids, push_id=push_id, **told_at)

    def did_not_arrive(self, push_id: str) -> None:
        """Let what a message should have told be told when the citizen writes."""
        pushed = update(notices).where(_TABLE.push_id == push_id)
        self.connection.execute(pushed.values(told_at=None))

    def announce(self, contact_id: str, wrote_at: datetime) -> str | None:
        """Put what a contact may be told on its way; ``None`` if there is nothing.

        Returns a key that no other announcement has. Who wants no reminders gets them only
        when they wrote (``wrote_at``) after these came up. What another transaction announces at
        this moment is left to it.
        """
        found = self.connection.execute(
            select(_TABLE.id, _TABLE.kind, _CAME_UP.label("came_up_at"), _TABLE.announced_at)
            .where(_TABLE.contact_id == contact_id, self._is_waiting(), self._is_to_announce())
            .order_by(_CAME_UP, _TABLE.id)
            .with_for_update(skip_locked=True)
        ).all()
        if not self.wants_reminders(contact_id):
            unwanted = {
                row.id
                for row in found
                if row.came_up_at > wrote_at and NoticeKind(row.kind).is_reminder
            }
            self.put_off(unwanted, None)
            found = [row for row in found if row.id not in unwanted]
        if not found:
            return None
        self._mark([row.id for row in found], announced_at=self.clock.now())
        newest = found[-1]
        return f"{newest.id} {newest.announced_at or ''}"

    def on_their_way(self, contact_id: str) -> list[Notice]:
        """Return what was announced to a contact and not told yet, the oldest first."""
        announced = (_TABLE.contact_id == contact_id) & _TABLE.announced_at.is_not(None)
        return self._find(announced & self._is_waiting())

    def told(self, notice_ids: Collection[str]) -> None:
        """Record that a contact was told."""
        self._mark(notice_ids, told_at=self.clock.now())

    def with_ids(self, notice_ids: Collection[str]) -> list[Notice]:
        """Return notices, told or not, the oldest first."""
        return self._find(_TABLE.id.in_(notice_ids))

    def outlive(self, person_id: str, name: str) -> None:
        """Let what is not told yet of somebody who is about to be deleted keep their name."""
        for notice in self._find((_TABLE.person_id == person_id) & _TABLE.told_at.is_(None)):
            data = self._seal({**notice.data, "nama": name})
            self._mark([notice.id], person_id=None, data_sealed=data)

    def wants_reminders(self, contact_id: str) -> bool:
        """Tell whether a contact takes messages that it did not ask for."""
        choices = MessageChoices(self.connection, self.clock)
        return choices.wants(contact_id, MessageKind.REMINDER)

    def _find(self, condition: Any) -> list[Notice]:
        rows = self.connection.execute(
            select(notices).where(condition).order_by(_TABLE.created_at, _TABLE.id)
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

    def missed(self) -> Any:
        """Return the selection of the messages whose news is still to be told, and wanted."""
        unwanted = _TABLE.kind.in_([kind.value for kind in _REMINDERS]) & unwanted_by(
            _TABLE.contact_id, MessageKind.REMINDER
        )
        return select(_TABLE.push_id).where(
            _TABLE.push_id.is_not(None), self._is_waiting(), ~unwanted
        )

    def _mark(self, notice_ids: Collection[str], **values: Any) -> None:
        self.connection.execute(update(notices).where(_TABLE.id.in_(notice_ids)).values(**values))

    def _seal(self, data: Mapping[str, str]) -> str:
        return self.keys.seal(json.dumps(dict(data)))

    def forget(self, contact_id: str, person_id: str | None = None) -> None:
        """Delete the news for a contact, all of it or what is about one person."""
        about = _TABLE.person_id == person_id if person_id else true()
        self.connection.execute(delete(notices).where(_TABLE.contact_id == contact_id, about))

    def _is_waiting(self) -> Any:
        """Return the condition of news to tell; who wants to be erased hears none."""
        is_useful = or_(_TABLE.useful_until.is_(None), _TABLE.useful_until > self.clock.now())
        is_hidden = hides(_TABLE.contact_id, _TABLE.person_id)
        is_due = or_(_TABLE.due_at.is_(None), _TABLE.due_at <= self.clock.now())
        return _TABLE.told_at.is_(None) & is_due & is_useful & ~is_hidden

    def _is_to_push(self) -> Any:
        is_left = _TABLE.push_id.is_(None) & IS_PUSHED_KIND & self._may_be_pushed()
        return self._is_waiting() & self._is_to_announce() & is_left

    def _may_be_pushed(self) -> Any:
        return _TABLE.push_from <= self.clock.now()

    def _is_to_announce(self) -> Any:
        before = self.clock.now() - TOLD_WITHIN
        return or_(_TABLE.announced_at.is_(None), _TABLE.announced_at <= before)
