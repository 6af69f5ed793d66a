"""The programme's command line: ``python -m vaksin --help``."""

from __future__ import annotations

import sys

import click

from vaksin.cli.connected import connected
from vaksin.cli.people import people
from vaksin.cli.rules import rules
from vaksin.clock import WIB
from vaksin.content import ContentError
from vaksin.privacy.keys import DataKeys


@click.group()
def commands() -> None:
    """Run the vaccination programme's data."""


commands.add_command(people)
commands.add_command(rules)


@commands.command()
def prepare() -> None:
    """Create or migrate the database, write the sites and top their sessions up."""
    programme = connected()
    try:
        new_sessions = programme.prepare()
    except ContentError as error:
        sys.exit(str(error))
    sites = len(programme.sites())
    click.echo(f"✓ basis data siap: {sites} tempat vaksinasi, {new_sessions} sesi baru")


@commands.command()
@click.option("--close", metavar="NOMOR", help="Mark this request as dealt with.")
def requests(close: str | None) -> None:
    """Show what citizens left for an officer, with the number to answer to."""
    programme = connected()
    if close is not None:
        closed = programme.officers.close(close)
        sys.exit(0 if closed else f"tidak ada permintaan terbuka dengan nomor {close}")
    for request, number in programme.officers.waiting():
        when = request.created_at.astimezone(WIB)
        kind = request.kind.value
        click.echo(f"{request.reference}  {kind}  {when:%d-%m-%Y %H.%M} WIB  {number or '-'}")
        click.echo(f"    {request.message}\n")


@commands.command("new-key")
def new_key() -> None:
    """Print a fresh value for VAKSIN_DATA_KEYS."""
    click.echo(DataKeys.generate())


if __name__ == "__main__":
    commands()
