"""Alembic's entry point for the tables of the conversations."""

from __future__ import annotations

from alembic import context

from vaksin.database import run_migrations

run_migrations(context)
