"""The last net under every log of a process: no words but our own, no number of a citizen.

Rasa, Sanic, aiohttp and other libraries log texts, slots, addresses and whole requests: in their
messages, in arguments, in tracebacks. Nobody can list them all, so none of their words pass. What
is left of such a record is who wrote it, how grave it is, where in the code, and the kind of error.
What :func:`vaksin.event_log.event_log` writes passes, but for numbers that look like a citizen's.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from pathlib import Path
from typing import Any

from vaksin.event_log import writes_events

WITHHELD = "words_withheld"
MASK = "[nomor]"
# Sixteen digits of a NIK, or a phone number, in the ways in which people write them.
_OF_CITIZENS = re.compile(
    r"(?<![\dA-Za-z])(?:\d(?:[ .-]?\d){15}|(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,11})(?![\dA-Za-z])"
)
# Names that Rasa gives to its events are constants such as "processor.slots.log".
_EVENT_NAME = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_FRAMES = 3


def keep_logs_quiet() -> None:
    """Withhold from now on what others log in this process, in whatever way it is written out."""
    logging.setLogRecordFactory(_record)


def place_of(error: BaseException) -> str:
    """Return where an error was raised: files and lines, the innermost first, without values."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))


def without_numbers(text: str) -> str:
    """Return a text with everything masked that may be a NIK or a phone number."""
    return _OF_CITIZENS.sub(MASK, text)


def _record(*given: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*given, **named)
    is_event = writes_events(record.name)
    record.msg = without_numbers(record.getMessage()) if is_event else _what_is_left(record)
    record.args = record.exc_info = record.stack_info = None
    return record


def _what_is_left(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    left = {
        "event": WITHHELD,
        "level": record.levelname.lower(),
        "logger": record.name,
        "place": f"{record.filename}:{record.lineno}",
        "name": _event_name(record.msg),
        "error": f"{type(error).__name__} at {place_of(error)}" if error else None,
    }
    return json.dumps({key: value for key, value in left.items() if value})


def _event_name(message: object) -> str | None:
    """Return the name under which structlog wrote an event, ``None`` if it was not structlog."""
    if not isinstance(message, str) or not message.startswith("{"):
        return None
    try:
        name = json.loads(message).get("event")
    except ValueError:
        return None
    return name if isinstance(name, str) and _EVENT_NAME.fullmatch(name) else None
