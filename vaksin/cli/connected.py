"""The programme that the environment describes, for every command."""

from __future__ import annotations

import sys

from vaksin.application import Vaksin
from vaksin.settings import Settings, SettingsError


def connected() -> Vaksin:
    """Return the programme; end with a message if a setting is wrong."""
    try:
        return Vaksin.from_settings(Settings.from_environment())
    except SettingsError as error:
        sys.exit(str(error))
