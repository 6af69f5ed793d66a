"""The programme's command line: ``python -m vaksin prepare``."""

from __future__ import annotations

import sys

import click

from vaksin.application import Vaksin
from vaksin.content import ContentError
from vaksin.privacy.keys import DataKeys
from vaksin.settings import Settings, SettingsError


@click.group()
def commands() -> None:
    """Run the vaccination programme's data."""


@commands.command()
def prepare() -> None:
    """Create or migrate the database, write the sites and top their sessions up."""
    try:
        programme = Vaksin.from_settings(Settings.from_environment())
        new_sessions = programme.prepare()
    except (SettingsError, ContentError) as error:
        sys.exit(str(error))
    sites = len(programme.sites())
    click.echo(f"✓ basis data siap: {sites} tempat vaksinasi, {new_sessions} sesi baru")


@commands.command("new-key")
def new_key() -> None:
    """Print a fresh value for VAKSIN_DATA_KEYS."""
    click.echo(DataKeys.generate())


if __name__ == "__main__":
    commands()
