"""Settings of the domain, read from the environment once at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from vaksin.privacy.keys import DataKeys, InvalidDataKeys

DEFAULT_DATABASE_URL = "sqlite:///var/vaksin.db"
KNOWN_DATABASES = ("sqlite", "postgresql")
DATABASE_FORMS = "harus berbentuk sqlite:///<berkas> atau postgresql://<pengguna>@<server>/<nama>"


class SettingsError(ValueError):
    """One or more settings are missing or wrong; each line of the message names one of them."""


@dataclass(frozen=True)
class Settings:
    """What the domain needs to run."""

    database_url: str = field(repr=False)
    data_keys: DataKeys

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: if ``VAKSIN_DATA_KEYS`` is missing or malformed, or ``DATABASE_URL`` is
                neither of SQLite nor of PostgreSQL.
        """
        url = environment.get("DATABASE_URL") or DEFAULT_DATABASE_URL
        problems = [] if _is_known_database(url) else [f"DATABASE_URL: {DATABASE_FORMS}"]
        try:
            keys = DataKeys.parse(environment.get("VAKSIN_DATA_KEYS", ""))
        except InvalidDataKeys as error:
            problems.append(f"VAKSIN_DATA_KEYS: {error}")
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(url, keys)


def _is_known_database(url: str) -> bool:
    try:
        return make_url(url).get_dialect().name in KNOWN_DATABASES
    except (ArgumentError, NoSuchModuleError, ValueError):
        return False
