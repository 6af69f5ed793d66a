"""Counts of bookings as a table: by site, day, dose or group, with a column for each status."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from vaksin.booking.model import BookingStatus
from vaksin.sheets.table import Cell, Column, Table

TOTAL = "Jumlah"

STATUS_TITLES = {
    BookingStatus.HELD: "Disimpan",
    BookingStatus.BOOKED: "Terdaftar",
    BookingStatus.ARRIVED: "Di meja",
    BookingStatus.ATTENDED: "Divaksin",
    BookingStatus.POSTPONED: "Ditunda",
    BookingStatus.REFUSED: "Menolak",
    BookingStatus.MISSED: "Tidak datang",
    BookingStatus.CANCELLED: "Batal",
    BookingStatus.EXPIRED: "Lepas",
}


@dataclass(frozen=True)
class BookingCount:
    """How many people share all of these; ``site`` and ``group`` are names for people to read."""

    site: str
    day: date
    dose: int
    group: str
    status: BookingStatus
    people: int


class Dimension(Enum):
    """By what the counts are told apart; the value is the field's name."""

    SITE = "site"
    DAY = "day"
    DOSE = "dose"
    GROUP = "group"


_DIMENSION_TITLES = {
    Dimension.SITE: "Tempat",
    Dimension.DAY: "Tanggal",
    Dimension.DOSE: "Dosis",
    Dimension.GROUP: "Kelompok",
}


def statistics_table(counts: Iterable[BookingCount], by: Sequence[Dimension]) -> Table:
    """Add the counts up; there is a row for each combination that occurs, and one for the total.

    The rows are in the order of the dimensions, the first one first.
    """
    people: defaultdict[tuple[str, ...], Counter[BookingStatus]] = defaultdict(Counter)
    total: Counter[BookingStatus] = Counter()
    for count in counts:
        key = tuple(str(getattr(count, dimension.value)) for dimension in by)
        people[key][count.status] += count.people
        total[count.status] += count.people
    rows = [_row(key, people[key]) for key in sorted(people)] if by else []
    names = (TOTAL, *[""] * (len(by) - 1)) if by else ()
    return Table(
        name="Statistik",
        columns=tuple(
            Column(title)
            for title in (
                *(_DIMENSION_TITLES[dimension] for dimension in by),
                *STATUS_TITLES.values(),
                TOTAL,
            )
        ),
        rows=[*rows, _row(names, total)],
    )


def _row(names: tuple[str, ...], people: Counter[BookingStatus]) -> tuple[Cell, ...]:
    return (*names, *(people[status] for status in STATUS_TITLES), people.total())
