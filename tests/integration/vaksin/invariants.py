"""What must hold in the database whatever anybody did, each as a query for what breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ForeignKeyConstraint, bindparam, text
from sqlalchemy.engine import Connection

from vaksin.booking.rules import SeatRules
from vaksin.database import UtcDateTime
from vaksin.schema import metadata

# What these queries call "now", "soon" (until then free seats are offered no more) and the moment
# from which on a reminder of every seat is still to come.
MOMENTS = ("now", "soon", "in_two_days")

TAKEN = """(SELECT count(*) FROM bookings AS b WHERE b.session_id = s.id
            AND b.status IN ('held', 'booked', 'arrived', 'attended'))"""
TAKEN_BY_CITIZENS = TAKEN.replace("WHERE", "WHERE b.origin <> 'walk_in' AND")
IS_LIVE = "b.status IN ('held', 'booked', 'arrived')"
HAS_LIVE = f"""EXISTS (SELECT 1 FROM bookings AS b WHERE b.person_id = w.person_id
               AND b.dose = w.dose AND {IS_LIVE})"""
WAS_GIVEN = """EXISTS (SELECT 1 FROM vaccinations AS v
               WHERE v.booking_id = b.id AND v.person_id = b.person_id AND v.number = b.dose)"""

BROKEN = {
    "seats taken are the bookings that take a seat": f"""
        SELECT s.id FROM vaccination_sessions AS s WHERE s.seats_taken <> {TAKEN}""",
    "never oversold, never below none": """
        SELECT s.id FROM vaccination_sessions AS s
        WHERE s.seats_taken < 0 OR s.seats_taken > s.capacity""",
    "before the session citizens leave the walk-in seats": f"""
        SELECT s.id FROM vaccination_sessions AS s
        WHERE s.starts_at > :now AND {TAKEN_BY_CITIZENS} > s.capacity - s.walk_in_seats""",
    "one live seat for a person and dose": f"""
        SELECT min(b.id) AS id FROM bookings AS b WHERE {IS_LIVE}
        GROUP BY b.person_id, b.dose HAVING count(*) > 1""",
    "no seat before the first day of the dose": """
        SELECT b.id FROM bookings AS b JOIN vaccination_sessions AS s ON s.id = b.session_id
        WHERE s.local_date < b.earliest_on OR s.local_date <> b.session_date""",
    "a held seat has a holder, and is not held beyond the start": """
        SELECT b.id FROM bookings AS b JOIN vaccination_sessions AS s ON s.id = b.session_id
        WHERE b.status = 'held' AND (b.contact_id IS NULL OR b.held_until > s.starts_at)""",
    "who attended got the dose, and by a ticket nobody else": f"""
        SELECT b.id FROM bookings AS b
        WHERE (b.status = 'attended' AND NOT {WAS_GIVEN})
        OR (b.status <> 'attended' AND {WAS_GIVEN})""",
    "nobody waits who has a seat for the dose": """
        SELECT w.id FROM waiting_entries AS w
        JOIN bookings AS b ON b.person_id = w.person_id AND b.dose = w.dose
        WHERE w.status IN ('waiting', 'offered')
        AND b.status IN ('booked', 'arrived', 'attended')""",
    "an offer is a held seat of that site and day": """
        SELECT w.id FROM waiting_entries AS w WHERE w.status = 'offered' AND NOT EXISTS (
            SELECT 1 FROM bookings AS b JOIN vaccination_sessions AS s ON s.id = b.session_id
            WHERE b.id = w.booking_id AND b.status = 'held' AND b.origin = 'waiting'
            AND b.person_id = w.person_id AND b.dose = w.dose
            AND s.site_id = w.site_id AND s.local_date = w.local_date)""",
    "a seat held for who waits is an offer": """
        SELECT b.id FROM bookings AS b
        WHERE b.status = 'held' AND b.origin = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM waiting_entries AS w
            WHERE w.booking_id = b.id AND w.status = 'offered')""",
    "no seat is free while somebody who may have it waits": f"""
        SELECT w.id FROM waiting_entries AS w
        JOIN vaccination_sessions AS s ON s.site_id = w.site_id AND s.local_date = w.local_date
        JOIN sites AS t ON t.id = s.site_id
        WHERE w.status = 'waiting' AND NOT {HAS_LIVE}
        AND (w.earliest_on IS NULL OR w.earliest_on <= w.local_date)
        AND s.closed_at IS NULL AND t.is_open = 1 AND s.starts_at > :soon
        AND s.capacity - s.walk_in_seats > s.seats_taken
        AND ',' || w.vaccine_ids || ',' LIKE '%,' || s.vaccine_id || ',%'""",
    "reminders wait for booked seats, told to who booked them": """
        SELECT n.id FROM notices AS n JOIN bookings AS b ON b.id = n.booking_id
        WHERE n.told_at IS NULL
        AND (b.status <> 'booked' OR b.contact_id IS NULL OR b.contact_id <> n.contact_id)""",
    "whoever has a seat tomorrow or later is reminded of it": """
        SELECT b.id FROM bookings AS b JOIN vaccination_sessions AS s ON s.id = b.session_id
        WHERE b.status = 'booked' AND b.contact_id IS NOT NULL AND s.starts_at > :in_two_days
        AND NOT EXISTS (SELECT 1 FROM notices AS n WHERE n.booking_id = b.id)""",
    "a NIK has one person, and at most one who is contested": """
        SELECT min(p.id) AS id FROM persons AS p
        GROUP BY p.nik_hash, p.is_contested HAVING count(*) > 1""",
}


def broken(connection: Connection, now: datetime, rules: SeatRules) -> list[tuple[str, str]]:
    """Return the name of every invariant that does not hold, with the id of a row that tells so."""
    moments = {
        "now": now,
        "soon": now + rules.last_offer,
        "in_two_days": now + timedelta(days=2),
    }
    found = connection.execute(_queries(), moments)
    return [(row.name, str(row.id)) for row in found]


@cache
def _queries() -> Any:
    told = {**BROKEN, **dict(_orphans())}
    parts = [f"SELECT '{name}' AS name, q.id FROM ({query}) AS q" for name, query in told.items()]
    types = [bindparam(moment, type_=UtcDateTime) for moment in MOMENTS]
    return text(" UNION ALL ".join(parts)).bindparams(*types).columns()


def _orphans() -> Iterator[tuple[str, str]]:
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            yield f"{key.name} leads somewhere", _rows_that_lead_nowhere(table.name, key)


def _rows_that_lead_nowhere(table: str, key: ForeignKeyConstraint) -> str:
    (column, *_) = key.column_keys
    pairs = zip(key.column_keys, (part.column.name for part in key.elements), strict=True)
    same = " AND ".join(f"parent.{there} = child.{here}" for here, there in pairs)
    return f"""SELECT CAST(child.{column} AS VARCHAR(64)) AS id FROM {table} AS child
        WHERE child.{column} IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM {key.referred_table.name} AS parent WHERE {same})"""
