"""Alembic's entry point: runs the migrations on the connection that the caller opened."""

from __future__ import annotations

from alembic import context

configuration = context.config
context.configure(
    connection=configuration.attributes["connection"],
    version_table=configuration.attributes["version_table"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
