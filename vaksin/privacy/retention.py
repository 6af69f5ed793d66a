"""For how long each kind of data is kept.

Read from the ``retention`` part of ``content/service.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from vaksin.content import Entry, FieldError
from vaksin.privacy.keeping import DataKind

# The shortest and longest that make sense, in days. Messages are delivered again for seven days,
# and what tells a repeated one from a new one must outlive that.
_BOUNDS: Mapping[DataKind, tuple[int, int]] = {
    DataKind.INCOMING: (8, 90),
    DataKind.OUTGOING: (1, 90),
    DataKind.DEAD_LETTER: (1, 90),
    DataKind.CONVERSATION: (1, 365),
    DataKind.NOTICE: (8, 90),
    DataKind.PERFORMED_REQUEST: (8, 90),
    DataKind.LIMITED_ACT: (1, 30),
    DataKind.DRAFT: (1, 90),
    DataKind.OFFICER_REQUEST: (1, 1825),
    DataKind.ERASURE_RECEIPT: (365, 3650),
    # Whoever is asked about a misuse must still find who opened the data.
    DataKind.ACCESS_RECORD: (365, 3650),
    # Whoever was invited must not be invited again for up to a year.
    DataKind.CAMPAIGN: (365, 1825),
}


@dataclass(frozen=True)
class Retention:
    """For how many days each kind of data is kept after it has served its purpose."""

    days: Mapping[DataKind, int]

    def cutoff(self, kind: DataKind, now: datetime) -> datetime:
        """Return the moment before which data of a kind is too old to be kept."""
        return now - timedelta(days=self.days[kind])


def read_retention(entry: Entry) -> Retention:
    """Read for how long what is kept; every kind must be there.

    Raises:
        ContentError: naming the setting that is wrong.
    """
    entry.allow("source", "as_of", "confirmed", *map(_setting, DataKind))
    entry.text("source")
    entry.day("as_of")
    entry.truth("confirmed", default=True)
    return Retention({kind: _days(entry, kind) for kind in DataKind})


def _setting(kind: DataKind) -> str:
    return f"{kind.value}_days"


def _days(entry: Entry, kind: DataKind) -> int:
    least, most = _BOUNDS[kind]
    try:
        return entry.integer(_setting(kind), least, most)
    except FieldError:
        problem = f"{_setting(kind)} harus berupa jumlah hari, bilangan bulat {least} sampai {most}"
        raise entry.error(problem) from None
