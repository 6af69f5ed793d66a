"""What all tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, text

from vaksin.database import new_metadata

metadata = new_metadata()


def unique_among(name: str, *columns: Any, condition: str) -> Index:
    """Return an index by which no two of the rows that meet a condition agree in some columns."""
    return Index(
        name,
        *columns,
        unique=True,
        sqlite_where=text(condition),
        postgresql_where=text(condition),
    )


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column holds one of a few words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
