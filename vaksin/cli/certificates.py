"""``python -m vaksin certificates``: whose certificate is issued."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from vaksin.application import Vaksin
from vaksin.application.certificates import Telling
from vaksin.booking.site_import import SheetImport
from vaksin.cli.connected import connected
from vaksin.cli.importing import count_rows
from vaksin.cli.options import READABLE, dry_run_option, sheet_option
from vaksin.cli.refusals import refusals

_TOLD = {
    Telling.TOLD: "dikabari",
    Telling.TOLD_BEFORE: "sudah dikabari sebelumnya",
    Telling.NO_NUMBER: "tanpa nomor WhatsApp",
}


@click.command()
@click.argument("file", metavar="[BERKAS]", type=READABLE, required=False)
@click.option("--ticket", metavar="KODE", help="Tell of this one ticket instead of a file.")
@sheet_option
@dry_run_option
def certificates(file: Path | None, ticket: str | None, sheet: str | None, dry_run: bool) -> None:
    """Tell people that the certificate of their dose is issued, each dose once.

    BERKAS is a CSV or XLSX file with the column ticket_code: all of it is taken, or none.
    """
    if (file is None) == (ticket is None) or (ticket and (sheet or dry_run)):
        raise click.UsageError("sebut BERKAS, atau --ticket KODE saja")
    programme = connected()
    with refusals():
        if ticket is not None:
            told: Mapping[Telling, int] = {programme.certificates.tell_one(ticket): 1}
        elif file is not None:
            told = _of_file(programme, file, sheet, dry_run)
    counts = ", ".join(f"{told.get(telling, 0)} {words}" for telling, words in _TOLD.items())
    if dry_run:
        click.echo(f"berkas bisa dipakai: sertifikat {counts}; belum ada yang dikirim (--dry-run)")
    else:
        click.echo(f"✓ sertifikat: {counts}")


def _of_file(
    programme: Vaksin, file: Path, sheet: str | None, dry_run: bool
) -> Mapping[Telling, int]:
    sheet_import = SheetImport(file, sheet, programme.content, count_rows)
    return programme.certificates.tell(sheet_import, dry_run=dry_run)
