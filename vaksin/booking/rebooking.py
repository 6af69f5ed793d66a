"""Another seat for everybody whose session is closed.

Looked for in this order: the same site and day at another hour, the same site on the next days, the
nearest other sites. A family that comes together stays together if any session has seats for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from vaksin.booking.model import Booking, Site, VaccinationSession
from vaksin.booking.nearby import Point, distance_km

_Ranked = tuple["Found", VaccinationSession]


class Found(Enum):
    """What was found for somebody: a seat, a place in a queue, or nothing."""

    SAME_DAY = "hari_sama"
    SAME_SITE = "tempat_sama"
    NEARBY = "tempat_dekat"
    QUEUE = "daftar_tunggu"
    NOWHERE = "tidak_ada"

    @property
    def is_seat(self) -> bool:
        """Tell whether it is a seat."""
        return self not in (Found.QUEUE, Found.NOWHERE)


@dataclass(frozen=True)
class Rebooking:
    """What was found for a booking.

    Of a queue ``session`` tells the site and day, not the hour, and ``vaccine_ids`` for which
    vaccines they wait.
    """

    booking: Booking
    found: Found
    session: VaccinationSession | None
    vaccine_ids: frozenset[str] = frozenset()


@dataclass
class SeatPlan:
    """Gives the seats of open sessions out on paper, to one family after the other.

    ``may_have`` tells whether the rules let a person come to a session. Nobody is sent farther than
    ``days`` after their day or ``km``, nor from a site with wheelchair access to one without.
    """

    sessions: Sequence[VaccinationSession]
    may_have: Callable[[Booking, VaccinationSession], bool]
    days: int
    km: float
    _free: dict[str, int] = field(init=False)
    _ranks: dict[str, list[_Ranked]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Count the seats."""
        self._free = {session.id: session.seats_free for session in self.sessions}

    def place(self, family: Sequence[Booking]) -> list[Rebooking]:
        """Find something for people who had seats in the same session; seats found are taken."""
        together = self._seats_for(family)
        if together:
            return together
        return [self._alone(booking) for booking in family]

    def _alone(self, booking: Booking) -> Rebooking:
        seat = self._seats_for([booking])
        return seat[0] if seat else self.without_seat(booking)

    def without_seat(self, booking: Booking) -> Rebooking:
        """Find the best site and day to wait for a seat."""
        fitting = [s for _, s in self._ranked(booking.session) if self.may_have(booking, s)]
        if not fitting or booking.contact_id is None:
            return Rebooking(booking, Found.NOWHERE, None)
        best = fitting[0]
        same_day = [s for s in fitting if (s.site, s.local_date) == (best.site, best.local_date)]
        vaccine_ids = frozenset(session.vaccine_id for session in same_day)
        return Rebooking(booking, Found.QUEUE, best, vaccine_ids)

    def _seats_for(self, family: Sequence[Booking]) -> list[Rebooking]:
        for found, session in self._ranked(family[0].session):
            has_room = self._free[session.id] >= len(family)
            if has_room and all(self.may_have(booking, session) for booking in family):
                self._free[session.id] -= len(family)
                return [Rebooking(booking, found, session) for booking in family]
        return []

    def _ranked(self, closed: VaccinationSession) -> list[_Ranked]:
        if closed.id not in self._ranks:
            near = [s for s in self.sessions if self._is_near(s, closed)]
            near.sort(key=lambda session: _nearness(session, closed))
            self._ranks[closed.id] = [(_kind(session, closed), session) for session in near]
        return self._ranks[closed.id]

    def _is_near(self, session: VaccinationSession, closed: VaccinationSession) -> bool:
        last = closed.local_date + timedelta(days=self.days)
        return (
            closed.local_date <= session.local_date <= last
            and session.site.wheelchair >= closed.site.wheelchair
            and _km(session.site, closed.site) <= self.km
        )


def sites_within(sites: Sequence[Site], site: Site, km: float) -> list[Site]:
    """Return the sites that are not farther away than that."""
    return [other for other in sites if _km(other, site) <= km]


def _kind(session: VaccinationSession, closed: VaccinationSession) -> Found:
    if session.site.id != closed.site.id:
        return Found.NEARBY
    return Found.SAME_DAY if session.local_date == closed.local_date else Found.SAME_SITE


def _nearness(
    session: VaccinationSession, closed: VaccinationSession
) -> tuple[float, int, float, str]:
    days = (session.local_date - closed.local_date).days
    seconds = abs((session.starts_at - closed.starts_at).total_seconds())
    return _km(session.site, closed.site), days, seconds, session.id


def _km(one: Site, other: Site) -> float:
    if one.id == other.id:
        return -1.0  # the site itself comes before one in the same place
    return distance_km(Point(one.latitude, one.longitude), Point(other.latitude, other.longitude))
