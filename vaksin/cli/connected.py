"""The programme that the environment describes, for every command."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import replace

import click

from vaksin.application import Vaksin
from vaksin.settings import Settings, SettingsError

OPERATOR_SETTING = "VAKSIN_OPERATOR"
LONGEST_OPERATOR = 80


def connected() -> Vaksin:
    """Return the programme, acting for the operator; end with a message if a setting is wrong.

    A caller that runs commands itself may hand one over as the context's object.
    """
    given = click.get_current_context().find_root().obj
    try:
        programme = (
            given
            if isinstance(given, Vaksin)
            else Vaksin.from_settings(Settings.from_environment())
        )
        return replace(programme, operator=_operator())
    except SettingsError as error:
        sys.exit(str(error))


def _operator() -> str:
    """Return who is answerable for what this command does with people's data.

    That is whom ``VAKSIN_OPERATOR`` names, else the user of the machine: several officers may
    share one.

    Raises:
        SettingsError: if that is no name.
    """
    named = os.environ.get(OPERATOR_SETTING, "").strip() or _user()
    if len(named) > LONGEST_OPERATOR or not named.isprintable():
        raise SettingsError(
            f"{OPERATOR_SETTING}: isi nama petugas yang bekerja, paling panjang"
            f" {LONGEST_OPERATOR} huruf"
        )
    return named


def _user() -> str:
    try:
        return getpass.getuser()
    # A container may run under a number that has no name.
    except (KeyError, OSError):
        return f"pengguna {os.getuid()}"
