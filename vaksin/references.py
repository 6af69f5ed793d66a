"""Numbers by which a citizen names their request on the phone: six letters and digits."""

from __future__ import annotations

import secrets

# Letters and digits that are not mistaken for one another when read aloud.
REFERENCE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
REFERENCE_LENGTH = 6


def new_code() -> str:
    """Return a code of which there is no second one for all practical purposes (30 random bits)."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
