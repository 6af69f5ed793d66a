"""The programme's command line: ``python -m vaksin --help``."""

from __future__ import annotations

import click

from vaksin.cli.access_log import access_log
from vaksin.cli.certificates import certificates
from vaksin.cli.data import new_key, prepare
from vaksin.cli.desk import (
    check_in,
    correct_batch,
    dose,
    postpone,
    refuse,
    release_absent,
)
from vaksin.cli.people import people
from vaksin.cli.reports import day_sheet, statistics
from vaksin.cli.requests import requests
from vaksin.cli.rules import rules
from vaksin.cli.sessions import sessions
from vaksin.cli.sites import sites
from vaksin.cli.walk_in import walk_in


@click.group()
def commands() -> None:
    """Run the vaccination programme's data."""


for command in (
    access_log,
    certificates,
    check_in,
    correct_batch,
    day_sheet,
    dose,
    new_key,
    people,
    postpone,
    prepare,
    refuse,
    release_absent,
    requests,
    rules,
    sessions,
    sites,
    statistics,
    walk_in,
):
    commands.add_command(command)


if __name__ == "__main__":
    commands()
