"""The programme that the environment describes, for every command."""

from __future__ import annotations

import sys

import click

from vaksin.application import Vaksin
from vaksin.settings import Settings, SettingsError


def connected() -> Vaksin:
    """Return the programme; end with a message if a setting is wrong.

    A caller that runs commands itself may hand one over as the context's object.
    """
    given = click.get_current_context().find_root().obj
    if isinstance(given, Vaksin):
        return given
    try:
        return Vaksin.from_settings(Settings.from_environment())
    except SettingsError as error:
        sys.exit(str(error))
