"""The bot's own number: how fast it may send, and whether it may send at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from whatsapp.pacing import Bucket
from whatsapp.schema import numbers

# Built once, because building a statement takes longer than running it.
_THIS = numbers.c.phone_number_id == bindparam("this")
_READ = select(numbers).where(_THIS)
_FULL_AT = select(numbers.c.throughput_full_at).where(_THIS).with_for_update()
_CHANGE = update(numbers).where(_THIS)


@dataclass(frozen=True)
class Pause:
    """That nothing is sent, why, and until when (``None``: until an operator resumes)."""

    code: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Numbers:
    """Reads and writes the row of one number within one transaction."""

    connection: Connection
    clock: Clock
    phone_number_id: str

    def pause(self) -> Pause | None:
        """Return the pause that is in force, if there is one."""
        row = self.connection.execute(_READ, self._this).first()
        if row is None or row.paused_since is None:
            return None
        if row.paused_until is not None and row.paused_until <= self.clock.now():
            return None
        return Pause(row.pause_code, row.paused_since, row.paused_until)

    def begin_pause(self, code: str, lasting: timedelta | None) -> bool:
        """Send nothing for a while, or until resumed; return whether this is news."""
        known, now = self.pause(), self.clock.now()
        until = None if lasting is None else now + lasting
        if known and (known.until is None or (until and until <= known.until)):
            return False
        self._set(paused_since=now, paused_until=until, pause_code=code)
        return known is None or known.code != code

    def resume(self) -> None:
        """End a pause."""
        self._set(paused_since=None, paused_until=None, pause_code=None)

    def reserve(self, bucket: Bucket, count: int) -> timedelta:
        """Take the right to send ``count`` messages; return how long the first must wait."""
        self._ensure()
        now = self.clock.now()
        full_at = self.connection.execute(_FULL_AT, self._this).scalar_one()
        self._set(throughput_full_at=bucket.after(full_at, now, count))
        return bucket.wait(full_at, now)

    @property
    def _this(self) -> dict[str, str]:
        return {"this": self.phone_number_id}

    def _ensure(self) -> None:
        insert_if_new(self.connection, numbers, phone_number_id=self.phone_number_id)

    def _set(self, **values: object) -> None:
        self._ensure()
        self.connection.execute(_CHANGE, {**self._this, **values})
