"""Importing a sheet: what both kinds of sheets share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from vaksin.application import Vaksin
from vaksin.booking.imports import Written
from vaksin.booking.site_import import SheetImport
from vaksin.cli.refusals import refusals

Import = Callable[[SheetImport], Written]


def import_sheet(
    programme: Vaksin, file: Path, sheet: str | None, what: str, write: Import, *, dry_run: bool
) -> None:
    """Read a file with a counter on a terminal, write it, and tell what came of it."""
    sheet_import = SheetImport(file, sheet, programme.content, count_rows)
    with refusals():
        written = write(sheet_import)
    counts = f"{written.new} baru, {written.changed} berubah, {written.same} sama"
    if dry_run:
        click.echo(f"berkas bisa dimasukkan: {what} {counts}; belum ada yang ditulis (--dry-run)")
    else:
        click.echo(f"✓ {what}: {counts}")


def count_rows(rows: int) -> None:
    """Show on a terminal how far a file is read."""
    if sys.stderr.isatty():
        click.echo(f"\r… {rows} baris terbaca", nl=False, err=True)
