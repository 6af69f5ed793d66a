"""Which register identities are checked with, as the environment says."""

from __future__ import annotations

import os
from collections.abc import Mapping

from satusehat.register import SATUSEHAT, SatusehatRegister
from satusehat.settings import SatusehatSettings
from vaksin.clock import SystemClock
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.regions import load_regions
from vaksin.identity.structural import STRUCTURAL, StructuralRegister
from vaksin.identity.verification import IdentityRegister
from vaksin.settings import SettingsError

VERIFICATION = "VAKSIN_VERIFICATION"


def identity_register(environment: Mapping[str, str] = os.environ) -> IdentityRegister:
    """Return the register that ``VAKSIN_VERIFICATION`` names, the structural one by default.

    Raises:
        SettingsError: with one line for each variable that is missing or wrong.
    """
    chosen = environment.get(VERIFICATION, "").strip() or STRUCTURAL
    if chosen == STRUCTURAL:
        return StructuralRegister(load_regions(CONTENT_FOLDER / "wilayah"))
    if chosen == SATUSEHAT:
        return SatusehatRegister(SatusehatSettings.from_environment(environment), SystemClock())
    raise SettingsError(f"{VERIFICATION}: harus {STRUCTURAL} atau {SATUSEHAT}")
