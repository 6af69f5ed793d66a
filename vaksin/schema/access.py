"""Who looked at or changed whose data; triggers refuse to change or delete it (migration 0006).

People are named by ids without a foreign key: that somebody's data was opened stays known after
the data is erased.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table

from vaksin.database import UtcDateTime
from vaksin.schema.base import metadata

access_log = Table(
    "access_log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("operator", String(80), nullable=False),
    Column("act", String(30), nullable=False),
    Column("reference", String(60)),
    Column("mac", String(80), nullable=False),
    CheckConstraint("number > 0", name="records_count_from_one"),
    CheckConstraint("operator <> ''", name="somebody_did_it"),
)

access_log_people = Table(
    "access_log_people",
    metadata,
    Column("number", ForeignKey("access_log.number"), primary_key=True),
    Column("person_id", String(32), primary_key=True, index=True),
)

# One row: the newest record, and the last one that was forgotten because of its age.
access_log_tail = Table(
    "access_log_tail",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("mac", String(80), nullable=False),
    Column("forgotten_number", Integer, nullable=False),
    Column("forgotten_mac", String(80), nullable=False),
    Column("seal", String(80), nullable=False),
    CheckConstraint("id = 1", name="there_is_one"),
    CheckConstraint("forgotten_number <= number", name="what_was_is_forgotten"),
)
