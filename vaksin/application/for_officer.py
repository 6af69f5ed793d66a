"""Outcomes that only an officer can settle, as they are remembered and raised.

The request for the officer must be kept although the citizen's wish is not granted, so within the
transaction it is a result like any other; outside it becomes :class:`NeedsOfficer`.
"""

from __future__ import annotations

from typing import TypeVar

from vaksin.application.model import NeedsOfficer

T = TypeVar("T")
_FOR_OFFICER = "petugas:"


def for_officer(reference: str) -> str:
    """Return the remembered result of something that an officer must settle."""
    return _FOR_OFFICER + reference


def needs_officer(result: str) -> NeedsOfficer | None:
    """Return what to raise for a remembered result, ``None`` if no officer is needed."""
    if not result.startswith(_FOR_OFFICER):
        return None
    return NeedsOfficer(result.removeprefix(_FOR_OFFICER))


def or_raise(result: T | NeedsOfficer) -> T:
    """Return a result.

    Raises:
        NeedsOfficer: if it is one.
    """
    if isinstance(result, NeedsOfficer):
        raise result
    return result
