"""Settings of the channel, read from the environment once at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from vaksin.settings import SettingsError

DEFAULT_API_URL = "https://graph.facebook.com/v25.0"
REQUIRED = (
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)


@dataclass(frozen=True)
class WhatsAppSettings:
    """Which number the bot speaks for, and what proves it to Meta and Meta to it."""

    api_url: str
    phone_number_id: str
    access_token: str = field(repr=False)
    app_secrets: tuple[str, ...] = field(repr=False)
    verify_token: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> WhatsAppSettings:
        """Read the settings; ``WHATSAPP_APP_SECRET`` may hold several, separated by commas.

        Raises:
            SettingsError: with one line for each variable that is missing or wrong.
        """
        values = {name: environment.get(name, "").strip() for name in REQUIRED}
        secrets = tuple(filter(None, map(str.strip, values["WHATSAPP_APP_SECRET"].split(","))))
        api_url = (environment.get("WHATSAPP_API_URL", "").strip() or DEFAULT_API_URL).rstrip("/")
        problems = [f"{name}: belum diisi" for name in REQUIRED if not values[name].strip(", ")]
        if not api_url.startswith(("https://", "http://")):
            problems.append("WHATSAPP_API_URL: harus diawali https:// atau http://")
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(
            api_url=api_url,
            phone_number_id=values["WHATSAPP_PHONE_NUMBER_ID"],
            access_token=values["WHATSAPP_ACCESS_TOKEN"],
            app_secrets=secrets,
            verify_token=values["WHATSAPP_VERIFY_TOKEN"],
        )
