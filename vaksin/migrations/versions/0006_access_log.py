"""Who looked at whose data is recorded, and the record can only grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaksin.database import UtcDateTime

revision = "0006"
down_revision = "0005"

TABLES = ("access_log", "access_log_people", "access_log_tail")
# What the tail calls forgotten may be deleted; the tail moves only together with a new record.
FORGOTTEN = "OLD.number <= COALESCE((SELECT forgotten_number FROM access_log_tail), 0)"
REFUSAL = "the access log can only grow"


def upgrade() -> None:
    """Add the tables and what keeps them from being changed."""
    _add_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _add_tables() -> None:
    op.create_table(
        "access_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("operator", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("mac", sa.String(length=80), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_access_log_records_count_from_one"),
        sa.CheckConstraint("operator <> ''", name="ck_access_log_somebody_did_it"),
        sa.PrimaryKeyConstraint("number", name="pk_access_log"),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"])
    op.create_table(
        "access_log_people",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["access_log.number"], name="fk_access_log_people_number"
        ),
        sa.PrimaryKeyConstraint("number", "person_id", name="pk_access_log_people"),
    )
    op.create_index("ix_access_log_people_person_id", "access_log_people", ["person_id"])
    op.create_table(
        "access_log_tail",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=80), nullable=False),
        sa.Column("forgotten_number", sa.Integer(), nullable=False),
        sa.Column("forgotten_mac", sa.String(length=80), nullable=False),
        sa.Column("seal", sa.String(length=80), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_access_log_tail_there_is_one"),
        sa.CheckConstraint(
            "forgotten_number <= number", name="ck_access_log_tail_what_was_is_forgotten"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_log_tail"),
    )


def _guard_on_sqlite() -> None:
    for table in ("access_log", "access_log_people"):
        _refuse_on_sqlite(table, "UPDATE", "1")
        _refuse_on_sqlite(table, "DELETE", f"NOT ({FORGOTTEN})")
    _refuse_on_sqlite("access_log_tail", "UPDATE", "NEW.number <= OLD.number")
    _refuse_on_sqlite("access_log_tail", "DELETE", "1")


def _refuse_on_sqlite(table: str, change: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _guard_on_postgresql() -> None:
    _add_function("access_log_refuse", "FALSE")
    _add_function("access_log_keep", FORGOTTEN)
    _add_function("access_log_move", "NEW.number > OLD.number")
    for table in ("access_log", "access_log_people"):
        _refuse_on_postgresql(table, "UPDATE", "access_log_refuse")
        _refuse_on_postgresql(table, "DELETE", "access_log_keep")
    _refuse_on_postgresql("access_log_tail", "UPDATE", "access_log_move")
    _refuse_on_postgresql("access_log_tail", "DELETE", "access_log_refuse")
    for table in TABLES:
        _refuse_on_postgresql(table, "TRUNCATE", "access_log_refuse", each="STATEMENT")


def _add_function(name: str, allowed: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NOT ({allowed}) THEN"
        f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN COALESCE(NEW, OLD); END $$"
    )


def _refuse_on_postgresql(table: str, change: str, function: str, each: str = "ROW") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
        f" FOR EACH {each} EXECUTE FUNCTION {function}()"
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("access_log_people", "access_log", "access_log_tail"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("access_log_refuse", "access_log_keep", "access_log_move"):
            op.execute(f"DROP FUNCTION {name}()")
