"""How a check ends: with what is wrong, or with a word that all is well."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def conclude(found: Sequence[str], all_well: str) -> None:
    """Print what was found, one line each, and exit 1; or say that all is well."""
    for line in found:
        print(line, file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"✓ {all_well}")
