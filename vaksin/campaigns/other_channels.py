"""People whom the channel does not reach, handed over to whoever reaches them otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vaksin.sheets.files import write_table
from vaksin.sheets.table import Column, SheetError, Table

_TITLES = ("nomor", "nama", "templat", "alasan")


@dataclass(frozen=True)
class Unreached:
    """Somebody who did not get a message.

    Attributes:
        number: without the plus in front.
        name: empty if it is not known.
        template: the form of the message that did not arrive.
        reason: why, in words for operators.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    template: str
    reason: str


class OtherChannel(Protocol):
    """Reaches people in another way, such as by letter, by phone or by SMS."""

    def hand_over(self, people: Sequence[Unreached]) -> None:
        """Take all of them over, or raise: then none of them counts as handed over."""
        ...


@dataclass(frozen=True)
class PeopleFile:
    """A new file for a human, which nobody but its owner may read."""

    path: Path

    def hand_over(self, people: Sequence[Unreached]) -> None:
        """Write everybody into the file.

        Raises:
            SheetError: if it is there already, or its name ends with neither .csv nor .xlsx.
            OSError: if it cannot be written; nothing of it is left.
        """
        if self.path.exists():
            raise SheetError(f"{self.path.name}: berkas ini sudah ada; beri nama lain")
        rows = [(one.number, one.name, one.template, one.reason) for one in people]
        try:
            write_table(Table("Hubungi cara lain", tuple(map(Column, _TITLES)), rows), self.path)
        except OSError:
            self.path.unlink(missing_ok=True)
            raise
