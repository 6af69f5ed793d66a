"""Bookings and what can go wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class BookingStatus(Enum):
    """What became of a booking."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"


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
    """A window of hours at a site, with its vaccine and the seats still free."""

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
class Booking:
    """A seat that a person has, had or gave back."""

    id: str
    person_id: str
    session: VaccinationSession
    dose: int
    status: BookingStatus
    ticket_code: str = field(repr=False)
    screening: tuple[str, ...] = field(repr=False)
