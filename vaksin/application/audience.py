"""Whom a campaign is for: people in lists, or people of the programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Protocol

from vaksin.application.transactions import Transactions
from vaksin.campaigns.lists import FaultyRow, Listed, PeopleList
from vaksin.campaigns.segments import Member, Segment
from vaksin.identity.regions import Regions
from vaksin.people.addresses import Addresses

# One transaction writes so many.
CHUNK = 1000
# What the programme tells of its people, without their data having to stand in a list.
TOLD_OF_PEOPLE = (NAME, PLACE, GROUP) = ("nama", "daerah", "kelompok")


@dataclass(frozen=True)
class Candidate:
    """Somebody who may get a message: a number of a list, or a contact of the programme."""

    timezone: str
    address: Addresses | None = field(default=None, repr=False)
    contact_id: str | None = None
    person_id: str | None = None
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Chunk:
    """Some candidates, and rows that are none."""

    candidates: Sequence[Candidate]
    faulty: Sequence[FaultyRow] = ()


class Audience(Protocol):
    """Tells who may get a message, chunk by chunk, each time anew."""

    @property
    def told(self) -> Sequence[str]:
        """The variables that it fills for each person."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """Yield everybody."""
        ...


@dataclass(frozen=True)
class ListAudience:
    """People in one or more files; ``columns`` fill variables, with the longest value of each."""

    paths: Sequence[Path]
    columns: Mapping[str, int]
    regions: Regions
    today: date

    @property
    def told(self) -> Sequence[str]:
        """The columns."""
        return tuple(self.columns)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the files one after the other.

        Raises:
            SheetError: if one cannot be read.
        """
        for path in self.paths:
            rows = iter(PeopleList(path, self.columns, self.regions, self.today))
            while some := list(islice(rows, CHUNK)):
                listed = [row for row in some if isinstance(row, Listed)]
                faulty = [row for row in some if isinstance(row, FaultyRow)]
                yield Chunk([_listed(row) for row in listed], faulty)


@dataclass(frozen=True)
class SegmentAudience:
    """People of the programme who have something in common."""

    segment: Segment
    transactions: Transactions
    regions: Regions

    @property
    def told(self) -> Sequence[str]:
        """What is known of each of them."""
        return TOLD_OF_PEOPLE

    def chunks(self) -> Iterator[Chunk]:
        """Yield them in the order of their numbers; each chunk is read by itself."""
        after: Member | None = None
        while True:
            with self.transactions.reading() as act:
                page = self.segment.page(act.connection, act.keys, act.clock, after)
            if page.last is None:
                return
            yield Chunk([self._candidate(member) for member in page.members])
            after = page.last

    def _candidate(self, member: Member) -> Candidate:
        return Candidate(
            timezone=self.regions.timezone_of(member.district_code),
            contact_id=member.contact_id,
            person_id=member.person_id,
        )


def _listed(row: Listed) -> Candidate:
    return Candidate(row.timezone, address=row.address, details=row.details)
