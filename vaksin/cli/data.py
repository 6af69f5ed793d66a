"""``python -m vaksin prepare`` and ``new-key``: what must be done before all else."""

from __future__ import annotations

import sys

import click

from vaksin.cli.connected import connected
from vaksin.content import ContentError
from vaksin.privacy.keys import DataKeys, WrongHashKey


@click.command()
def prepare() -> None:
    """Create or migrate the database, write the sites and top their sessions up."""
    programme = connected()
    try:
        new_sessions = programme.prepare()
    except (ContentError, WrongHashKey) as error:
        sys.exit(str(error))
    open_sites = len(programme.sites())
    click.echo(f"✓ basis data siap: {open_sites} tempat vaksinasi, {new_sessions} sesi baru")


@click.command("new-key")
@click.option(
    "--version",
    default=1,
    type=click.IntRange(1),
    help="One above the highest so far, when a key is added; 1 if there is none yet.",
)
def new_key(version: int) -> None:
    """Print a fresh key for VAKSIN_DATA_KEYS; several are separated by commas."""
    click.echo(DataKeys.generate(version))
