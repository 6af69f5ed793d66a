"""``python -m vaksin prepare`` and ``new-key``: what must be done before all else."""

from __future__ import annotations

import sys

import click

from vaksin.cli.connected import connected
from vaksin.content import ContentError
from vaksin.privacy.keys import DataKeys


@click.command()
def prepare() -> None:
    """Create or migrate the database, write the sites and top their sessions up."""
    programme = connected()
    try:
        new_sessions = programme.prepare()
    except ContentError as error:
        sys.exit(str(error))
    open_sites = len(programme.sites())
    click.echo(f"✓ basis data siap: {open_sites} tempat vaksinasi, {new_sessions} sesi baru")


@click.command("new-key")
def new_key() -> None:
    """Print a fresh value for VAKSIN_DATA_KEYS."""
    click.echo(DataKeys.generate())
