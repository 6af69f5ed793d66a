"""What the programme does for citizens and officers, each as one transaction."""

from __future__ import annotations

from vaksin.application.family import Keep
from vaksin.application.model import (
    Applicant,
    BeingErased,
    CourseStatus,
    NeedsOfficer,
    NotDue,
    NothingToSettle,
    NotProven,
    NotYours,
    Standing,
    WasVaccinated,
)
from vaksin.application.programme import MIGRATIONS, Vaksin

__all__ = [
    "MIGRATIONS",
    "Applicant",
    "BeingErased",
    "CourseStatus",
    "Keep",
    "NeedsOfficer",
    "NotDue",
    "NotProven",
    "NotYours",
    "NothingToSettle",
    "Standing",
    "Vaksin",
    "WasVaccinated",
]
