"""Lists of people to write to, as operators bring them: a table with a number in each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from vaksin.bahasa.phones import find_phones
from vaksin.campaigns.model import ANYWHERE
from vaksin.identity.regions import Regions, UnknownRegion
from vaksin.people.addresses import Addresses
from vaksin.sheets.files import read_records
from vaksin.sheets.moments import read_day
from vaksin.sheets.table import SheetRow

NUMBER, CONSENT, REGION = "nomor", "persetujuan", "kode_wilayah"
REQUIRED = (NUMBER, CONSENT)


class Fault(Enum):
    """What is wrong with a row; the value is what operators read."""

    BAD_NUMBER = "nomornya bukan nomor HP Indonesia"
    NO_CONSENT = "tanggal persetujuannya kosong, salah, atau di hari depan"
    TWICE = "nomornya sudah ada di baris lain"
    NO_VALUE = "variabel templat di barisnya kosong"
    TOO_LONG = "isi variabelnya terlalu panjang"
    BAD_REGION = "kode wilayahnya tidak dikenal"


@dataclass(frozen=True)
class Listed:
    """Somebody in a list; ``details`` is what it tells for the variables of the message."""

    address: Addresses = field(repr=False)
    timezone: str
    details: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class FaultyRow:
    """A row that nobody can be written to by; it names no value."""

    file: str
    row: int
    fault: Fault


@dataclass(frozen=True)
class PeopleList:
    """Reads a file.

    Attributes:
        variables: those that each row must fill, with the longest value of each.
        today: consents are given by then.
    """

    path: Path
    variables: Mapping[str, int]
    regions: Regions
    today: date

    def __iter__(self) -> Iterator[Listed | FaultyRow]:
        """Yield everybody in the list, row by row, without holding them all.

        Raises:
            SheetError: if the file cannot be read, or a column is missing.
        """
        columns = (*REQUIRED, *self.variables)
        for row in read_records(self.path, columns, optional=(REGION,)):
            yield self._read(row)

    def _read(self, row: SheetRow) -> Listed | FaultyRow:
        phones = find_phones(row.fields.get(NUMBER, ""))
        details = {name: row.fields.get(name, "") for name in self.variables}
        fault = self._fault(row, details)
        if len(phones) != 1:
            return FaultyRow(self.path.name, row.number, Fault.BAD_NUMBER)
        if fault:
            return FaultyRow(self.path.name, row.number, fault)
        # Meta's ids of numbers have no plus in front.
        address = Addresses(phone=phones[0].number.lstrip("+"))
        return Listed(address, self._zone(row) or ANYWHERE, details)

    def _fault(self, row: SheetRow, details: Mapping[str, str]) -> Fault | None:
        given_on = read_day(row.fields.get(CONSENT, ""))
        if given_on is None or given_on > self.today:
            return Fault.NO_CONSENT
        if not all(details.values()):
            return Fault.NO_VALUE
        if any(len(value) > self.variables[name] for name, value in details.items()):
            return Fault.TOO_LONG
        return Fault.BAD_REGION if row.fields.get(REGION) and not self._zone(row) else None

    def _zone(self, row: SheetRow) -> str | None:
        try:
            return self.regions.timezone_of(row.fields.get(REGION, ""))
        except UnknownRegion:
            return None
