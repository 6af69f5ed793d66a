"""The parts of a message that may each mean something of their own."""

from __future__ import annotations

import re

MOST_CLAUSES = 5
_FEWEST_WORDS = 2
# Signs that end a thought, and words with which people begin the next.
_SEAM = re.compile(
    r"[.!?;\n]+\s*|,\s+|\s+(?:btw|oiya|oya|ohya|terus|trus|trs|sekalian|skalian|sama mau|"
    r"dan juga|dan|tapi|tp)\s+",
    re.IGNORECASE,
)


def clauses_of(text: str) -> list[str]:
    """The clauses of a message; the whole message alone if it has one, or too many to tell."""
    parts = [part.strip() for part in _SEAM.split(text)]
    clauses = [part for part in parts if len(part.split()) >= _FEWEST_WORDS]
    return clauses if 1 < len(clauses) <= MOST_CLAUSES else [text]
