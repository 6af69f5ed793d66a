"""``python -m vaksin requests``: what citizens left for an officer."""

from __future__ import annotations

import sys

import click

from vaksin.application import Vaksin
from vaksin.cli.connected import connected
from vaksin.cli.refusals import refusals
from vaksin.clock import WIB

_FROM_STDIN = "-"


@click.command()
@click.option("--close", metavar="NOMOR", help="Mark this request as dealt with.")
@click.option(
    "--answer", metavar="JAWABAN", help="What to tell who left it; - reads standard input."
)
def requests(close: str | None, answer: str | None) -> None:
    """Show what citizens left for an officer, with the number to answer to."""
    if close is None and answer is not None:
        raise click.UsageError("--answer butuh --close NOMOR")
    programme = connected()
    if close is None:
        _show(programme)
    else:
        _close(programme, close, answer)


def _show(programme: Vaksin) -> None:
    for request, number in programme.officers.waiting():
        when = request.created_at.astimezone(WIB)
        kind = request.kind.value
        click.echo(f"{request.reference}  {kind}  {when:%d-%m-%Y %H.%M} WIB  {number or '-'}")
        click.echo(f"    {request.message}\n")


def _close(programme: Vaksin, reference: str, answer: str | None) -> None:
    if answer == _FROM_STDIN:
        answer = sys.stdin.read()
    with refusals():
        closed = programme.officers.close(reference, answer)
    sys.exit(0 if closed else f"tidak ada permintaan terbuka dengan nomor {reference}")
