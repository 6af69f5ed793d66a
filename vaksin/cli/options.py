"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import click

from vaksin.sheets.moments import read_clock, read_day

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)


class DayType(click.ParamType[date]):
    """A day as 2021-03-06 or 06/03/2021."""

    name = "tanggal"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Read it."""
        day = value if isinstance(value, date) else read_day(value)
        if day is None:
            self.fail("tulis tanggal seperti 2021-03-06 atau 06/03/2021", param, ctx)
        return day


class HourType(click.ParamType[time]):
    """An hour of the day as 08.30 or 08:30."""

    name = "jam"

    def convert(self, value: Any, param: Any, ctx: Any) -> time:
        """Read it."""
        hour = value if isinstance(value, time) else read_clock(value)
        if hour is None:
            self.fail("tulis jam seperti 08.30", param, ctx)
        return hour


DAY, HOUR = DayType(), HourType()

file_to_read = click.argument("file", metavar="BERKAS", type=READABLE)
sheet_option = click.option(
    "--sheet", metavar="LEMBAR", help="The workbook's sheet, else its first."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Check the file; write nothing.")
yes_option = click.option("--yes", is_flag=True, help="Do it; without this only show the plan.")
calls_option = click.option(
    "--calls",
    metavar="BERKAS",
    type=WRITABLE,
    help="Write who needs a call to a new file (.csv or .xlsx): personal data.",
)
ticket_argument = click.argument("code", metavar="KODE")
session_argument = click.argument("session_id", metavar="SESI")


def site_option(**more: Any) -> Callable[[Any], Any]:
    """Return an option for the site at which the officer works."""
    return click.option(
        "--site",
        "site_id",
        metavar="TEMPAT",
        envvar="VAKSIN_SITE",
        help="The site's id; may stand in VAKSIN_SITE.",
        **more,
    )


def day_option(name: str, variable: str, description: str, **more: Any) -> Callable[[Any], Any]:
    """Return an option for a day."""
    return click.option(name, variable, metavar="TANGGAL", type=DAY, help=description, **more)
