"""Settings of the simulator, read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5006
DEFAULT_WEBHOOK_URL = "http://127.0.0.1:5005/webhooks/whatsapp/webhook"
_HIGHEST_PORT = 65535


class SettingsError(ValueError):
    """The environment lacks settings or holds unusable ones; `problems` has one line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Take one line for each problem."""
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """What one simulator needs: where it listens, the bot's webhook and the secrets they share.

    `retry_delays` are the pauses in seconds before each further attempt to post a webhook; when
    they are used up the webhook is dropped. Meta goes on for days, a trial need not.
    """

    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    webhook_url: str = DEFAULT_WEBHOOK_URL
    retry_delays: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


_REQUIRED = {
    "phone_number_id": "WHATSAPP_PHONE_NUMBER_ID",
    "access_token": "WHATSAPP_ACCESS_TOKEN",
    "app_secret": "WHATSAPP_APP_SECRET",
    "verify_token": "WHATSAPP_VERIFY_TOKEN",
}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Build the settings from environment variables; raise SettingsError naming every problem."""
    required = {name: environ.get(variable, "").strip() for name, variable in _REQUIRED.items()}
    problems = [f"{_REQUIRED[name]} is not set" for name, value in required.items() if not value]
    port = environ.get("SIMULATOR_PORT", "").strip() or str(DEFAULT_PORT)
    if not _is_port(port):
        problems.append(f"SIMULATOR_PORT must be a number from 1 to {_HIGHEST_PORT}")
    webhook_url = environ.get("SIMULATOR_WEBHOOK_URL", "").strip() or DEFAULT_WEBHOOK_URL
    if not _is_http_url(webhook_url):
        problems.append("SIMULATOR_WEBHOOK_URL must be an http:// or https:// address")
    if problems:
        raise SettingsError(tuple(problems))
    return Settings(
        phone_number_id=required["phone_number_id"],
        access_token=required["access_token"],
        app_secret=required["app_secret"],
        verify_token=required["verify_token"],
        host=environ.get("SIMULATOR_HOST", "").strip() or DEFAULT_HOST,
        port=int(port),
        webhook_url=webhook_url,
    )


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= _HIGHEST_PORT


def _is_http_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)
