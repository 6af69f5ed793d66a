"""What whoever keeps personal data must be able to do: let it go in time, and on demand.

The domain has tables of its own; the channel and the memory of conversations have theirs, of which
the domain knows nothing. Through :class:`Keeper` it reaches these within its own transaction, so
that an erasure takes everything or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from sqlalchemy import Table, delete, func, select, true
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.privacy.sealing import SealedTable


class DataKind(Enum):
    """Kinds of data that are kept for so many days and no longer.

    The value names the setting: ``incoming`` is ``incoming_days`` in ``content/service.yml``.
    """

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    DEAD_LETTER = "dead_letter"
    CONVERSATION = "conversation"
    NOTICE = "notice"
    PERFORMED_REQUEST = "performed_request"
    LIMITED_ACT = "limited_act"
    DRAFT = "draft"
    OFFICER_REQUEST = "officer_request"
    ERASURE_RECEIPT = "erasure_receipt"
    ACCESS_RECORD = "access_record"
    CAMPAIGN = "campaign"


class Shelf(Protocol):
    """Data of one kind that nobody needs any more once it is old.

    What is still to be sent, answered or told is on no shelf, however old it is.
    """

    @property
    def kind(self) -> DataKind:
        """Which setting says how long it is kept."""
        ...

    def count_older(self, connection: Connection, moment: datetime) -> int:
        """Return how many rows ended before a moment."""
        ...

    def clear_older(self, connection: Connection, moment: datetime, limit: int) -> int:
        """Delete so many rows at most that ended before a moment; return how many.

        Fewer than ``limit`` means that no more are left, or that others work with them.
        """
        ...


class Keeper(Protocol):
    """Keeps personal data of contacts in tables that the domain does not know."""

    @property
    def shelves(self) -> Sequence[Shelf]:
        """What is cleared when it is old; several shelves may hold the same kind."""
        ...

    @property
    def sealed(self) -> Sequence[SealedTable]:
        """Every table with sealed columns, so that its keys can be rotated."""
        ...

    @property
    def contact_ids(self) -> Sequence[ColumnElement[str]]:
        """The columns that name contacts of whom something is kept; these are not let go."""
        ...

    def forget(self, connection: Connection, contact_id: str) -> None:
        """Delete what a contact wrote and was written, in the transaction that erases people.

        It is called too when only one of several people is erased: what was written may name
        anybody. What is not sent yet stays, and goes by its retention after it was sent. Contacts
        that were merged into another one are forgotten each under its own id.
        """
        ...


@dataclass(frozen=True, eq=False)
class Rows:
    """A shelf that is (a part of) a table with one primary key.

    Attributes:
        ended_at: since when a row serves no purpose; rows without that moment stay.
        is_over: the condition that nobody needs a row any more.
    """

    kind: DataKind
    table: Table
    ended_at: ColumnElement[datetime]
    is_over: ColumnElement[bool] = field(default_factory=true)

    def count_older(self, connection: Connection, moment: datetime) -> int:
        """Return how many rows ended before a moment."""
        counted = select(func.count()).select_from(self.table).where(*self._is_old(moment))
        return int(connection.execute(counted).scalar_one())

    def clear_older(self, connection: Connection, moment: datetime, limit: int) -> int:
        """Delete so many rows at most that ended before a moment; return how many."""
        (key,) = self.table.primary_key.columns
        # Locking checks the conditions once more, so that a row that somebody has just taken up
        # again is not deleted.
        old = (
            select(key)
            .where(*self._is_old(moment))
            .limit(limit)
            .with_for_update(skip_locked=True, of=self.table)
        )
        found = connection.execute(old).scalars().all()
        if found:
            connection.execute(delete(self.table).where(key.in_(found)))
        return len(found)

    def _is_old(self, moment: datetime) -> tuple[ColumnElement[bool], ...]:
        return self.ended_at < moment, self.is_over
