"""Structured logs: an event's name and what it is about, as JSON, never a text or a number.

What may be named are internal ids: contacts, messages by their place in inbox or outbox, and codes.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog

_PROCESSORS = (
    structlog.stdlib.filter_by_level,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(),
)


_names: set[str] = set()


def event_log(name: str) -> Any:
    """Return the log of a module; Rasa configures structlog too, and this does not depend on it."""
    _names.add(name)
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=list(_PROCESSORS),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def writes_events(name: str) -> bool:
    """Tell whether a logger is one of those that write nothing but events."""
    return name in _names
