"""Which process may use which core, so that what serves is not slowed by what asks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# All that this process may use, before it keeps to some of them.
ALL = tuple(sorted(os.sched_getaffinity(0)))
_TICKS = os.sysconf("SC_CLK_TCK")
_KILOBYTE = 1024


@dataclass(frozen=True)
class Layout:
    """The cores of this machine, shared out.

    Attributes:
        serving: for each set of serving processes the one core that it runs on.
        asking: the cores of the database and of whoever writes messages.
    """

    serving: Sequence[int]
    asking: frozenset[int]

    @classmethod
    def for_sets(cls, count: int) -> Layout:
        """Give each set a core of its own while there are enough, and the rest to the askers."""
        serving = [ALL[n % len(ALL)] for n in range(count)]
        return cls(serving, frozenset(ALL[count:] or ALL))


@contextmanager
def on_cores(cores: Iterable[int]) -> Iterator[None]:
    """Run this process, and all that it starts in the block, on some cores only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return how long some processes have computed."""
    return sum(map(_ticks, pids)) / _TICKS


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) * _KILOBYTE


def _ticks(pid: int) -> int:
    # What comes before the closing bracket is the program's name, which may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
