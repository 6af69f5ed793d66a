"""``python -m vaksin requests``: what citizens left for an officer."""

from __future__ import annotations

import sys

import click

from vaksin.cli.connected import connected
from vaksin.clock import WIB


@click.command()
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
