"""What inbox and outbox have in common: rows of contacts that wait for their turn."""

from __future__ import annotations

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection


def contacts_with(connection: Connection, table: Table, status: str) -> list[str]:
    """Return the contacts with rows of a status, the one who waits longest first."""
    rows = connection.execute(
        select(table.c.contact_id)
        .where(table.c.status == status)
        .group_by(table.c.contact_id)
        .order_by(func.min(table.c.sequence))
    )
    return list(rows.scalars())
