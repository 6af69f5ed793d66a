"""What an operator reads on their terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from vaksin.clock import WIB
from whatsapp.dead_letters import DeadLetter
from whatsapp.desk import EMPTY, GONE, Progress
from whatsapp.explanations import explain
from whatsapp.numbers import Pause

_STATUSES = {
    "queued": "antre",
    "sent": "diterima Meta",
    "delivered": "sampai di telepon",
    "read": "dibaca",
    "failed": "gagal",
}
_REFUSALS = {
    EMPTY: "tidak berisi apa pun untuk nomor ini",
    GONE: "pesannya tidak lagi berstatus gagal; buang saja dengan discard",
}


def letter_lines(letter: DeadLetter) -> Iterator[str]:
    """Yield what there is to say about a dead letter without opening it."""
    yield f"{letter.id}  {letter.source}  {letter.reason}  {_minute(letter.created_at)}"
    yield f"    {explain(letter.reason)}"
    if letter.outbox_id is not None:
        yield f"    pesan keluar {letter.outbox_id}"


def progress_lines(progress: Progress) -> Iterator[str]:
    """Yield how far a message got."""
    yield f"status: {_STATUSES[progress.status]}"
    for step, at in progress.steps:
        yield f"    {_STATUSES[step]}: {_second(at)}"
    if progress.held_since is not None:
        yield f"    menunggu warga menulis sejak {_second(progress.held_since)}"
    if progress.in_doubt_since is not None:
        yield f"    belum pasti terkirim sejak {_second(progress.in_doubt_since)}"
    if progress.attempts or progress.refusals:
        yield f"    dicoba {progress.attempts} kali, diminta menunggu {progress.refusals} kali"
    if progress.error_code:
        yield f"    {progress.error_code}: {explain(progress.error_code)}"


def pause_lines(pause: Pause | None) -> Iterator[str]:
    """Yield whether the number sends, and why not."""
    if pause is None:
        yield "nomor mengirim seperti biasa"
        return
    until = "dilanjutkan dengan: python -m whatsapp resume"
    if pause.until is not None:
        until = f"{_second(pause.until)}, lalu mencoba sendiri"
    yield f"nomor dijeda sejak {_second(pause.since)} sampai {until}"
    yield f"    {explain(pause.code)}"


def refusal(why: str) -> str:
    """Return why a dead letter cannot be tried again."""
    return _REFUSALS.get(why) or explain(why)


def shown(content: str) -> str:
    """Return a content for a terminal: JSON in lines, and nothing that could steer the terminal."""
    return "".join(
        character if character.isprintable() or character == "\n" else _escaped(character)
        for character in _in_lines(content)
    )


def _in_lines(content: str) -> str:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return content
    return json.dumps(body, ensure_ascii=False, indent=2) if isinstance(body, dict) else content


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(WIB):%d-%m-%Y %H.%M} WIB"


def _second(moment: datetime) -> str:
    return f"{moment.astimezone(WIB):%d-%m-%Y %H.%M.%S} WIB"
