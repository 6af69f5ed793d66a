"""``python -m worker campaign``: plans messages to many people, sends, pauses and ends them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count as counting
from pathlib import Path
from typing import Any

import click

from vaksin.application import Vaksin
from vaksin.application.audience import Audience
from vaksin.application.campaigns import Check
from vaksin.campaigns.model import CampaignPlan
from vaksin.campaigns.segments import Segment
from vaksin.cli.options import READABLE
from vaksin.clock import WIB
from vaksin.sheets.moments import read_clock, read_day
from whatsapp.templates.model import Template
from worker.campaign_results_command import report, show, unreachable
from worker.campaign_terminal import campaign_argument, in_thousands, opened, told_plainly
from worker.composition import channel_of, database_at_hand


class _MomentType(click.ParamType[datetime]):
    """A day and an hour, in western Indonesian time: "2027-03-06 08.00"."""

    name = "waktu"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Read it."""
        if isinstance(value, datetime):
            return value
        day, _, hour = value.partition(" ")
        read = read_day(day), read_clock(hour)
        if read[0] is None or read[1] is None:
            self.fail("tulis waktu seperti 2027-03-06 08.00 (WIB)", param, ctx)
        return datetime.combine(read[0], read[1], WIB)


class _HoursType(click.ParamType[tuple[time, time]]):
    """Two hours of the day: "08.00-20.00"."""

    name = "jam"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[time, time]:
        """Read them."""
        if isinstance(value, tuple):
            return value
        begin, end = map(read_clock, map(str.strip, f"{value}-".split("-")[:2]))
        if begin is None or end is None:
            self.fail("tulis jam seperti 08.00-20.00", param, ctx)
        return begin, end


class _ValueType(click.ParamType[tuple[str, str]]):
    """A variable and what stands in it: "kelompok=lanjut usia"."""

    name = "isi"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        """Read it."""
        if isinstance(value, tuple):
            return value
        name, sign, text = value.partition("=")
        if not sign:
            self.fail("tulis seperti kelompok=lanjut usia", param, ctx)
        return name.strip(), text.strip()


@click.group()
def campaign() -> None:
    """Write to many people at once: plan, start, pause, resume, stop."""


@campaign.command()
@click.option("--name", required=True, metavar="NAMA", help="How officers call it.")
@click.option("--template", "template_name", required=True, metavar="TEMPLAT")
@click.option("--list", "lists", multiple=True, type=READABLE, metavar="BERKAS")
@click.option("--group", metavar="KELOMPOK", help="People of a priority group.")
@click.option("--region", metavar="KODE", help="Code of a province, a town or a district.")
@click.option("--youngest", type=int, metavar="UMUR")
@click.option("--oldest", type=int, metavar="UMUR")
@click.option("--doses", type=int, metavar="JUMLAH", help="Who has had so many doses.")
@click.option("--value", "values", multiple=True, type=_ValueType(), metavar="VARIABEL=ISI")
@click.option("--from", "begins_at", required=True, type=_MomentType(), metavar="WAKTU")
@click.option("--until", "ends_at", required=True, type=_MomentType(), metavar="WAKTU")
@click.option("--daily", default="08.00-20.00", type=_HoursType(), show_default=True)
@click.option("--per-minute", default=600, show_default=True)
@click.option("--price", default=0.0, metavar="RUPIAH", help="What Meta takes for one message.")
@click.option("--skip-faulty", is_flag=True, help="Plan it although some rows are wrong.")
@click.option("--dry-run", is_flag=True, help="Only check; write nothing.")
def plan(
    name: str,
    template_name: str,
    lists: Sequence[Path],
    group: str | None,
    region: str | None,
    youngest: int | None,
    oldest: int | None,
    doses: int | None,
    values: Sequence[tuple[str, str]],
    begins_at: datetime,
    ends_at: datetime,
    daily: tuple[time, time],
    per_minute: int,
    price: float,
    skip_faulty: bool,
    dry_run: bool,
) -> None:
    """Check whom a message would reach and, if nothing is wrong, plan it.

    Whom it reaches: people in files (columns nomor, persetujuan, kode_wilayah and one for each
    variable that --value does not fill) or people of the programme (--group, --region ...).
    """
    programme, template = _opened(template_name)
    wanted = CampaignPlan(
        name=name,
        template=template_name,
        values=dict(values),
        begins_at=begins_at,
        ends_at=ends_at,
        daily_from=daily[0],
        daily_until=daily[1],
        per_minute=per_minute,
    )
    segment = Segment(group, region, youngest, oldest, doses)
    audience = _audience(programme, template, wanted, lists, segment)
    variables = {one.name: one.type.limit for one in template.variables}
    with told_plainly():
        with _bar("memeriksa") as progress:
            check = programme.campaigns.check(wanted, audience, variables, progress)
        _tell(check, wanted, template, price)
        if not check.may_be_planned(skip_faulty=skip_faulty):
            sys.exit("✗ belum ada yang disimpan dan belum ada yang dikirimi pesan")
        if dry_run:
            click.echo("ini baru rencana, belum ada yang disimpan; jalankan lagi tanpa --dry-run")
            return
        with _bar("menyusun") as progress:
            campaign_id = programme.campaigns.plan(wanted, audience, progress)
    click.echo(f"✓ kampanye {campaign_id} siap; mulai dengan: worker campaign start {campaign_id}")


@campaign.command()
@campaign_argument
def start(campaign_id: str) -> None:
    """Let a campaign go out, or go on."""
    programme = opened()
    with told_plainly():
        template = programme.campaigns.campaign(campaign_id).plan.template
        channel = channel_of(programme)
        with programme.engine.connect() as connection:
            reason = channel.allowance(connection, template).reason
        programme.campaigns.start(campaign_id)
    click.echo(f"✓ {campaign_id} berjalan" + (f", tetapi masih menunggu: {reason}" * bool(reason)))


@campaign.command()
@campaign_argument
def pause(campaign_id: str) -> None:
    """Let nothing more go out until it is started again."""
    programme = opened()
    with told_plainly():
        programme.campaigns.pause(campaign_id, "petugas")
    click.echo(f"✓ {campaign_id} dijeda; lanjutkan dengan: worker campaign start {campaign_id}")


@campaign.command()
@campaign_argument
@click.confirmation_option(prompt="Yang belum dikirimi tidak akan dikirimi lagi. Hentikan?")
def stop(campaign_id: str) -> None:
    """End a campaign for good."""
    programme = opened()
    with told_plainly():
        programme.campaigns.stop(campaign_id)
    click.echo(f"✓ {campaign_id} dihentikan")


@campaign.command("list")
def list_all() -> None:
    """Show all campaigns, the newest first."""
    programme = opened()
    with database_at_hand():
        campaigns = programme.campaigns.all()
    for one in campaigns:
        click.echo(f"{one.id}  {one.status.words:14}  {one.plan.template}  {one.plan.name}")
    if not campaigns:
        click.echo("belum ada kampanye")


for _command in (show, report, unreachable):
    campaign.add_command(_command)


def _opened(template_name: str) -> tuple[Vaksin, Template]:
    programme = opened()
    templates = channel_of(programme).templates
    if template_name not in templates:
        sys.exit(f"✗ --template: harus salah satu dari {', '.join(sorted(templates))}")
    return programme, templates[template_name]


def _audience(
    programme: Vaksin,
    template: Template,
    wanted: CampaignPlan,
    lists: Sequence[Path],
    segment: Segment,
) -> Audience:
    if lists and segment != Segment():
        sys.exit("✗ pilih --list, atau --group, --region, --youngest, --oldest, --doses")
    if lists:
        columns = {
            one.name: one.type.limit for one in template.variables if one.name not in wanted.values
        }
        return programme.campaigns.of_lists(lists, columns)
    if segment == Segment():
        sys.exit("✗ beri --list, atau --group, --region, --youngest, --oldest, --doses")
    problems = programme.campaigns.problems_of_segment(segment)
    if problems:
        sys.exit("\n".join(f"✗ {problem}" for problem in problems))
    return programme.campaigns.of_segment(segment)


def _tell(check: Check, wanted: CampaignPlan, template: Template, price: float) -> None:
    """Say what a campaign would be, without naming anybody."""
    click.echo(f"penerima: {in_thousands(check.recipients)}")
    for reason, count in sorted(check.left_out.items(), key=lambda one: one[0].words):
        click.echo(f"  tidak dikirimi, {reason.words}: {in_thousands(count)}")
    for fault, count in sorted(check.faults.items(), key=lambda one: one[0].value):
        rows = [f"{one.file} baris {one.row}" for one in check.faulty if one.fault is fault]
        more = ", ..." if count > len(rows) else ""
        click.echo(f"  ✗ {fault.value}: {in_thousands(count)} ({', '.join(rows)}{more})")
    if price:
        click.echo(f"perkiraan biaya: Rp{in_thousands(round(check.recipients * price))}")
    takes = wanted.takes(check.recipients)
    click.echo(f"lama pengiriman: {_duration(takes)} dengan {wanted.per_minute} pesan per menit")
    for number, values in enumerate(check.samples, start=1):
        missing = {one.name for one in template.variables} - values.keys()
        shown = {**values, "nama": "Contoh Warga", **{name: f"[{name}]" for name in missing}}
        click.echo(f"contoh {number}:")
        click.echo("\n".join(f"    {line}" for line in template.text(shown).splitlines()))
    for problem in check.problems:
        click.echo(f"✗ {problem}")


def _duration(takes: timedelta) -> str:
    hours, minutes = divmod(round(takes / timedelta(minutes=1)), 60)
    return f"{hours} jam {minutes} menit" if hours else f"{minutes} menit"


@contextmanager
def _bar(label: str) -> Iterator[Any]:
    """Show on a terminal how many people were looked at."""
    # How many there are is known at the end only.
    bar: Any = click.progressbar(counting(), label=label, file=sys.stderr, show_pos=True)
    with bar:
        yield bar.update
