"""``python -m vaksin day-sheet`` and ``statistics``: what officers print and count."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from vaksin.application import Vaksin
from vaksin.booking.agenda import SessionState
from vaksin.booking.statistics import Dimension
from vaksin.cli.connected import connected
from vaksin.cli.options import WRITABLE, day_option, site_option
from vaksin.cli.refusals import refusals
from vaksin.sheets.files import write_table


@click.command("day-sheet")
@click.argument("session_id", metavar="[SESI]", required=False)
@site_option()
@day_option("--on", "day", "The day, with --site; today if it is not given.")
@click.option(
    "--out", metavar="BERKAS", type=WRITABLE, help="Write a .csv or .xlsx file; of several sessions"
    " one file each.",
)  # fmt: skip
@click.option("--show", is_flag=True, help="Show it on this terminal: personal data.")
def day_sheet(
    session_id: str | None, site_id: str | None, day: date | None, out: Path | None, show: bool
) -> None:
    """Write the list of those who come to a session, in the order of the desk."""
    if out is None and not show:
        raise click.UsageError("daftar hadir berisi data pribadi: tulis ke --out, atau --show")
    programme = connected()
    found = _sessions(programme, session_id, site_id, day)
    if not found:
        sys.exit("✗ tidak ada sesi seperti itu")
    for state in found:
        table = programme.reports.day_sheet(state)
        if show:
            click.echo(table.as_text() + "\n")
        if out:
            file = out if len(found) == 1 else _file_of(out, state)
            with refusals():
                write_table(table, file)
            click.echo(f"✓ {file}: {len(table.rows)} orang", err=True)


@click.command()
@click.option(
    "--by",
    multiple=True,
    type=click.Choice([dimension.value for dimension in Dimension]),
    help="What is told apart; may be given several times. By site if it is not given.",
)
@day_option("--from", "first", "First day of the sessions.")
@day_option("--until", "last", "Last day of the sessions.")
@click.option("--out", metavar="BERKAS", type=WRITABLE, help="Write a .csv or .xlsx file.")
def statistics(
    by: tuple[str, ...], first: date | None, last: date | None, out: Path | None
) -> None:
    """Count bookings by site, day, dose or group, with a column for each status."""
    dimensions = [Dimension(name) for name in by] or [Dimension.SITE]
    table = connected().reports.statistics(dimensions, first, last)
    if out is None:
        click.echo(table.as_text())
        return
    with refusals():
        write_table(table, out)
    click.echo(f"✓ {out}", err=True)


def _sessions(
    programme: Vaksin, session_id: str | None, site_id: str | None, day: date | None
) -> list[SessionState]:
    if session_id:
        state = programme.reports.session(session_id)
        return [state] if state else []
    if site_id is None:
        raise click.UsageError("sebut SESI, atau --site dan --on")
    return programme.reports.sessions_on(site_id, day or programme.today)


def _file_of(out: Path, state: SessionState) -> Path:
    session = state.session
    return out.with_stem(f"{out.stem}-{session.local_start:%H%M}-{session.vaccine_id}")
