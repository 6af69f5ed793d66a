"""Files with personal data: nobody but their owner may read them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def create_private(path: Path) -> BinaryIO:
    """Open a file for writing; a new one can be read and written by its owner only."""
    return path.open("wb") if path.exists() else os.fdopen(_create(path), "wb")


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
