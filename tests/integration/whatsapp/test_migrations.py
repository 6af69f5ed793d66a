"""The migration scripts and the tables that the code describes are the same."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from vaksin.database import create_engine
from whatsapp.schema import metadata
from whatsapp.store import VERSION_TABLE, prepare


def own_tables_only(item, name, kind, reflected, compare_to):
    return kind != "table" or name.startswith("whatsapp_")


def test_the_scripts_make_the_tables_of_the_schema(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'uji.db'}")
    prepare(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": own_tables_only}
        )
        assert compare_metadata(context, metadata) == []


def test_preparing_twice_changes_nothing(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'uji.db'}")
    prepare(engine)
    prepare(engine)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, VERSION_TABLE}
