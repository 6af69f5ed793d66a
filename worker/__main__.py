"""``python -m worker``: keeps the programme up until it is stopped; ``--once`` does one round."""

from __future__ import annotations

import logging
import os
import signal
import sys
from functools import partial

import click

from satusehat.wiring import identity_register
from vaksin.quiet_logs import keep_logs_quiet
from vaksin.settings import SettingsError
from worker.campaign_command import campaign
from worker.composition import channel_of, composed, prepare
from worker.retention_command import retention
from worker.rotation_command import rotate_keys
from worker.rounds import Rounds


@click.group(invoke_without_command=True)
@click.option("--once", is_flag=True, help="One round only; tell what was done.")
@click.pass_context
def main(context: click.Context, once: bool) -> None:
    """Let seats fall free, offer them, remind, check identities and forget what is old."""
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(message)s")
    keep_logs_quiet()
    if context.invoked_subcommand is not None:
        return
    programme = composed()
    try:
        register = identity_register()
    except SettingsError as error:
        sys.exit(str(error))
    checks, channel = programme.identity_checks(register), channel_of(programme)
    rounds = Rounds(programme, checks, channel, partial(prepare, programme))
    if once:
        done = rounds.once()
        click.echo(", ".join(f"{name}: {count}" for name, count in done.items()) or "-")
        return
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, lambda *_: rounds.stopping.set())
    click.echo("✓ pekerja siap")
    rounds.run()


for command in (campaign, retention, rotate_keys):
    main.add_command(command)


if __name__ == "__main__":
    main()
