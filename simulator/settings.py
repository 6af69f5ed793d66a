"""Settings of the simulator, read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.environment import EnvironmentReader
from simulator.troubles import Troubles

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5006
DEFAULT_WEBHOOK_URL = "http://127.0.0.1:5005/webhooks/whatsapp/webhook"


class SettingsError(ValueError):
    """The environment lacks settings or holds unusable ones; `problems` has one line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Take one line for each problem."""
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """What one simulator needs: where it listens, the bot's webhook and the secrets they share.

    Several `webhook_urls` are several processes of one bot. `retry_delays` are the pauses in
    seconds before each further attempt to post a webhook; when they are used up the webhook is
    dropped, unless `retry_forever` is set. Meta goes on for days, a trial need not.
    """

    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    webhook_urls: tuple[str, ...] = (DEFAULT_WEBHOOK_URL,)
    retry_delays: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    retry_forever: bool = False
    seed: int = 0
    troubles: Troubles = field(default_factory=Troubles)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Build the settings from environment variables; raise SettingsError naming every problem."""
    read = EnvironmentReader(environ)
    settings = Settings(
        phone_number_id=read.required("WHATSAPP_PHONE_NUMBER_ID"),
        access_token=read.required("WHATSAPP_ACCESS_TOKEN"),
        app_secret=read.required("WHATSAPP_APP_SECRET"),
        verify_token=read.required("WHATSAPP_VERIFY_TOKEN"),
        host=read.text("SIMULATOR_HOST", DEFAULT_HOST),
        port=read.port("SIMULATOR_PORT", DEFAULT_PORT),
        webhook_urls=read.addresses("SIMULATOR_WEBHOOK_URL", DEFAULT_WEBHOOK_URL),
        retry_forever=read.switch("SIMULATOR_RETRY_FOREVER"),
        seed=read.integer("SIMULATOR_SEED", 0),
        troubles=read.troubles("SIMULATOR_TROUBLES"),
    )
    if read.problems:
        raise SettingsError(tuple(read.problems))
    return settings
