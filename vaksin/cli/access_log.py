"""``python -m vaksin access-log``: who looked at or changed whose data, and whether it is whole."""

from __future__ import annotations

import sys
from datetime import date, datetime, time

import click

from vaksin.cli.connected import connected
from vaksin.cli.options import day_option
from vaksin.clock import WIB
from vaksin.privacy.access_log import AccessRecord

# More people are counted only; an id tells an operator little.
_NAMED = 3


@click.group("access-log", invoke_without_command=True)
@click.option("--person", "named", metavar="ORANG", help="A ticket's code, L-… or a person's id.")
@day_option("--since", "first", "First day (WIB).")
@click.pass_context
def access_log(context: click.Context, named: str | None, first: date | None) -> None:
    """Show who looked at or changed people's data; people are named by their ids."""
    if context.invoked_subcommand:
        return
    found = connected().accesses.records(named, _morning(first) if first else None)
    for record in found:
        click.echo(_line(record))
    if not found:
        click.echo("tidak ada catatan")


@access_log.command()
def verify() -> None:
    """Prove that no record was changed or deleted; name the first broken one and end with 1."""
    state = connected().accesses.state()
    if state.first_broken is not None:
        sys.exit(f"✗ catatan nomor {state.first_broken} diubah atau hilang")
    click.echo(f"✓ {state.last_number} catatan utuh; segel terakhir {state.last_mac or '-'}")


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), WIB)


def _line(record: AccessRecord) -> str:
    when = f"{record.at.astimezone(WIB):%d-%m-%Y %H.%M} WIB"
    ids = record.person_ids
    people = ", ".join(ids) if len(ids) <= _NAMED else f"{len(ids)} orang"
    cells = (record.number, when, record.operator, record.act.value, record.reference, people)
    return "  ".join(str(cell or "-") for cell in cells)
