"""``python -m vaksin rules``: what is in force on a day, for officers and designers."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from vaksin.clock import SystemClock, today_in
from vaksin.content import ContentError
from vaksin.eligibility.rules_report import rules_report


@click.command()
@click.option(
    "--on",
    "day",
    metavar="TANGGAL",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day, such as 2021-03-09; today if none is given.",
)
def rules(day: datetime | None) -> None:
    """Show the rules in force on a day, each with its decree."""
    try:
        click.echo(rules_report(day.date() if day else today_in(SystemClock())))
    except ContentError as error:
        sys.exit(str(error))
