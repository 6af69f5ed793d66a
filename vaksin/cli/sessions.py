"""``python -m vaksin sessions``: importing, listing, closing and opening sessions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vaksin.booking.agenda import SessionState
from vaksin.booking.words import hours_in_words
from vaksin.cli.closing import close
from vaksin.cli.connected import connected
from vaksin.cli.importing import import_sheet
from vaksin.cli.options import (
    calls_option,
    day_option,
    dry_run_option,
    file_to_read,
    session_argument,
    sheet_option,
    site_option,
    yes_option,
)
from vaksin.cli.refusals import refusals
from vaksin.sheets.table import Cell, Column, Table

_TITLES = ("Sesi", "Jam", "Vaksin", "Kursi", "Langsung", "Terisi", "Keadaan")


@click.group()
def sessions() -> None:
    """Look after the sessions of the sites."""


@sessions.command("import")
@file_to_read
@sheet_option
@dry_run_option
def import_sessions(file: Path, sheet: str | None, dry_run: bool) -> None:
    """Take the sessions of a CSV or XLSX file: all of them, or none and every mistake."""
    programme = connected()
    import_sheet(
        programme,
        file,
        sheet,
        "sesi",
        lambda sheet_import: programme.imports.sessions(sheet_import, dry_run=dry_run),
        dry_run=dry_run,
    )


@sessions.command("list")
@site_option(required=True)
@day_option("--on", "day", "The day; today if it is not given.")
def list_sessions(site_id: str, day: date | None) -> None:
    """Show the sessions of a site on a day, with their seats."""
    programme = connected()
    found = programme.reports.sessions_on(site_id, day or programme.today)
    if not found:
        click.echo("tidak ada sesi di tempat itu pada hari itu")
        return
    rows = [_row(state) for state in found]
    click.echo(Table("Sesi", tuple(map(Column, _TITLES)), rows).as_text())


@sessions.command("close")
@session_argument
@yes_option
@calls_option
def close_session(session_id: str, yes: bool, calls: Path | None) -> None:
    """Close a session and find everybody another seat."""
    service = connected().closures
    with refusals():
        closure = service.of_session(session_id)
    close(service, closure, yes=yes, calls=calls)


@sessions.command()
@session_argument
def reopen(session_id: str) -> None:
    """Open a session again; who was moved stays moved."""
    with refusals():
        connected().closures.reopen_session(session_id)
    click.echo("✓ sesi dibuka lagi")


def _row(state: SessionState) -> tuple[Cell, ...]:
    return (
        state.session.id,
        hours_in_words(state.session),
        state.session.vaccine_id,
        state.capacity,
        state.walk_in_seats,
        state.seats_taken,
        "ditutup" if state.closed_at else "buka",
    )
