"""Sites, sessions and tickets from a sheet: all of its rows, or none and every mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from vaksin.booking.mistakes import ImportRefused, Mistake, choices_in_words, mistake_of
from vaksin.booking.session_rows import (
    OPTIONAL_SESSION_COLUMNS,
    SESSION_COLUMNS,
    SessionRecord,
    SessionRow,
    SessionRules,
    overlapping,
    read_session,
)
from vaksin.booking.sites import (
    REGIONS_FOLDER,
    SITE_COLUMNS,
    SiteRecord,
    read_site,
    repeated_sites,
)
from vaksin.booking.tickets import read_ticket_code
from vaksin.content import CONTENT_FOLDER, Entry, Fault, FieldError, RowError
from vaksin.eligibility.vaccines import load_vaccines
from vaksin.identity.regions import load_regions
from vaksin.sheets.files import read_records

# Is told how many rows were read so far.
Progress = Callable[[int], None]

PROGRESS_STEP = 1000
TICKET_COLUMN = "ticket_code"


@dataclass(frozen=True)
class SheetImport:
    """Reads one file; ``sheet`` names a sheet of a workbook, without it the first one is read."""

    path: Path
    sheet: str | None = None
    content: Path = CONTENT_FOLDER
    progress: Progress = field(default=lambda rows: None)

    def sites(self) -> list[SiteRecord]:
        """Read sites; the columns and their rules are those of ``content/sites.csv``.

        Raises:
            SheetError: if the file cannot be read as a table.
            ImportRefused: with every mistake, if there is any.
        """
        regions = load_regions(self.content / REGIONS_FOLDER)
        known = sorted(vaccine.id for vaccine in load_vaccines(self.content))
        unknown_vaccine = (
            "vaccines",
            "vaksin tidak dikenal",
            f"isi dengan {choices_in_words(known)}",
        )
        rows: list[Entry] = []
        sites: list[SiteRecord] = []
        mistakes: list[Mistake] = []
        for row in self._rows(SITE_COLUMNS, (), mistakes):
            rows.append(row)
            try:
                site = read_site(row, regions)
            except RowError as error:
                mistakes += map(mistake_of, error.errors)
                continue
            sites.append(site)
            if not set(site.vaccines) <= set(known):
                mistakes.append(Mistake(row.number, *unknown_vaccine))
        mistakes += map(mistake_of, repeated_sites(rows))
        self._refuse(mistakes)
        return sites

    def sessions(self, timezones: Mapping[str, str], today: date) -> list[SessionRecord]:
        """Read sessions, whose columns are ``SESSION_COLUMNS`` and may be the optional ones.

        ``timezones`` gives the time zone, such as ``Asia/Jakarta``, of every site that may have
        sessions by the site's id; hours are read as the site's own. ``today`` is the first day
        that is not past.

        Raises:
            SheetError: if the file cannot be read as a table.
            ImportRefused: with every mistake, if there is any.
        """
        vaccines = {vaccine.id: vaccine for vaccine in load_vaccines(self.content)}
        rules = SessionRules(timezones, vaccines, today)
        sessions: list[SessionRow] = []
        mistakes: list[Mistake] = []
        for row in self._rows(SESSION_COLUMNS, OPTIONAL_SESSION_COLUMNS, mistakes):
            try:
                session = read_session(row)
            except RowError as error:
                mistakes += map(mistake_of, error.errors)
                continue
            sessions.append(session)
            mistakes += rules.mistakes_in(session)
        mistakes += overlapping(sessions)
        self._refuse(mistakes)
        return [rules.record(session) for session in sessions]

    def tickets(self) -> dict[str, int]:
        """Read codes of tickets, in the column ``TICKET_COLUMN``; return the row of each.

        Raises:
            SheetError: if the file cannot be read as a table.
            ImportRefused: with every mistake, if there is any.
        """
        rows: dict[str, int] = {}
        mistakes: list[Mistake] = []
        for row in self._rows((TICKET_COLUMN,), (), mistakes):
            try:
                rows[_new_ticket(row, rows)] = row.number
            except FieldError as error:
                mistakes.append(mistake_of(error))
        self._refuse(mistakes)
        return rows

    def _rows(
        self, columns: tuple[str, ...], optional: tuple[str, ...], mistakes: list[Mistake]
    ) -> Iterator[Entry]:
        count = 0
        for row in read_records(self.path, columns, optional, self.sheet):
            count += 1
            if count % PROGRESS_STEP == 0:
                self.progress(count)
            if row.is_too_long:
                # What stands where has shifted, so its cells tell nothing.
                problem = "ada isi di luar kolom yang berjudul"
                remedy = "hapus isi itu, atau beri tanda kutip pada isi yang mengandung koma"
                mistakes.append(Mistake(row.number, None, problem, remedy))
                continue
            yield Entry(f"{self.path.name}, baris {row.number}", row.fields, row.number)
        self.progress(count)

    def _refuse(self, mistakes: list[Mistake]) -> None:
        if mistakes:
            raise ImportRefused(self.path.name, mistakes)


def _new_ticket(row: Entry, above: Mapping[str, int]) -> str:
    """Return the code in a row, which no row above may have."""
    code = read_ticket_code(row.text(TICKET_COLUMN))
    if code is None:
        raise row.field_error(TICKET_COLUMN, Fault.WRONG_FORM, "must be the code of a ticket")
    if code in above:
        raise row.field_error(TICKET_COLUMN, Fault.USED_TWICE, "is used twice", [above[code]])
    return code
