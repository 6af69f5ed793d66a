"""Whether somebody is who they say: the port behind which a register of residents is asked.

A well-formed NIK proves nothing about its bearer. What does is a register that knows the person;
which one is asked is decided at start-up (``VAKSIN_VERIFICATION``), and the domain does not care.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Protocol

from vaksin.identity.nik import Nik


class VerificationOutcome(Enum):
    """What a register answered. The values are what the database stores."""

    VERIFIED = "terverifikasi"
    """The register knows the number, and name and birth date are those of its bearer."""
    NOT_FOUND = "tidak_ditemukan"
    """The register was asked and knows no such number."""
    MISMATCH = "tidak_cocok"
    """The register knows the number, as that of somebody with another name or birth date."""
    UNREACHABLE = "tidak_terjangkau"
    """Nobody answered, or not in a way that tells anything; ask again later."""


@dataclass(frozen=True)
class IdentityClaim:
    """Who a citizen says that somebody is."""

    nik: Nik
    name: str = field(repr=False)
    birth_date: date = field(repr=False)


class IdentityRegister(Protocol):
    """Somebody who can tell whether a claim is true."""

    @property
    def name(self) -> str:
        """Short name of the register, stored beside its answer: an outcome is worth its source."""
        ...

    def check(self, claim: IdentityClaim) -> VerificationOutcome:
        """Ask about a claim; blocks while the register is asked.

        Never raises because of the network or of what the other side answers: that is
        ``UNREACHABLE``. Wrong settings are raised when a register is made, not here.
        """
        ...
