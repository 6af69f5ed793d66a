"""Telling citizens what they have not heard yet, and taking what the news offers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.model import Booking, NotLive, VaccinationSession
from vaksin.notices import Notice
from vaksin.once import Operation
from vaksin.people.model import Person


@dataclass(frozen=True)
class News:
    """A notice with what its words need.

    ``person`` is ``None`` if nobody registered them to the end; ``session`` is the one that the
    notice names, which need not be that of the ``booking``.
    """

    notice: Notice
    person: Person | None
    booking: Booking | None
    session: VaccinationSession | None

    @property
    def name(self) -> str | None:
        """The name of whom it is about."""
        return self.person.name if self.person else self.notice.data.get("name")

    def day(self, field: str) -> date | None:
        """Return a day that the notice names."""
        told = self.notice.data.get(field)
        return date.fromisoformat(told) if told else None


@dataclass(frozen=True)
class NewsService:
    """Tells news; what was told is not told again, but under the same request."""

    transactions: Transactions

    def tell(self, contact_id: str, *, request_id: str | None = None) -> list[News]:
        """Return the news that is on its way to a contact, the oldest first; it counts as told."""

        def effect(act: Act) -> str:
            ids = [notice.id for notice in act.notices.on_their_way(act.contact_id)]
            act.notices.told(ids)
            return json.dumps(ids)

        def read(act: Act, result: str) -> list[News]:
            return [_news(act, notice) for notice in act.notices.with_ids(json.loads(result))]

        return self.transactions.once(contact_id, request_id, Operation.TELL_NEWS, effect, read)


def _news(act: Act, notice: Notice) -> News:
    booking_id, session_id = notice.data.get("booking"), _session_id(notice)
    return News(
        notice=notice,
        person=act.people.person(notice.person_id) if notice.person_id else None,
        booking=_booking(act, booking_id) if booking_id else None,
        session=act.timetable.session(session_id) if session_id else None,
    )


def _session_id(notice: Notice) -> str | None:
    return notice.data.get("session") or notice.data.get("from")


def _booking(act: Act, booking_id: str) -> Booking | None:
    try:
        return act.desk.booking(booking_id)
    except NotLive:
        return None
