"""Settings of the action server, read from the environment once at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from vaksin.settings import SettingsError
from web.shared_secret import SHORTEST

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "5055"
_MOST = 65535


@dataclass(frozen=True)
class ServerSettings:
    """Where the action server listens, and what the bot proves itself with."""

    host: str
    port: int
    secret: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> ServerSettings:
        """Read the settings.

        Raises:
            SettingsError: with one line for each variable that is missing or wrong.
        """
        host = environment.get("ACTIONS_HOST", "").strip() or DEFAULT_HOST
        port = environment.get("ACTIONS_PORT", "").strip() or DEFAULT_PORT
        secret = environment.get("ACTIONS_SECRET", "").strip()
        problems = []
        if not port.isdecimal() or not 0 < int(port) <= _MOST:
            problems.append(f"ACTIONS_PORT: harus angka dari 1 sampai {_MOST}")
        if len(secret) < SHORTEST:
            problems.append(
                f"ACTIONS_SECRET: harus rahasia acak, paling sedikit {SHORTEST} karakter, "
                "sama dengan yang dipakai bot"
            )
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(host, int(port), secret)
