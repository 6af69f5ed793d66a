"""``python -m vaksin sites``: importing, closing and opening sites."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vaksin.booking.closing import Days
from vaksin.cli.closing import close
from vaksin.cli.connected import connected
from vaksin.cli.importing import import_sheet
from vaksin.cli.options import (
    calls_option,
    day_option,
    dry_run_option,
    file_to_read,
    sheet_option,
    yes_option,
)
from vaksin.cli.refusals import refusals

_site = click.argument("site_id", metavar="TEMPAT")


@click.group()
def sites() -> None:
    """Look after the vaccination sites."""


@sites.command("import")
@file_to_read
@sheet_option
@dry_run_option
def import_sites(file: Path, sheet: str | None, dry_run: bool) -> None:
    """Take the sites of a CSV or XLSX file: all of them, or none and every mistake.

    Sample sites are closed as soon as any site was imported.
    """
    programme = connected()

    import_sheet(
        programme,
        file,
        sheet,
        "tempat",
        lambda sheet_import: programme.imports.sites(sheet_import, dry_run=dry_run),
        dry_run=dry_run,
    )


@sites.command("close")
@_site
@day_option("--from", "first", "First closed day.", required=True)
@day_option("--until", "last", "Last closed day; until further notice if it is not given.")
@yes_option
@calls_option
def close_site(site_id: str, first: date, last: date | None, yes: bool, calls: Path | None) -> None:
    """Close a site on some days and find everybody another seat."""
    if last and last < first:
        raise click.BadParameter("lebih awal daripada --from", param_hint="until")
    service = connected().closures
    with refusals():
        closure = service.of_site(site_id, Days(first, last))
    close(service, closure, yes=yes, calls=calls)


@sites.command()
@_site
def reopen(site_id: str) -> None:
    """Open a site again on all days for which it was closed; who was moved stays moved."""
    with refusals():
        opened = connected().closures.reopen_site(site_id)
    click.echo(f"✓ tempat dibuka lagi: {opened} sesi")
