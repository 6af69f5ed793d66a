"""Telling citizens what they have not heard yet, and taking what the news offers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.model import Booking, BookingStatus, NotLive, Site, VaccinationSession
from vaksin.booking.reminding import REMINDERS
from vaksin.notices import Notice, NoticeKind
from vaksin.once import Operation
from vaksin.people.model import Person

# They tell of a seat that somebody has.
_ABOUT_OWN_SEAT = frozenset({*REMINDERS, NoticeKind.CONFIRMED})
# They ask somebody to choose a seat.
_ABOUT_NO_SEAT = frozenset(
    {
        NoticeKind.OFFER_PASSED,
        NoticeKind.HOLD_EXPIRED,
        NoticeKind.MISSED,
        NoticeKind.QUEUE_OVER,
        NoticeKind.MAY_COME,
        NoticeKind.DOSE_DUE,
    }
)

# They name a session that is free.
_OFFERS_A_SESSION = frozenset({NoticeKind.MISSED, NoticeKind.MAY_COME, NoticeKind.DOSE_DUE})


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
    site: Site | None

    @property
    def name(self) -> str | None:
        """The name of whom it is about."""
        return self.person.name if self.person else self.notice.data.get("nama")

    def day(self, field: str) -> date | None:
        """Return a day that the notice names."""
        told = self.notice.data.get(field)
        return date.fromisoformat(told) if told else None


@dataclass(frozen=True)
class NewsService:
    """Tells news; what was told is not told again, but under the same request.

    What is settled by now (an offer that was taken, a missed seat that has a successor) is not
    told at all.
    """

    transactions: Transactions

    def tell(self, contact_id: str, *, request_id: str | None = None) -> list[News]:
        """Return the news that is on its way to a contact, the oldest first; it counts as told."""
        return self._tell(contact_id, request_id, lambda act: act.notices.on_their_way)

    def tell_all(self, contact_id: str, *, request_id: str | None = None) -> list[News]:
        """Return all that a contact who asks has not heard yet; it counts as told."""
        return self._tell(contact_id, request_id, lambda act: act.notices.untold)

    def _tell(
        self,
        contact_id: str,
        request_id: str | None,
        which: Callable[[Act], Callable[[str], list[Notice]]],
    ) -> list[News]:
        def effect(act: Act) -> str:
            found = which(act)(act.contact_id)
            act.notices.told([notice.id for notice in found])
            return json.dumps([notice.id for notice in found if is_still_so(act, notice)])

        def read(act: Act, result: str) -> list[News]:
            return [news_of(act, notice) for notice in act.notices.with_ids(json.loads(result))]

        return self.transactions.once(contact_id, request_id, Operation.TELL_NEWS, effect, read)


def news_of(act: Act, notice: Notice) -> News:
    """Return a notice with what its words need."""
    booking_id, site_id = notice.data.get("booking"), notice.data.get("site")
    session_id = notice.data.get("session")
    return News(
        notice=notice,
        person=act.people.person(notice.person_id) if notice.person_id else None,
        booking=_booking(act, booking_id) if booking_id else None,
        session=_session(act, notice, session_id) if session_id else None,
        site=act.timetable.known_site(site_id) if site_id else None,
    )


def _session(act: Act, notice: Notice, session_id: str) -> VaccinationSession | None:
    """Return the session that a notice names, unless it offers one that has begun meanwhile."""
    session = act.timetable.session(session_id)
    is_offered = notice.kind in _OFFERS_A_SESSION
    if session is None or (is_offered and session.starts_at <= act.clock.now()):
        return None
    return session


def is_still_so(act: Act, notice: Notice) -> bool:
    """Tell whether a notice is not settled by now."""
    booking_id = notice.data.get("booking")
    booking = _booking(act, booking_id) if booking_id else None
    if notice.kind is NoticeKind.OFFER:
        return booking is not None and booking.status is BookingStatus.HELD
    if notice.kind in _ABOUT_OWN_SEAT:
        return booking is not None and _takes_place(act, booking)
    if notice.kind in _ABOUT_NO_SEAT and notice.person_id:
        return not any(b.status.is_live for b in act.desk.of_person(notice.person_id))
    return True


def _takes_place(act: Act, booking: Booking) -> bool:
    """Tell whether somebody still has a seat, in a session that nobody has closed meanwhile."""
    session = act.agenda.of(booking.session.id)
    is_open = session is not None and session.closed_at is None
    return is_open and booking.status is BookingStatus.BOOKED


def _booking(act: Act, booking_id: str) -> Booking | None:
    try:
        return act.desk.booking(booking_id)
    except NotLive:
        return None
