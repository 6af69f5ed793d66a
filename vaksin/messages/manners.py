"""Whether now is an hour at which somebody may be written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import Connection

from vaksin.content import CONTENT_FOLDER
from vaksin.identity.regions import Regions, load_regions
from vaksin.messages.rules import MessageRules
from vaksin.people.zones import zone_of


@dataclass(frozen=True)
class Manners:
    """The rules of the service where people live; regions are read when they are first needed."""

    rules: MessageRules
    content: Path = CONTENT_FOLDER

    @cached_property
    def regions(self) -> Regions:
        """Provinces with their time zones."""
        return load_regions(self.content / "wilayah")

    def decent_hour(self, connection: Connection, contact_id: str, now: datetime) -> datetime:
        """Return now, or when the quiet hours of where a contact lives end."""
        return self.rules.quiet.end_after(now, zone_of(connection, contact_id, self.regions))
