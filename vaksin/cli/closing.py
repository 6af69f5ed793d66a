"""Closing sessions and sites: the plan, its execution, and who needs a call."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from vaksin.application.closures import Call, Closure, ClosurePlan, ClosureService
from vaksin.booking.rebooking import Found, Rebooking
from vaksin.cli.refusals import refusals
from vaksin.cli.words import session_at_site
from vaksin.sheets.files import write_table
from vaksin.sheets.table import Column, Table

_FOUND = {
    Found.SAME_DAY: "jam lain pada hari yang sama",
    Found.SAME_SITE: "hari lain di tempat yang sama",
    Found.NEARBY: "tempat lain yang terdekat",
    Found.QUEUE: "daftar tunggu (tidak ada kursi)",
    Found.NOWHERE: "tidak ada kursi maupun daftar tunggu",
}


def close(service: ClosureService, closure: Closure, *, yes: bool, calls: Path | None) -> None:
    """Show the plan, and with ``yes`` do it."""
    if calls and calls.exists():
        sys.exit(f"✗ {calls.name} sudah ada; tulis ke berkas lain supaya daftar lama tidak hilang")
    plan = service.plan(closure)
    _show(plan)
    to_call = service.calls(plan.rebookings)
    if to_call:
        click.echo(f"perlu ditelepon: {len(to_call)}")
    if to_call and yes and calls is None:
        sys.exit("✗ belum ada yang berubah; tulis daftar yang perlu ditelepon dengan --calls")
    # Written before anything is done: an interruption must not lose who was to be called.
    _write_calls(to_call, calls)
    if not yes:
        click.echo("ini baru rencana, belum ada yang berubah; jalankan lagi dengan --yes")
        return
    people = len(plan.rebookings)
    with click.progressbar(length=people, label="memindahkan", file=sys.stderr) as bar:
        done = service.execute(closure, bar.update)
    to_call = service.calls(done)
    _write_calls(to_call, calls)
    click.echo(f"✓ ditutup; {len(done)} orang sudah diurus")
    _show_found(done)
    if calls:
        click.echo(f"  perlu ditelepon: {len(to_call)}, lihat {calls.name}")


def _show(plan: ClosurePlan) -> None:
    click.echo(f"sesi yang ditutup: {len(plan.sessions)}")
    for state in plan.sessions[:20]:
        click.echo(f"  {state.session.id}  {session_at_site(state.session)}")
    if len(plan.sessions) > 20:
        click.echo(f"  … dan {len(plan.sessions) - 20} lagi")
    click.echo(f"orang dengan kursi: {len(plan.rebookings)}")
    _show_found(plan.rebookings)
    if plan.held:
        click.echo(f"kursi yang baru disimpan, akan dilepas: {len(plan.held)}")
    if plan.arrived:
        click.echo(f"sudah di meja dan tetap dilayani: {plan.arrived}")


def _show_found(rebookings: Iterable[Rebooking]) -> None:
    counts = Counter(rebooking.found for rebooking in rebookings)
    for found, words in _FOUND.items():
        if counts[found]:
            click.echo(f"  {counts[found]:>4}  {words}")


def _write_calls(calls: Iterable[Call], file: Path | None) -> None:
    if file is None:
        return
    with refusals():
        write_table(_calls_table(calls), file)


def _calls_table(calls: Iterable[Call]) -> Table:
    titles = ("Nama", "HP", "E-tiket", "Jadwal lama", "Jadwal baru", "Alasan")
    return Table(
        name="Perlu ditelepon",
        columns=tuple(map(Column, titles)),
        rows=[_call_row(call) for call in calls],
    )


def _call_row(call: Call) -> tuple[str, ...]:
    one = call.rebooking
    new = session_at_site(one.session) if one.session and one.found.is_seat else _FOUND[one.found]
    return (
        call.name,
        call.phone or "-",
        one.booking.ticket_code,
        session_at_site(one.booking.session),
        new,
        "; ".join(reason.value for reason in call.reasons),
    )
