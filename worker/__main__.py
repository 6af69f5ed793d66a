"""``python -m worker``: keeps the programme up until it is stopped; ``--once`` does one round."""

from __future__ import annotations

import logging
import os
import signal
import sys

import click

from satusehat.wiring import identity_register
from vaksin.application import Vaksin
from vaksin.quiet_logs import keep_logs_quiet
from vaksin.settings import Settings, SettingsError
from worker.rounds import Rounds


@click.command()
@click.option("--once", is_flag=True, help="One round only; tell what was done.")
def main(once: bool) -> None:
    """Let seats fall free, offer them, remind, check identities and forget what is old."""
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(message)s")
    keep_logs_quiet()
    try:
        programme = Vaksin.from_settings(Settings.from_environment())
        register = identity_register()
    except SettingsError as error:
        sys.exit(str(error))
    rounds = Rounds(programme, programme.identity_checks(register))
    if once:
        done = rounds.once()
        click.echo(", ".join(f"{name}: {count}" for name, count in done.items()) or "-")
        return
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, lambda *_: rounds.stopping.set())
    click.echo("✓ pekerja siap")
    rounds.run()


if __name__ == "__main__":
    main()
