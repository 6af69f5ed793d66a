"""The simulated Meta's clock: the machine's, or as far ahead as the tester has travelled."""

from __future__ import annotations

import os
import time
from pathlib import Path

# The product under test names the same file, so that both live at the same time.
TIME_TRAVEL = "VAKSIN_TIME_TRAVEL"


def now() -> float:
    """Return the present moment in seconds since 1970."""
    return time.time() + ahead()


def seconds() -> int:
    """Return the present moment in whole seconds since 1970."""
    return int(now())


def ahead() -> float:
    """Return by how many seconds the tester is ahead of the machine's clock."""
    file = _file()
    return float(file.read_text("utf-8") or 0) if file and file.exists() else 0.0


def travel(by: float) -> bool:
    """Go so many seconds further; ``False`` if the trial has no file for it."""
    file = _file()
    if file is None:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    reached = ahead() + by
    # Whoever reads the file meanwhile finds the old number or the new one.
    fresh = file.with_suffix(".new")
    fresh.write_text(str(reached), "utf-8")
    fresh.replace(file)
    return True


def _file() -> Path | None:
    named = os.environ.get(TIME_TRAVEL, "").strip()
    return Path(named) if named else None
