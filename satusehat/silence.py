"""Keeps addresses of requests out of the log.

The Ministry's interface takes the NIK in the query string, and urllib3 logs every address that it
calls (at DEBUG, some also at WARNING), whatever level this product asks for. Whatever urllib3
wants to log while a question is under way is therefore dropped; other requests stay visible.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_under_way: ContextVar[bool] = ContextVar("satusehat_question_under_way", default=False)


class _NothingUnderWay(logging.Filter):
    """Lets a record pass unless it was made during a question, in the same thread or task."""

    def filter(self, _: logging.LogRecord) -> bool:
        return not _under_way.get()


_FILTER = _NothingUnderWay()


@contextmanager
def unlogged() -> Iterator[None]:
    """Let nothing that urllib3 does inside this block reach any log."""
    # A filter acts on its own logger only, not on those below it; adding it again does nothing.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "urllib3":
            logging.getLogger(name).addFilter(_FILTER)
    token = _under_way.set(True)
    try:
        yield
    finally:
        _under_way.reset(token)
