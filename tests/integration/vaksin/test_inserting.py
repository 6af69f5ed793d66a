"""Rows of which a key may be taken: one alone and many at once come to the same."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from vaksin.database import insert_if_new, insert_rows, leave_taken
from vaksin.schema import contacts

THEN = datetime(2026, 11, 24, 8, 43, 5, tzinfo=timezone.utc)
LATER = THEN + timedelta(days=1)


def row(name: str, created_at: datetime) -> dict[str, Any]:
    return {"id": name, "created_at": created_at}


def keep_the_newer(statement: Any) -> Any:
    newer = {"created_at": statement.excluded.created_at}
    return statement.on_conflict_do_update(index_elements=[contacts.c.id], set_=newer)


@pytest.fixture
def inserted(engine: Engine) -> Any:
    """Return what inserts rows one by one or all at once and tells what is there then."""

    def insert(rows: list[dict[str, Any]], on_conflict: Any, at_once: bool) -> dict[str, datetime]:
        with engine.begin() as connection:
            for some in [rows] if at_once else [[one] for one in rows]:
                insert_rows(connection, contacts, some, on_conflict)
            found = connection.execute(select(contacts.c.id, contacts.c.created_at)).all()
        return {one.id: one.created_at for one in found}

    return insert


@pytest.mark.parametrize("at_once", [True, False])
def test_a_row_whose_key_is_taken_is_left_out(inserted: Any, at_once: bool) -> None:
    inserted([row("a", THEN)], leave_taken, at_once)
    rows = [row("a", LATER), row("b", LATER)]
    assert inserted(rows, leave_taken, at_once) == {"a": THEN, "b": LATER}


@pytest.mark.parametrize("at_once", [True, False])
def test_a_row_whose_key_is_taken_is_changed_as_asked(inserted: Any, at_once: bool) -> None:
    inserted([row("a", THEN)], keep_the_newer, at_once)
    rows = [row("a", LATER), row("b", LATER)]
    assert inserted(rows, keep_the_newer, at_once) == {"a": LATER, "b": LATER}


def test_whether_a_row_was_new_is_told(engine: Engine) -> None:
    with engine.begin() as connection:
        assert insert_if_new(connection, contacts, **row("a", THEN))
        assert not insert_if_new(connection, contacts, **row("a", LATER))
        assert insert_if_new(connection, contacts, **row("b", THEN), merged_into="a")
