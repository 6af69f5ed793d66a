"""The register that is asked while there is no other: it knows only the form of a NIK.

It works offline and holds nobody's data, so it cannot tell whether a number was ever issued, let
alone to whom. Its ``VERIFIED`` means "nothing in the form speaks against it" and is stored beside
the register's name, so that nobody takes it for the answer of one that knows people.
"""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.identity.nik import InvalidNik, read_nik
from vaksin.identity.regions import Regions
from vaksin.identity.verification import IdentityClaim, VerificationOutcome

STRUCTURAL = "structural"


@dataclass(frozen=True)
class StructuralRegister:
    """Checks claims against the form of the NIK (PP 37/2007 art. 37)."""

    regions: Regions

    @property
    def name(self) -> str:
        """Short name of the register, stored beside its answer."""
        return STRUCTURAL

    def check(self, claim: IdentityClaim) -> VerificationOutcome:
        """Tell whether the number can be a NIK at all.

        One without the form was never issued to anybody: ``NOT_FOUND``. It never answers
        ``MISMATCH``: a NIK is not changed when a birth date is corrected, so a difference is a
        doubt (``NikFlag.BIRTH_DATE_DIFFERS``, kept with the person), and names it cannot compare.
        """
        try:
            read_nik(claim.nik.number, self.regions)
        except InvalidNik:
            return VerificationOutcome.NOT_FOUND
        return VerificationOutcome.VERIFIED
