"""Who looked at whose data, and what was agreed to, are recorded so that the record only grows."""

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
CONSENT_REFUSAL = "what was agreed to cannot be changed"
# For whom it was is learnt later, and contacts and people may turn out to be one.
FACTS_OF_CONSENT = "text_version, relation, basis, given_at"


def upgrade() -> None:
    """Add the tables and what keeps them from being changed."""
    _add_tables()
    _keep_changes_of_consents()
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


def _keep_changes_of_consents() -> None:
    op.create_table(
        "consent_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "change IN ('ditarik', 'berlaku_lagi')", name="ck_consent_changes_known_change"
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["consents.id"],
            name="fk_consent_changes_consent_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_changes"),
    )
    op.create_index("ix_consent_changes_consent_id", "consent_changes", ["consent_id"])
    op.execute(
        "INSERT INTO consent_changes (consent_id, change, receipt, at)"
        " SELECT c.id, 'ditarik', (SELECT MIN(e.receipt) FROM erasures e"
        " WHERE e.contact_id = c.contact_id AND e.requested_at = c.withdrawn_at), c.withdrawn_at"
        " FROM consents c WHERE c.withdrawn_at IS NOT NULL"
    )
    with op.batch_alter_table("consents") as consents:
        consents.drop_column("withdrawn_at")
        consents.add_column(sa.Column("person_id", sa.String(32), nullable=True))
        consents.create_foreign_key(
            "fk_consents_person_id", "persons", ["person_id"], ["id"], ondelete="SET NULL"
        )
        consents.create_index("ix_consents_person_id", ["person_id"])


def _guard_on_sqlite() -> None:
    for table in ("access_log", "access_log_people"):
        _refuse_on_sqlite(table, "UPDATE", "1")
        _refuse_on_sqlite(table, "DELETE", f"NOT ({FORGOTTEN})")
    _refuse_on_sqlite("access_log_tail", "UPDATE", "NEW.number <= OLD.number")
    _refuse_on_sqlite("access_log_tail", "DELETE", "1")
    _refuse_on_sqlite("consents", "UPDATE", "1", CONSENT_REFUSAL, FACTS_OF_CONSENT)
    _refuse_on_sqlite("consent_changes", "UPDATE", "1", CONSENT_REFUSAL)


def _refuse_on_sqlite(
    table: str, change: str, condition: str, refusal: str = REFUSAL, columns: str = ""
) -> None:
    of_columns = f" OF {columns}" if columns else ""
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change}{of_columns} ON {table}"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _guard_on_postgresql() -> None:
    _add_function("access_log_refuse", "FALSE")
    _add_function("access_log_keep", FORGOTTEN)
    _add_function("access_log_move", "NEW.number > OLD.number")
    _add_function("consents_refuse", "FALSE", CONSENT_REFUSAL)
    for table in ("access_log", "access_log_people"):
        _refuse_on_postgresql(table, "UPDATE", "access_log_refuse")
        _refuse_on_postgresql(table, "DELETE", "access_log_keep")
    _refuse_on_postgresql("access_log_tail", "UPDATE", "access_log_move")
    _refuse_on_postgresql("access_log_tail", "DELETE", "access_log_refuse")
    for table in TABLES:
        _refuse_on_postgresql(table, "TRUNCATE", "access_log_refuse", each="STATEMENT")
    _refuse_on_postgresql("consents", "UPDATE", "consents_refuse", columns=FACTS_OF_CONSENT)
    _refuse_on_postgresql("consent_changes", "UPDATE", "consents_refuse")


def _add_function(name: str, allowed: str, refusal: str = REFUSAL) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NOT ({allowed}) THEN"
        f" RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN COALESCE(NEW, OLD); END $$"
    )


def _refuse_on_postgresql(
    table: str, change: str, function: str, each: str = "ROW", columns: str = ""
) -> None:
    of_columns = f" OF {columns}" if columns else ""
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change}{of_columns} ON {table}"
        f" FOR EACH {each} EXECUTE FUNCTION {function}()"
    )


def downgrade() -> None:
    """Drop them; of each consent the last withdrawal that counts is kept."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER consents_no_update ON consents")
    else:
        op.execute("DROP TRIGGER consents_no_update")
    op.add_column("consents", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE consents SET withdrawn_at = (SELECT CASE WHEN l.change = 'ditarik' THEN l.at END"
        " FROM consent_changes l WHERE l.consent_id = consents.id ORDER BY l.id DESC LIMIT 1)"
    )
    with op.batch_alter_table("consents") as consents:
        consents.drop_index("ix_consents_person_id")
        consents.drop_constraint("fk_consents_person_id", type_="foreignkey")
        consents.drop_column("person_id")
    op.drop_table("consent_changes")
    for table in ("access_log_people", "access_log", "access_log_tail"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in (
            "access_log_refuse", "access_log_keep", "access_log_move", "consents_refuse",
        ):  # fmt: skip
            op.execute(f"DROP FUNCTION {name}()")
