"""One row of an operator's sheet of sessions: its form, the rules it must keep, what it becomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from vaksin.bahasa.calendar_words import time_in_words
from vaksin.booking.mistakes import Mistake, choices_in_words
from vaksin.content import Entry, Fault, read_fields
from vaksin.eligibility.vaccines import Vaccine
from vaksin.sheets.moments import read_clock, read_day

# Bounds that no real session passes; what lies outside was mistyped.
MOST_SEATS = 10_000
FARTHEST = timedelta(days=366)
EARLIEST_START = time(5)
LONGEST = timedelta(hours=14)

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class SessionRow:
    """A row in the right form; hours are those of the site."""

    number: int
    site_id: str
    day: date
    start: time
    end: time
    vaccine_id: str
    capacity: int
    walk_in_seats: int

    @property
    def length(self) -> timedelta:
        """Time from start to end; negative if they are in the wrong order."""
        return datetime.combine(self.day, self.end) - datetime.combine(self.day, self.start)


@dataclass(frozen=True)
class SessionRecord:
    """A session to be written; ``starts_at`` and ``ends_at`` are in UTC.

    Of ``capacity`` seats ``walk_in_seats`` are kept for people who come without a booking. The id
    follows from site, day, start and vaccine: a row that is imported again is the same session.
    """

    id: str
    site_id: str
    local_date: date
    starts_at: datetime
    ends_at: datetime
    vaccine_id: str
    capacity: int
    walk_in_seats: int


@dataclass(frozen=True)
class SessionRules:
    """What a row is checked against: the time zone of each site, the vaccines by id, the day."""

    timezones: Mapping[str, str]
    vaccines: Mapping[str, Vaccine]
    today: date

    def mistakes_in(self, row: SessionRow) -> Iterator[Mistake]:
        """Find everything in a row that cannot be meant."""
        if row.site_id not in self.timezones:
            remedy = "pakai id dari daftar tempat, atau masukkan tempatnya dahulu"
            yield Mistake(row.number, "site_id", "tempat tidak dikenal", remedy)
        yield from self._about_the_day(row)
        yield from _about_the_hours(row)
        yield from self._about_the_vaccine(row)
        if row.walk_in_seats > row.capacity:
            remedy = f"isi dengan angka dari 0 sampai {row.capacity}"
            yield Mistake(row.number, "walk_in_seats", "lebih banyak dari capacity", remedy)

    def record(self, row: SessionRow) -> SessionRecord:
        """Make the session of a row without mistakes."""
        zone = ZoneInfo(self.timezones[row.site_id])
        start, end = (datetime.combine(row.day, hour, zone) for hour in (row.start, row.end))
        return SessionRecord(
            id=f"{row.site_id}-{row.day:%Y%m%d}-{row.start:%H%M}-{row.vaccine_id}",
            site_id=row.site_id,
            local_date=row.day,
            starts_at=start.astimezone(timezone.utc),
            ends_at=end.astimezone(timezone.utc),
            vaccine_id=row.vaccine_id,
            capacity=row.capacity,
            walk_in_seats=row.walk_in_seats,
        )

    def _about_the_day(self, row: SessionRow) -> Iterator[Mistake]:
        if row.day < self.today:
            remedy = "isi dengan hari ini atau sesudahnya"
            yield Mistake(row.number, "date", "tanggal sudah lewat", remedy)
        if row.day > self.today + FARTHEST:
            remedy = f"isi dengan tanggal dalam {FARTHEST.days} hari ke depan"
            yield Mistake(row.number, "date", "tanggal terlalu jauh", remedy)

    def _about_the_vaccine(self, row: SessionRow) -> Iterator[Mistake]:
        vaccine = self.vaccines.get(row.vaccine_id)
        if vaccine is None or not vaccine.in_use(row.day):
            problem = "vaksin tidak dipakai pada tanggal itu" if vaccine else "vaksin tidak dikenal"
            in_use = sorted(v.id for v in self.vaccines.values() if v.in_use(row.day))
            remedy = f"isi dengan {choices_in_words(in_use)}"
            yield Mistake(row.number, "vaccine", problem, remedy)


def read_session(row: Entry) -> SessionRow:
    """Read one row with the columns of ``SESSION_COLUMNS`` and ``OPTIONAL_SESSION_COLUMNS``.

    Raises:
        RowError: naming every field that has not the right form.
    """
    fields = read_fields(row, _READERS)
    return SessionRow(row.number, **{_FIELDS.get(name, name): fields[name] for name in fields})


def overlapping(rows: Iterable[SessionRow]) -> Iterator[Mistake]:
    """Find sessions of one site with the same vaccine at the same hours; the lower row is named."""
    same: dict[tuple[str, date, str], list[SessionRow]] = defaultdict(list)
    for row in rows:
        same[row.site_id, row.day, row.vaccine_id].append(row)
    for sessions in same.values():
        sessions.sort(key=lambda row: (row.start, row.number))
        last = sessions[0]
        for row in sessions[1:]:
            if row.start < last.end:
                first, second = sorted((last.number, row.number))
                problem = f"jamnya bertumpuk dengan baris {first}"
                remedy = "ubah jamnya atau hapus salah satu"
                yield Mistake(second, "from", problem, remedy)
            last = max(last, row, key=lambda session: session.end)


def _about_the_hours(row: SessionRow) -> Iterator[Mistake]:
    if row.end <= row.start:
        remedy = f"isi dengan jam sesudah {time_in_words(row.start)}"
        yield Mistake(row.number, "until", "tidak sesudah jam mulai", remedy)
    if row.start < EARLIEST_START:
        remedy = f"isi dengan jam {time_in_words(EARLIEST_START)} atau sesudahnya"
        yield Mistake(row.number, "from", "terlalu pagi", remedy)
    if row.length > LONGEST:
        remedy = f"bagi menjadi sesi yang masing-masing paling lama {LONGEST.seconds // 3600} jam"
        yield Mistake(row.number, "until", "sesi terlalu lama", remedy)


def _read(row: Entry, column: str, read: Callable[[str], _Value | None], form: str) -> _Value:
    value = read(row.text(column))
    if value is None:
        raise row.field_error(column, Fault.WRONG_FORM, f"must be {form}")
    return value


def _day(row: Entry) -> date:
    return _read(row, "date", read_day, "a day such as 2021-03-06")


def _hour(row: Entry, column: str) -> time:
    return _read(row, column, read_clock, "an hour such as 08.00")


_READERS: dict[str, Callable[[Entry], Any]] = {
    "site_id": lambda row: row.text("site_id"),
    "date": _day,
    "from": lambda row: _hour(row, "from"),
    "until": lambda row: _hour(row, "until"),
    "vaccine": lambda row: row.text("vaccine"),
    "capacity": lambda row: row.integer("capacity", 1, MOST_SEATS),
    "walk_in_seats": lambda row: row.optional_integer("walk_in_seats", 0, MOST_SEATS) or 0,
}
_FIELDS = {"date": "day", "from": "start", "until": "end", "vaccine": "vaccine_id"}
OPTIONAL_SESSION_COLUMNS = ("walk_in_seats",)
SESSION_COLUMNS = tuple(name for name in _READERS if name not in OPTIONAL_SESSION_COLUMNS)
