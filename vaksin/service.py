"""How the service runs: hours, phone numbers, consent, limits, retention, what people bring.

Read from ``content/service.yml``; the texts of the consent from ``content/persetujuan/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from vaksin.booking.rules import SeatRules, read_seat_rules
from vaksin.consent_texts import load_consent_texts
from vaksin.content import CONTENT_FOLDER, Entry, read_yaml
from vaksin.dates import Period
from vaksin.identity.regions import TIMEZONES
from vaksin.messages.rules import MessageRules, read_message_rules
from vaksin.privacy.retention import Retention, read_retention

SERVICE_FILE = "service.yml"

_STATEMENT = ("source", "as_of", "confirmed")


@dataclass(frozen=True)
class OfficerHours:
    """Hours at which an officer answers, in the citizen's time; weekdays count from Monday, 0."""

    timezone: str
    weekdays: frozenset[int]
    start: time
    end: time

    def covers(self, moment: datetime) -> bool:
        """Tell whether an officer answers at a moment, which must be aware of its time zone."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        return local.weekday() in self.weekdays and self.start <= local.time() < self.end


@dataclass(frozen=True)
class Contact:
    """A number to call, who stated it and when; unconfirmed ones must be tried by an officer."""

    number: str
    source: str
    as_of: date
    confirmed: bool


@dataclass(frozen=True)
class Consent:
    """The privacy notice; its version is stored with every consent given to it."""

    version: str
    text: str


@dataclass(frozen=True)
class Limits:
    """Bounds of the service.

    ``people_per_number`` is how many people one WhatsApp number may register, ``days_ahead`` how
    far ahead sessions are offered, ``offers`` how many sessions one message offers. A number may
    give ``niks_per_day`` different NIKs and prove itself ``proofs_per_day`` times. A NIK that
    ``numbers_per_nik`` other numbers gave within a day is left to an officer. Between the wish to
    have one's data erased and the erasure pass ``erasure_hours``, in which it can be taken back.
    """

    people_per_number: int
    days_ahead: int
    offers: int
    niks_per_day: int
    numbers_per_nik: int
    proofs_per_day: int
    erasure_hours: int


@dataclass(frozen=True)
class Observation:
    """Minutes to wait at the site after the injection."""

    period: Period
    minutes: int
    minutes_with_symptoms: int
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Service:
    """Everything in ``content/service.yml``."""

    officer_hours: tuple[OfficerHours, ...]
    hotline: Contact
    emergency: Contact
    consent: Consent
    limits: Limits
    retention: Retention
    seats: SeatRules
    messages: MessageRules
    bring: tuple[str, ...]
    observation: tuple[Observation, ...]

    @property
    def consent_text(self) -> str:
        """The privacy notice that a citizen agrees to before giving any data."""
        return self.consent.text

    def officer_on_duty(self, moment: datetime, timezone: str) -> bool:
        """Tell whether an officer answers people of a time zone (IANA name) at an aware moment."""
        return any(
            hours.timezone == timezone and hours.covers(moment) for hours in self.officer_hours
        )

    def observation_on(self, on: date) -> Observation | None:
        """Return the waiting time in force on a day, or nothing before the programme began."""
        return next((rule for rule in self.observation if rule.period.covers(on)), None)


@cache
def load_service(folder: Path = CONTENT_FOLDER) -> Service:
    """Read the settings of the service; the file is read once.

    Raises:
        ContentError: naming the setting that is wrong.
    """
    file = read_yaml(folder / SERVICE_FILE)
    file.allow(
        "officer_hours", "hotline", "emergency", "consent", "limits", "retention", "seats",
        "messages", "bring", "observation",
    )  # fmt: skip
    seats = read_seat_rules(file.entry("seats"))
    return Service(
        officer_hours=_officer_hours(file.entry("officer_hours")),
        hotline=_contact(file.entry("hotline")),
        emergency=_contact(file.entry("emergency")),
        consent=_consent(file.entry("consent"), load_consent_texts(folder)),
        limits=_limits(file.entry("limits")),
        retention=read_retention(file.entry("retention")),
        seats=seats,
        messages=read_message_rules(file.entry("messages"), seats.quiet),
        bring=_bring(file.entry("bring")),
        observation=_observations(file),
    )


def _officer_hours(entry: Entry) -> tuple[OfficerHours, ...]:
    entry.allow(*_STATEMENT, "hours")
    _check_statement(entry)
    hours = tuple(_hours(line) for line in entry.entries("hours"))
    missing = set(TIMEZONES) - {line.timezone for line in hours}
    if missing:
        raise entry.error(f"hours has none for {', '.join(sorted(missing))}")
    return hours


def _hours(entry: Entry) -> OfficerHours:
    entry.allow("timezone", "days", "from", "until")
    hours = OfficerHours(
        timezone=entry.choice("timezone", TIMEZONES),
        weekdays=entry.weekdays("days"),
        start=entry.clock("from"),
        end=entry.clock("until"),
    )
    if hours.end <= hours.start:
        raise entry.error("until must be later than from")
    return hours


def _contact(entry: Entry) -> Contact:
    entry.allow(*_STATEMENT, "number")
    return Contact(
        entry.text("number"), entry.text("source"), entry.day("as_of"), entry.truth("confirmed")
    )


def _consent(entry: Entry, texts: Mapping[str, str]) -> Consent:
    entry.allow(*_STATEMENT, "version")
    _check_statement(entry)
    version = entry.choice("version", texts)
    return Consent(version, texts[version])


def _limits(entry: Entry) -> Limits:
    entry.allow(
        *_STATEMENT, "people_per_number", "days_ahead", "offers", "niks_per_day",
        "numbers_per_nik", "proofs_per_day", "erasure_hours",
    )  # fmt: skip
    _check_statement(entry)
    return Limits(
        people_per_number=entry.integer("people_per_number", 1, 20),
        days_ahead=entry.integer("days_ahead", 1, 90),
        # A list message has ten rows; one of them leads to other days and sites.
        offers=entry.integer("offers", 1, 9),
        niks_per_day=entry.integer("niks_per_day", 1, 100),
        # Two parents and a grown-up child may register the same person on one day.
        numbers_per_nik=entry.integer("numbers_per_nik", 2, 20),
        proofs_per_day=entry.integer("proofs_per_day", 1, 20),
        # UU 27/2022: what is asked must be done within 3 x 24 hours.
        erasure_hours=entry.integer("erasure_hours", 1, 48),
    )


def _bring(entry: Entry) -> tuple[str, ...]:
    entry.allow(*_STATEMENT, "items")
    _check_statement(entry)
    return entry.texts("items")


def _observations(file: Entry) -> tuple[Observation, ...]:
    entries = file.entries("observation")
    rules = tuple(_observation(entry) for entry in entries)
    for number, rule in enumerate(rules):
        if any(rule.period.overlaps(earlier.period) for earlier in rules[:number]):
            raise entries[number].error("is in force at the same time as a rule above it")
    return rules


def _observation(entry: Entry) -> Observation:
    entry.allow(
        "effective_from", "effective_until", "minutes", "minutes_with_symptoms", "source",
        "confirmed",
    )  # fmt: skip
    return Observation(
        period=entry.period(),
        minutes=entry.integer("minutes", 1, 120),
        minutes_with_symptoms=entry.integer("minutes_with_symptoms", 1, 120),
        source=entry.text("source"),
        confirmed=entry.truth("confirmed"),
    )


def _check_statement(entry: Entry) -> None:
    """Check what only the file carries: who stated this, when, and how sure it is."""
    entry.text("source")
    entry.day("as_of")
    entry.truth("confirmed", default=True)
