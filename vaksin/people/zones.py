"""In which time zone somebody lives, as far as we know."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from vaksin.clock import WIB
from vaksin.identity.regions import Regions
from vaksin.schema import persons, registrations

# Built once, because building a statement takes longer than running it.
_FIRST_HOME = (
    select(persons.c.district_code)
    .join(registrations, registrations.c.person_id == persons.c.id)
    .where(registrations.c.contact_id == bindparam("contact"))
    .order_by(registrations.c.created_at)
    .limit(1)
)


def zone_of(connection: Connection, contact_id: str, regions: Regions) -> ZoneInfo:
    """Return the zone of who was first registered from a number; WIB for strangers."""
    home = connection.execute(_FIRST_HOME, {"contact": contact_id}).scalar_one_or_none()
    return ZoneInfo(regions.timezone_of(home)) if home else WIB
