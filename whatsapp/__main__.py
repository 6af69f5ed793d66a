"""The channel's command line for operators: ``python -m whatsapp --help``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from vaksin.clock import SystemClock
from vaksin.content import ContentError
from vaksin.database import create_engine
from vaksin.privacy.keys import CannotDecrypt
from vaksin.settings import Settings
from whatsapp.check import problems
from whatsapp.dead_letters import SEND, TURN, WEBHOOK
from whatsapp.desk import Desk, StillFailing
from whatsapp.desk_words import letter_lines, pause_lines, progress_lines, refusal, shown
from whatsapp.graph import GraphFailure
from whatsapp.settings import WhatsAppSettings
from whatsapp.store import Store
from whatsapp.templates.catalogue import TemplatesAtMeta
from whatsapp.templates.model import Template
from whatsapp.templates.reading import load_templates
from whatsapp.templates.submission import compare, missing, submission

_NONE = 1
_WRONG_SETTINGS = 2
_ACCOUNT = "WHATSAPP_BUSINESS_ACCOUNT_ID"
_NUMBER = click.IntRange(1, 2**31 - 1)


@click.group()
def commands() -> None:
    """Look after the WhatsApp channel."""


@commands.group(invoke_without_command=True)
@click.pass_context
def letters(context: click.Context) -> None:
    """List what failed for good and waits for a human."""
    if context.invoked_subcommand is not None:
        return
    with _desk() as desk:
        found = desk.letters()
    for letter in found:
        click.echo("\n".join(letter_lines(letter)))
    if not found:
        click.echo("tidak ada surat gagal")


@letters.command()
@click.argument("number", metavar="NOMOR", type=_NUMBER)
def show(number: int) -> None:
    """Show one of them and what it is about, decrypted: personal data."""
    with _desk() as desk:
        opened = desk.open(number)
    if opened is None:
        _fail(_no_letter(number))
    click.echo("\n".join(letter_lines(opened.letter)))
    click.echo(f"\n{shown(opened.content)}")


@letters.command()
@click.argument("number", metavar="NOMOR", type=_NUMBER)
def replay(number: int) -> None:
    """Let it be tried again; the running bot takes it up within a second."""
    with _desk() as desk:
        try:
            was_there = desk.replay(number)
        except StillFailing as failure:
            _fail(f"surat gagal {number} tetap ada: {refusal(str(failure))}")
    if not was_there:
        _fail(_no_letter(number))
    click.echo(f"✓ surat gagal {number} dicoba lagi")


@letters.command("replay-all")
@click.option("--source", type=click.Choice([WEBHOOK, TURN, SEND]), help="Only of this source.")
def replay_all(source: str | None) -> None:
    """Let all be tried again."""
    replayed, kept = 0, 0
    with _desk() as desk:
        for letter in desk.letters():
            if source in (None, letter.source):
                try:
                    replayed += desk.replay(letter.id)
                except StillFailing:
                    kept += 1
    click.echo(f"{replayed} dicoba lagi, {kept} tetap ada")


@letters.command()
@click.argument("number", metavar="NOMOR", type=_NUMBER)
def discard(number: int) -> None:
    """Throw it away."""
    with _desk() as desk:
        was_there = desk.discard(number)
    if not was_there:
        _fail(_no_letter(number))
    click.echo(f"✓ surat gagal {number} dibuang")


@commands.command()
@click.argument("outbox_id", metavar="ID")
def message(outbox_id: str) -> None:
    """Show how far a message got, by the id in the logs."""
    with _desk() as desk:
        progress = desk.message(outbox_id)
    if progress is None:
        _fail(f"tidak ada pesan keluar dengan id {shown(outbox_id)}")
    click.echo("\n".join(progress_lines(progress)))


@commands.command("pause-state")
def pause_state() -> None:
    """Show whether the number sends."""
    with _desk() as desk:
        pause = desk.pause()
    click.echo("\n".join(pause_lines(pause)))


@commands.command()
def resume() -> None:
    """Let a number that is paused send again."""
    with _desk() as desk:
        was_paused = desk.resume()
    if not was_paused:
        _fail("nomor tidak sedang dijeda")
    click.echo("✓ nomor mengirim lagi")


@commands.group()
def templates() -> None:
    """Look after the messages that Meta approves beforehand (content/templates)."""


@templates.command("json")
@click.argument("name", metavar="[NAMA]", required=False)
def as_json(name: str | None) -> None:
    """Print what is to be submitted to Meta, of one template or of all."""
    known = _templates()
    if name is not None and name not in known:
        _fail(f"tidak ada templat {shown(name)}; yang ada: {', '.join(known)}")
    chosen = [known[name]] if name else list(known.values())
    bodies = [submission(template) for template in chosen]
    click.echo(json.dumps(bodies[0] if name else bodies, ensure_ascii=False, indent=2))


@templates.command("submit")
@click.option("--dry-run", is_flag=True, help="Only name them.")
def submit_to_meta(dry_run: bool) -> None:
    """Submit those that Meta does not have; exit with code 1 if it refused one of them."""
    account = _business_account()
    new = missing(_templates(), _all_at_meta(account))
    accepted = [_is_submitted(account, template, dry_run) for template in new]
    if not all(accepted):
        sys.exit(_NONE)
    if not new:
        click.echo("✓ Meta sudah punya semua templat")


def _is_submitted(account: TemplatesAtMeta, template: Template, dry_run: bool) -> bool:
    """Submit a template and say what came of it; tell whether Meta took it."""
    if dry_run:
        click.echo(f"{template.name}: akan diajukan")
        return True
    try:
        status = account.submit(submission(template))
    except GraphFailure as failure:
        click.echo(f"{template.name}: gagal diajukan ({shown(failure.code)})", err=True)
        return False
    click.echo(f"{template.name}: diajukan ({shown(status)})")
    return True


@templates.command("compare")
def compare_with_meta() -> None:
    """Compare with what Meta has approved; exit with code 1 unless messages can be sent of all."""
    account, known = _business_account(), _templates()
    findings = compare(known, _all_at_meta(account))
    for finding in findings:
        detail = f" ({shown(finding.detail)})" if finding.detail else ""
        click.echo(f"{shown(finding.name)}: {finding.difference.value}{detail}")
    if any(finding.forbids_sending for finding in findings):
        sys.exit(_NONE)
    click.echo(f"✓ {len(known)} templat sama dengan yang disetujui Meta")


def _business_account() -> TemplatesAtMeta:
    account_id = os.environ.get(_ACCOUNT, "").strip()
    found = [*problems(os.environ), *([] if account_id else [f"{_ACCOUNT}: belum diisi"])]
    if found:
        _fail("\n".join(found), _WRONG_SETTINGS)
    settings = WhatsAppSettings.from_environment()
    return TemplatesAtMeta(settings.api_url, account_id, settings.access_token)


def _all_at_meta(account: TemplatesAtMeta) -> list[dict[str, Any]]:
    try:
        return [*account.all()]
    except GraphFailure as failure:
        _fail(f"Meta menolak pertanyaan tentang templat: {failure.code}")


def _templates() -> dict[str, Template]:
    try:
        return load_templates()
    except ContentError as error:
        _fail(str(error), _WRONG_SETTINGS)


@contextmanager
def _desk() -> Iterator[Desk]:
    """Open the channel's database; settings with which that fails are named, with exit code 2."""
    found = problems(os.environ)
    if found:
        _fail("\n".join(found), _WRONG_SETTINGS)
    settings, domain = WhatsAppSettings.from_environment(), Settings.from_environment()
    engine = create_engine(domain.database_url)
    number, pace = settings.phone_number_id, settings.pace
    try:
        yield Desk(Store(engine, domain.data_keys, SystemClock(), number, pace))
    except CannotDecrypt:
        _fail("VAKSIN_DATA_KEYS: bukan kunci yang dipakai basis data ini", _WRONG_SETTINGS)
    except SQLAlchemyError as error:
        _fail(
            f"DATABASE_URL: basis data belum siap atau tak terjangkau ({type(error).__name__})",
            _WRONG_SETTINGS,
        )
    finally:
        engine.dispose()


def _fail(problem: str, code: int = _NONE) -> NoReturn:
    click.echo(problem, err=True)
    sys.exit(code)


def _no_letter(number: int) -> str:
    return f"tidak ada surat gagal bernomor {number}"


if __name__ == "__main__":
    commands()
