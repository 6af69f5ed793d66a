"""``python -m worker campaign`` show, report and unreachable: what came of messages."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path

import click

from vaksin.application import Vaksin
from vaksin.campaigns.model import Campaign, CampaignStatus
from vaksin.campaigns.other_channels import PeopleFile
from vaksin.campaigns.results import Funnel, Step
from vaksin.cli.options import WRITABLE, day_option
from vaksin.clock import WIB
from vaksin.database import reading
from vaksin.messages.pushes import Pushes
from vaksin.sheets.files import write_table
from vaksin.sheets.table import Table
from whatsapp.pushing import UNREACHABLE, TemplateChannel
from worker.campaign_report import (
    Reported,
    of_campaign,
    of_news,
    reasons_in_lines,
    results_table,
)
from worker.campaign_terminal import campaign_argument, in_thousands, opened, told_plainly
from worker.composition import channel_of

WATCH_SECONDS = 2.0
_REPORTED_DAYS = 30
_BAR_WIDTH = 40
_WHOLE_PACE = 100


@click.command()
@campaign_argument
@click.option("--watch", is_flag=True, help="Look again every two seconds until it has ended.")
def show(campaign_id: str, watch: bool) -> None:
    """Show how far a campaign is, and why it waits."""
    programme = opened()
    channel = channel_of(programme)
    with told_plainly():
        while True:
            campaign = programme.campaigns.campaign(campaign_id)
            lines = _state(programme, channel, campaign)
            if watch:
                click.clear()
            click.echo("\n".join(lines))
            if not watch or campaign.ended_at:
                return
            time.sleep(WATCH_SECONDS)


@click.command()
@click.argument("campaign_id", metavar="[KAMPANYE]", required=False)
@day_option("--from", "first", f"First day (WIB); {_REPORTED_DAYS} days ago if it is not given.")
@day_option("--until", "last", "Last day; today if it is not given.")
@click.option("--csv", "sheet", metavar="BERKAS", type=WRITABLE, help="A .csv or .xlsx file.")
@click.option("--chart", metavar="BERKAS", type=WRITABLE, help="A .png or .html file.")
def report(
    campaign_id: str | None,
    first: date | None,
    last: date | None,
    sheet: Path | None,
    chart: Path | None,
) -> None:
    """Tell what came of a campaign, or of all campaigns and news of a time."""
    if campaign_id and (first or last):
        raise click.UsageError("pilih KAMPANYE, atau --from dan --until")
    programme = opened()
    last = last or programme.today
    first = first or last - timedelta(days=_REPORTED_DAYS)
    with told_plainly():
        programme.results.note_answers(channel_of(programme))
        found = (
            _one(programme, campaign_id) if campaign_id else _all_between(programme, first, last)
        )
        if not found:
            sys.exit("✗ tidak ada kampanye atau kabar di antara hari itu")
        if sheet:
            write_table(results_table(found, in_detail=True), sheet)
            click.echo(f"✓ {sheet}", err=True)
        if chart:
            _draw(found, _title(campaign_id, first, last), chart)
            click.echo(f"✓ {chart}", err=True)
    if not sheet and not chart:
        _print(results_table(found), found)


@click.command()
@click.argument("campaign_id", metavar="[KAMPANYE]", required=False)
@click.option("--news", is_flag=True, help="Whom news did not reach that is still to be told.")
@click.option("--to", "file", required=True, metavar="BERKAS", type=WRITABLE)
def unreachable(campaign_id: str | None, news: bool, file: Path) -> None:
    """Write whom WhatsApp does not reach to a new file, each of them once: personal data."""
    if bool(campaign_id) is news:
        raise click.UsageError("sebut KAMPANYE, atau --news")
    programme = opened()
    with told_plainly():
        if campaign_id:
            programme.campaigns.campaign(campaign_id)
        try:
            count = programme.handing_over.hand_over(PeopleFile(file), UNREACHABLE, campaign_id)
        except OSError as error:
            sys.exit(
                f"✗ {file.name} tidak dapat ditulis ({error.strerror}); belum ada yang dicatat"
            )
    if not count:
        click.echo("tidak ada orang baru yang perlu dihubungi dengan cara lain")
        return
    click.echo(f"✓ {file}: {in_thousands(count)} orang; berisi data pribadi, jaga baik-baik")


def _state(programme: Vaksin, channel: TemplateChannel, campaign: Campaign) -> list[str]:
    plan, funnel = campaign.plan, programme.results.of_campaigns([campaign.id])[campaign.id]
    begin, end = (f"{at.astimezone(WIB):%d-%m-%Y %H.%M}" for at in (plan.begins_at, plan.ends_at))
    hours = f"pukul {plan.daily_from:%H.%M}-{plan.daily_until:%H.%M} waktu setempat"
    return [
        f"{campaign.id}  {plan.name}  ({plan.template})",
        f"status: {campaign.status.words}{_waits(programme, channel, campaign)}",
        f"waktu: {begin} sampai {end} WIB, {hours}",
        f"laju: {plan.per_minute} pesan per menit",
        _bar(funnel),
        *(f"  {step.value}: {in_thousands(funnel.steps[step])}" for step in Step),
        f"  menunggu giliran: {in_thousands(funnel.waiting)}",
        f"  dalam perjalanan: {in_thousands(funnel.on_the_way)}",
        *reasons_in_lines(of_campaign(campaign, funnel)),
    ]


def _bar(funnel: Funnel) -> str:
    part = funnel.settled / funnel.planned if funnel.planned else 1.0
    done = int(part * _BAR_WIDTH)
    counts = f"{in_thousands(funnel.settled)} dari {in_thousands(funnel.planned)}"
    return f"[{'#' * done}{'.' * (_BAR_WIDTH - done)}] {counts} ({int(100 * part)}%)"


def _waits(programme: Vaksin, channel: TemplateChannel, campaign: Campaign) -> str:
    """Return why nothing, or less than planned, goes out."""
    if campaign.status is CampaignStatus.PAUSED and campaign.pause_reason:
        return f" ({campaign.pause_reason})"
    if campaign.status is not CampaignStatus.RUNNING:
        return ""
    reasons = _hindrances(programme, channel, campaign)
    return f", menunggu: {'; '.join(reasons)}" if reasons else ""


def _hindrances(programme: Vaksin, channel: TemplateChannel, campaign: Campaign) -> list[str]:
    now, rules = programme.clock.now(), programme.manners.rules
    with reading(programme.engine) as connection:
        allowance = channel.allowance(connection, campaign.plan.template)
        written_to = Pushes(connection, programme.clock).people_in_a_day()
    has_room = allowance.people is None or written_to < rules.campaign_share(allowance.people)
    slow = f"dilambatkan menjadi {allowance.percent}% setelah keluhan Meta"
    told = {
        allowance.reason: bool(allowance.reason),
        slow: 0 < allowance.percent < _WHOLE_PACE,
        "batas harian Meta sudah terpakai": not has_room,
        "belum waktunya mulai": now < campaign.plan.begins_at,
        "di luar jam pengiriman": not campaign.plan.zones_at(now),
    }
    return [reason for reason, holds in told.items() if holds]


def _one(programme: Vaksin, campaign_id: str) -> list[Reported]:
    campaign = programme.campaigns.campaign(campaign_id)
    return [of_campaign(campaign, programme.results.of_campaigns([campaign_id])[campaign_id])]


def _all_between(programme: Vaksin, first: date, last: date) -> list[Reported]:
    begin = datetime.combine(first, hour(), WIB)
    end = datetime.combine(last + timedelta(days=1), hour(), WIB)
    campaigns = [
        one
        for one in programme.campaigns.all()
        if one.plan.begins_at < end and one.plan.ends_at >= begin
    ]
    results = programme.results.of_campaigns([one.id for one in campaigns])
    news = programme.results.of_news(begin, end)
    return [
        *(of_campaign(one, results[one.id]) for one in campaigns),
        *(of_news(template, funnel) for template, funnel in news.items()),
    ]


def _title(campaign_id: str | None, first: date, last: date) -> str:
    if campaign_id:
        return f"Hasil kampanye {campaign_id}"
    return f"Hasil kampanye dan kabar, {first:%d-%m-%Y} sampai {last:%d-%m-%Y}"


def _draw(found: Sequence[Reported], title: str, path: Path) -> None:
    # It takes a second to load, which other commands need not wait for.
    from worker.funnel_chart import draw_chart

    draw_chart(found, title, path)


def _print(table: Table, found: Sequence[Reported]) -> None:
    click.echo(table.as_text())
    for one in found:
        if one.reasons:
            click.echo("\n".join((one.title, *reasons_in_lines(one))))
