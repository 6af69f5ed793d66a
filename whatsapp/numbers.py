"""The bot's own number: how fast it may send, and whether it may send at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from whatsapp.account_news import AccountNews, NumberNews, TemplateNews
from whatsapp.pacing import Bucket
from whatsapp.schema import numbers, templates
from whatsapp.templates.submission import APPROVED

_FULL, _SLOWEST = 100, 5
_RECOVERS_IN = timedelta(minutes=15)
# Many messages on their way meet the same complaint.
_COMPLAINTS_COUNT_ONCE = timedelta(minutes=1)

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
class Standing:
    """What Meta thinks of a number.

    Attributes:
        daily_limit: to how many people it may write in a day; ``None`` as long as Meta has not
            said, :data:`whatsapp.account_news.UNLIMITED` for any number.
        percent: the part of its pace at which a campaign may go on after complaints.
    """

    daily_limit: int | None
    quality: str | None
    percent: int


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

    def note_all(self, news: Sequence[AccountNews]) -> None:
        """Record what Meta tells of the number and of its templates."""
        for one in news:
            if isinstance(one, NumberNews):
                told = {"quality": one.quality, "daily_limit": one.daily_limit}
                self._set(**{name: value for name, value in told.items() if value is not None})
            else:
                self._note_template(one)

    def standing(self) -> Standing:
        """Return what Meta thinks of the number."""
        row = self.connection.execute(_READ, self._this).first()
        if row is None:
            return Standing(None, None, _FULL)
        return Standing(row.daily_limit, row.quality, self._percent(row))

    def ease(self) -> None:
        """Go on at half the pace for a while, because Meta has complained."""
        row, now = self.connection.execute(_READ, self._this).first(), self.clock.now()
        if row is not None and row.eased_at and now - row.eased_at < _COMPLAINTS_COUNT_ONCE:
            return
        percent = self._percent(row) if row is not None else _FULL
        self._set(eased_percent=max(percent // 2, _SLOWEST), eased_at=now)

    def template(self, name: str) -> TemplateNews:
        """Return what Meta has told of a template; one of which it has not is approved."""
        known = select(templates.c.status, templates.c.quality).where(templates.c.name == name)
        row = self.connection.execute(known).first()
        return TemplateNews(name, *row) if row else TemplateNews(name, APPROVED, None)

    def reserve(self, bucket: Bucket, count: int) -> timedelta:
        """Take the right to send ``count`` messages; return how long the first must wait."""
        self._ensure()
        now = self.clock.now()
        full_at = self.connection.execute(_FULL_AT, self._this).scalar_one()
        self._set(throughput_full_at=bucket.after(full_at, now, count))
        return bucket.wait(full_at, now)

    def _percent(self, row: Any) -> int:
        """Return the part of the pace that is left; it doubles with each time without complaint."""
        if row.eased_at is None:
            return _FULL
        doubled = (self.clock.now() - row.eased_at) // _RECOVERS_IN
        return int(min(row.eased_percent << min(doubled, 10), _FULL))

    def _note_template(self, news: TemplateNews) -> None:
        told = {"status": news.status, "quality": news.quality, "changed_at": self.clock.now()}
        values = {name: value for name, value in told.items() if value is not None}
        this = templates.c.name == news.name
        if not self.connection.execute(update(templates).where(this).values(**values)).rowcount:
            insert_if_new(
                self.connection, templates, name=news.name, **{"status": APPROVED, **values}
            )

    @property
    def _this(self) -> dict[str, str]:
        return {"this": self.phone_number_id}

    def _ensure(self) -> None:
        insert_if_new(self.connection, numbers, phone_number_id=self.phone_number_id)

    def _set(self, **values: object) -> None:
        self._ensure()
        self.connection.execute(_CHANGE, {**self._this, **values})
