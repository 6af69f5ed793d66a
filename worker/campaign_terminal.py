"""What the commands about campaigns share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from vaksin.application import Vaksin
from vaksin.application.campaigns import CampaignError
from vaksin.cli.connected import connected
from vaksin.sheets.table import SheetError
from worker.composition import database_at_hand, prepare

campaign_argument = click.argument("campaign_id", metavar="KAMPANYE")


def opened() -> Vaksin:
    """Return the programme with its tables; end with a message if it cannot be reached."""
    programme = connected()
    with database_at_hand():
        prepare(programme)
    return programme


def in_thousands(number: int) -> str:
    """Return "12.345"."""
    return f"{number:,}".replace(",", ".")


@contextmanager
def told_plainly() -> Iterator[None]:
    """End with a message for operators where something is wrong."""
    try:
        with database_at_hand():
            yield
    except (CampaignError, SheetError) as error:
        sys.exit(f"✗ {error}")
