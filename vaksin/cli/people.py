"""``python -m vaksin people``: what officers decide about who somebody is."""

from __future__ import annotations

import sys

import click

from vaksin.application import Keep, NothingToSettle, WasVaccinated
from vaksin.cli.connected import connected

_DONE = {
    Keep.OLD: "pendaftaran pertama berlaku, yang lain dihapus",
    Keep.NEW: "pendaftaran kedua berlaku, yang pertama dihapus",
    Keep.BOTH: "kedua pendaftaran digabung menjadi satu orang",
    Keep.NEITHER: "pendaftaran dihapus dan kursinya dilepas",
}


@click.group()
def people() -> None:
    """Settle who somebody is."""


@people.command()
@click.argument("named", metavar="NOMOR")
@click.option(
    "--keep",
    required=True,
    type=click.Choice([keep.value for keep in Keep]),
    help="The first claim on the NIK, the second, both (they are one person), or neither.",
)
def settle(named: str, keep: str) -> None:
    """Record what you found out about a contested or disputed person.

    NOMOR is the request's reference (L-…), as "vaksin requests" shows it.
    """
    decision = Keep(keep)
    try:
        connected().family.settle(named, decision)
    except NothingToSettle:
        sys.exit(f"tidak ada yang bisa diputuskan begitu dengan nomor {named}")
    except WasVaccinated:
        sys.exit(
            "orang yang akan dihapus sudah divaksin di tempat vaksinasi; "
            "cocokkan KTP-nya, lalu pakai --keep sama atau perbaiki datanya"
        )
    click.echo(f"✓ {_DONE[decision]}")
