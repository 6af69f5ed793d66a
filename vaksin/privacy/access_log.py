"""Who looked at or changed whose data: a chain of records that nobody can edit unnoticed.

UU 27/2022 makes the controller answer for who sees personal data. A record names people by their
ids only, so that it tells nothing of them once they are erased. Each record carries a keyed hash of
itself and of the record before it; the tail, of which there is one row, carries a hash of where the
chain ends and where it begins. Whoever has the database but not the data keys cannot make either.
Triggers refuse to change or delete records; only what the tail calls forgotten may be deleted, and
the tail moves only together with a new record, so forgetting is in the chain too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from itertools import groupby
from typing import Any

from sqlalchemy import delete, func, insert, select, true, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.privacy.keeping import DataKind
from vaksin.privacy.keys import DataKeys
from vaksin.schema import access_log, access_log_people, access_log_tail

_RECORD, _TAIL = "access_log", "access_log_tail"
_BEGINNING = ""
# Who deletes what is too old.
_CUSTODIAN = "masa simpan"
_LOG, _PEOPLE, _END = access_log.c, access_log_people.c, access_log_tail.c


class AccessAct(Enum):
    """What was done with people's data; the value is what operators read."""

    DAY_SHEET = "daftar_hadir"
    CHECK_IN = "check_in"
    WALK_IN = "walk_in"
    DOSE = "dosis"
    CORRECT_BATCH = "perbaiki_batch"
    POSTPONE = "tunda"
    REFUSE = "menolak"
    RELEASE_ABSENT = "lepas_kursi"
    CALLS = "daftar_telepon"
    REBOOK = "pindah_jadwal"
    REQUESTS = "baca_permintaan"
    CLOSE_REQUEST = "tutup_permintaan"
    SETTLE = "putuskan_identitas"
    CERTIFICATES = "kabar_sertifikat"
    REACH_OTHERWISE = "hubungi_cara_lain"
    FORGET = "hapus_catatan"


@dataclass(frozen=True)
class AccessRecord:
    """One act of an operator; ``reference`` is the session or request because of which it was."""

    number: int
    at: datetime
    operator: str
    act: AccessAct
    person_ids: tuple[str, ...]
    reference: str | None


@dataclass(frozen=True)
class _Tail:
    """Where the chain ends, and the last record that was forgotten."""

    number: int = 0
    mac: str = _BEGINNING
    forgotten_number: int = 0
    forgotten_mac: str = _BEGINNING

    @property
    def text(self) -> str:
        return json.dumps([self.number, self.mac, self.forgotten_number, self.forgotten_mac])


@dataclass(frozen=True)
class AccessLog:
    """Writes and reads the log within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(
        self,
        operator: str,
        act: AccessAct,
        person_ids: Collection[str],
        reference: str | None = None,
    ) -> None:
        """Append a record; other transactions that append wait until this one ends."""
        tail = self._hold_tail()
        self._append(tail, operator, act, person_ids, reference)

    def records(
        self, person_id: str | None = None, since: datetime | None = None
    ) -> list[AccessRecord]:
        """Return what was done, with one person's data or with any, the earliest first."""
        wanted = [_LOG.at >= since] if since else []
        if person_id:
            about = select(_PEOPLE.number).where(_PEOPLE.person_id == person_id)
            wanted.append(_LOG.number.in_(about.correlate(None)))
        rows = self.connection.execute(_with_people().where(true(), *wanted))
        return [_record(row, person_ids) for row, person_ids in _each(rows)]

    def count(self, person_id: str, since: datetime) -> int:
        """Return how often an operator opened or changed a person's data since a moment."""
        query = (
            select(func.count())
            .select_from(access_log)
            .join(access_log_people, _PEOPLE.number == _LOG.number)
            .where(_PEOPLE.person_id == person_id, _LOG.at >= since)
        )
        return int(self.connection.execute(query).scalar_one())

    def first_broken(self) -> int | None:
        """Return the number of the first record that was changed or is gone; ``None`` if none was.

        All is read in one statement, so that records which others append meanwhile do not matter.
        """
        query = (
            _with_people()
            .add_columns(*(column.label(f"tail_{column.name}") for column in _END))
            .outerjoin(access_log_tail, true())
        )
        streamed = self.connection.execution_options(stream_results=True).execute(query)
        expected, mac, tail, seal = 0, _BEGINNING, None, ""
        for row, person_ids in _each(streamed):
            if tail is None:
                if row.tail_id is None:
                    return int(row.number)
                tail, seal = _tail_of(row, "tail_"), row.tail_seal
                expected, mac = tail.forgotten_number, tail.forgotten_mac
            expected += 1
            if row.number != expected:
                return expected
            text = _text_of(mac, _record(row, person_ids))
            if not self.keys.is_mac(_RECORD, text, row.mac):
                return expected
            mac = row.mac
        if tail is None:
            left = self._tail()
            return left.forgotten_number + 1 if left else None
        if expected != tail.number:
            return expected + 1
        is_whole = mac == tail.mac and self.keys.is_mac(_TAIL, tail.text, seal)
        return None if is_whole else expected

    def end(self) -> tuple[int, str]:
        """Return the number of the newest record and its hash, to be noted down elsewhere."""
        tail = self._tail() or _Tail()
        return tail.number, tail.mac

    def forget_before(self, operator: str, moment: datetime, limit: int) -> int:
        """Delete so many records at most from before a moment, the first ones, and record that.

        Returns how many they were.
        """
        tail = self._hold_tail()
        first_kept = self.connection.execute(
            select(func.min(_LOG.number)).where(_LOG.at >= moment)
        ).scalar_one()
        last_old = tail.number if first_kept is None else first_kept - 1
        last = min(last_old, tail.forgotten_number + limit)
        count = last - tail.forgotten_number
        if count <= 0:
            return 0
        mac = self.connection.execute(select(_LOG.mac).where(_LOG.number == last)).scalar_one()
        shorter = _Tail(tail.number, tail.mac, last, mac)
        reference = f"{tail.forgotten_number + 1}-{last}"
        self._append(shorter, operator, AccessAct.FORGET, (), reference)
        self.connection.execute(delete(access_log_people).where(_PEOPLE.number <= last))
        self.connection.execute(delete(access_log).where(_LOG.number <= last))
        return count

    def _append(
        self,
        tail: _Tail,
        operator: str,
        act: AccessAct,
        person_ids: Collection[str],
        reference: str | None,
    ) -> None:
        ids = tuple(sorted(set(person_ids)))
        record = AccessRecord(tail.number + 1, self.clock.now(), operator, act, ids, reference)
        mac = self.keys.mac(_RECORD, _text_of(tail.mac, record))
        self.connection.execute(
            insert(access_log).values(
                number=record.number,
                at=record.at,
                operator=operator,
                act=act.value,
                reference=reference,
                mac=mac,
            )
        )
        if ids:
            people = [{"number": record.number, "person_id": person_id} for person_id in ids]
            self.connection.execute(insert(access_log_people), people)
        self._move_tail(_Tail(record.number, mac, tail.forgotten_number, tail.forgotten_mac))

    def _hold_tail(self) -> _Tail:
        """Return where the chain ends; nobody else can append until this transaction is over."""
        tail = self._tail(is_held=True)
        if tail is None:
            insert_if_new(self.connection, access_log_tail, **self._values(_Tail()), id=1)
            tail = self._tail(is_held=True)
        assert tail is not None, "it was written just now"
        return tail

    def _move_tail(self, tail: _Tail) -> None:
        self.connection.execute(update(access_log_tail).values(**self._values(tail)))

    def _values(self, tail: _Tail) -> dict[str, Any]:
        return {
            "number": tail.number,
            "mac": tail.mac,
            "forgotten_number": tail.forgotten_number,
            "forgotten_mac": tail.forgotten_mac,
            "seal": self.keys.mac(_TAIL, tail.text),
        }

    def _tail(self, *, is_held: bool = False) -> _Tail | None:
        query = select(access_log_tail)
        row = self.connection.execute(query.with_for_update() if is_held else query).first()
        return _tail_of(row) if row else None


@dataclass(frozen=True)
class OldRecords:
    """The shelf of records that are older than they must be kept."""

    keys: DataKeys
    clock: Clock
    kind: DataKind = DataKind.ACCESS_RECORD

    def count_older(self, connection: Connection, moment: datetime) -> int:
        """Return how many records are from before a moment."""
        query = select(func.count()).select_from(access_log).where(_LOG.at < moment)
        return int(connection.execute(query).scalar_one())

    def clear_older(self, connection: Connection, moment: datetime, limit: int) -> int:
        """Delete so many of them at most; return how many."""
        log = AccessLog(connection, self.keys, self.clock)
        return log.forget_before(_CUSTODIAN, moment, limit)


def _tail_of(row: Any, prefix: str = "") -> _Tail:
    names = ("number", "mac", "forgotten_number", "forgotten_mac")
    return _Tail(*(getattr(row, prefix + name) for name in names))


def _with_people() -> Any:
    return (
        select(access_log, _PEOPLE.person_id)
        .outerjoin(access_log_people, _PEOPLE.number == _LOG.number)
        .order_by(_LOG.number, _PEOPLE.person_id)
    )


def _each(rows: Iterable[Any]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Return every record's row once, with the people of all its rows."""
    for _, of_record in groupby(rows, lambda row: row.number):
        first, *others = of_record
        ids = (row.person_id for row in (first, *others))
        # Databases do not agree on how to sort.
        yield first, tuple(sorted(filter(None, ids)))


def _record(row: Any, person_ids: tuple[str, ...]) -> AccessRecord:
    return AccessRecord(
        row.number, row.at, row.operator, AccessAct(row.act), person_ids, row.reference
    )


def _text_of(previous_mac: str, record: AccessRecord) -> str:
    return json.dumps(
        [
            previous_mac,
            record.number,
            record.at.astimezone(timezone.utc).isoformat(),
            record.operator,
            record.act.value,
            record.person_ids,
            record.reference,
        ]
    )
