"""Bookings and what can go wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from vaksin.schema import LIVE_STATUSES

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class BookingStatus(Enum):
    """How far a seat got: held while its person thinks, booked, arrived at the desk, and its end.

    ``POSTPONED`` and ``REFUSED`` are the desk's: the person came, but got no dose that day.
    """

    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    POSTPONED = "postponed"
    REFUSED = "refused"

    @property
    def is_live(self) -> bool:
        """Tell whether the person may have no other seat for the same dose."""
        return self.value in LIVE_STATUSES

    @property
    def takes_seat(self) -> bool:
        """Tell whether the seat cannot be given to somebody else."""
        return self.is_live or self is BookingStatus.ATTENDED


class Origin(Enum):
    """How a booking came about."""

    CITIZEN = "citizen"
    WAITING = "waiting"
    WALK_IN = "walk_in"
    MOVED = "moved"


class BookingError(Exception):
    """A booking could not be made or changed; nothing was written."""


class SessionFull(BookingError):
    """The last seat went to somebody else."""


class SessionOver(BookingError):
    """The session has begun, its site is closed, or there is no such session."""


class AlreadyBooked(BookingError):
    """The person has a live booking for this dose."""


class NotLive(BookingError):
    """The booking was cancelled, used or never existed."""


class TooEarly(BookingError):
    """The session is before the first day on which the dose may be given."""


class TooManyMoves(BookingError):
    """The booking was moved as often as it may be."""


class TooManyCancellations(BookingError):
    """Seats of this person were given back so often that an officer should help with the next."""


@dataclass(frozen=True)
class Site:
    """A place where people are vaccinated."""

    id: str
    name: str
    short_name: str
    address: str
    district_code: str
    district: str
    city: str
    timezone: str
    latitude: float
    longitude: float
    wheelchair: int

    @property
    def zone_name(self) -> str:
        """WIB, WITA or WIT."""
        return ZONE_NAMES[self.timezone]

    @property
    def map_link(self) -> str:
        """Address of a map that shows the site."""
        return f"https://maps.google.com/?q={self.latitude},{self.longitude}"


@dataclass(frozen=True)
class VaccinationSession:
    """A window of hours at a site, with its vaccine and the seats that citizens can still book."""

    id: str
    site: Site
    local_date: date
    starts_at: datetime
    ends_at: datetime
    vaccine_id: str
    seats_free: int

    @property
    def local_start(self) -> datetime:
        """Start in the site's own time."""
        return self.starts_at.astimezone(ZoneInfo(self.site.timezone))

    @property
    def local_end(self) -> datetime:
        """End in the site's own time."""
        return self.ends_at.astimezone(ZoneInfo(self.site.timezone))


@dataclass(frozen=True)
class Screening:
    """The health answers that go with a ticket: ids of what applies, and which questions it was."""

    answers: tuple[str, ...] = ()
    version: str | None = None


@dataclass(frozen=True)
class Wanted:
    """A seat that somebody asks for: for which dose, and from which day on it may be given."""

    person_id: str
    dose: int = 1
    earliest_on: date | None = None
    screening: Screening = field(default=Screening(), repr=False)


@dataclass(frozen=True)
class Booking:
    """A seat that a person holds, has, had or gave back; ``held_until`` only while it is held."""

    id: str
    person_id: str
    contact_id: str | None
    session: VaccinationSession
    dose: int
    status: BookingStatus
    held_until: datetime | None
    earliest_on: date | None
    origin: Origin
    moves: int
    created_at: datetime
    ticket_code: str = field(repr=False)
    screening: Screening = field(repr=False)
