"""Settings of the channel, read from the environment once at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from vaksin.clock import TIME_TRAVEL
from vaksin.settings import SettingsError
from whatsapp.graph import LOOPBACK_HOSTS, META_HOSTS, may_have_token
from whatsapp.nudges import Address
from whatsapp.pushing import FIRST_DAILY_LIMIT
from whatsapp.store import Pace

DEFAULT_API_URL = "https://graph.facebook.com/v25.0"
_NUMBER_ID = "WHATSAPP_PHONE_NUMBER_ID"
REQUIRED = (
    _NUMBER_ID,
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)
TEMPLATE = "WHATSAPP_WINDOW_TEMPLATE"


@dataclass(frozen=True)
class _Number:
    """A setting that is a number within bounds."""

    name: str
    default: float
    least: float
    most: float
    is_whole: bool = False

    def read(self, environment: Mapping[str, str], problems: list[str]) -> float:
        given = environment.get(self.name, "").strip()
        try:
            value = float(given) if given else self.default
        except ValueError:
            value = float("nan")
        if not self.least <= value <= self.most or (self.is_whole and value % 1):
            kind = "bilangan bulat" if self.is_whole else "angka"
            problems.append(f"{self.name}: harus {kind} dari {self.least:g} sampai {self.most:g}")
        return value


_PER_SECOND = _Number("WHATSAPP_MESSAGES_PER_SECOND", 80, 1, 1000, is_whole=True)
_PATIENCE = _Number("WHATSAPP_PATIENCE_SECONDS", 2, 0, 30)
_DOUBT = _Number("WHATSAPP_DOUBT_SECONDS", 45, 1, 3600)
_BOT_PORT = _Number("BOT_PORT", 5004, 1, 65535, is_whole=True)
_DAILY_LIMIT = _Number("WHATSAPP_DAILY_LIMIT", FIRST_DAILY_LIMIT, 1, 10**9, is_whole=True)
_READY_BACKLOG = _Number("WHATSAPP_READY_BACKLOG", 5000, 1, 10**9, is_whole=True)


@dataclass(frozen=True)
class SenderSettings:
    """Which number writes to people, and to how many in a day until Meta says it."""

    phone_number_id: str
    daily_limit: int
    per_second: int


def read_sender(environment: Mapping[str, str]) -> SenderSettings:
    """Read what the worker needs to know of the number.

    Raises:
        SettingsError: with one line for each variable that is missing or wrong.
    """
    number = environment.get(_NUMBER_ID, "").strip()
    problems = [] if number else [f"{_NUMBER_ID}: belum diisi"]
    problems += _time_travel(environment, _api_url(environment))
    daily_limit = _DAILY_LIMIT.read(environment, problems)
    per_second = _PER_SECOND.read(environment, problems)
    if problems:
        raise SettingsError("\n".join(problems))
    return SenderSettings(number, int(daily_limit), int(per_second))


@dataclass(frozen=True)
class WhatsAppSettings:
    """Which number the bot speaks for, what proves it to Meta and Meta to it, and its pace.

    Attributes:
        ready_backlog: with more messages waiting than this, ``/ready`` says no.
        bot: where Rasa's server is, and hears of what came in (:mod:`whatsapp.nudges`).
    """

    api_url: str
    phone_number_id: str
    access_token: str = field(repr=False)
    app_secrets: tuple[str, ...] = field(repr=False)
    verify_token: str = field(repr=False)
    pace: Pace = field(default_factory=Pace)
    ready_backlog: int = int(_READY_BACKLOG.default)
    bot: Address = ("127.0.0.1", int(_BOT_PORT.default))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> WhatsAppSettings:
        """Read the settings; ``WHATSAPP_APP_SECRET`` may hold several, separated by commas.

        Raises:
            SettingsError: with one line for each variable that is missing or wrong.
        """
        values = {name: environment.get(name, "").strip() for name in REQUIRED}
        secrets = tuple(filter(None, map(str.strip, values["WHATSAPP_APP_SECRET"].split(","))))
        api_url = _api_url(environment)
        problems = [f"{name}: belum diisi" for name in REQUIRED if not values[name].strip(", ")]
        if not may_have_token(api_url):
            hosts = ", ".join(sorted(META_HOSTS | LOOPBACK_HOSTS))
            problems.append(f"WHATSAPP_API_URL: harus https:// ke salah satu dari {hosts}")
        problems += _time_travel(environment, api_url)
        pace = _pace(environment, problems)
        ready_backlog = _READY_BACKLOG.read(environment, problems)
        bot_port = _BOT_PORT.read(environment, problems)
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(
            api_url=api_url,
            phone_number_id=values[_NUMBER_ID],
            access_token=values["WHATSAPP_ACCESS_TOKEN"],
            app_secrets=secrets,
            verify_token=values["WHATSAPP_VERIFY_TOKEN"],
            pace=pace,
            ready_backlog=int(ready_backlog),
            bot=(environment.get("BOT_HOST", "").strip() or "127.0.0.1", int(bot_port)),
        )


def _api_url(environment: Mapping[str, str]) -> str:
    return (environment.get("WHATSAPP_API_URL", "").strip() or DEFAULT_API_URL).rstrip("/")


def _time_travel(environment: Mapping[str, str], api_url: str) -> list[str]:
    """Return what is wrong with being ahead in time: a real number lives in the present."""
    travels = environment.get(TIME_TRAVEL, "").strip()
    if travels and urlsplit(api_url).hostname in META_HOSTS:
        return [f"{TIME_TRAVEL}: hanya untuk percobaan dengan simulator"]
    return []


def _pace(environment: Mapping[str, str], problems: list[str]) -> Pace:
    patience = _PATIENCE.read(environment, problems)
    doubt = _DOUBT.read(environment, problems)
    per_second = _PER_SECOND.read(environment, problems)
    if problems:
        return Pace()
    return Pace(
        patience=timedelta(seconds=patience),
        doubt=timedelta(seconds=doubt),
        per_second=int(per_second),
        template=environment.get(TEMPLATE, "").strip(),
    )
