"""The one place where the actions get hold of the domain."""

from __future__ import annotations

from functools import cache

from vaksin.application import Vaksin
from vaksin.settings import Settings


@cache
def programme() -> Vaksin:
    """Return the programme that the environment describes, connected once per process."""
    return Vaksin.from_settings(Settings.from_environment())
