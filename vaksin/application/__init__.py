"""What the programme does for citizens and officers, each as one transaction."""

from __future__ import annotations

from vaksin.application.model import (
    Applicant,
    CourseStatus,
    NeedsOfficer,
    NotDue,
    NotYours,
    Standing,
)
from vaksin.application.programme import MIGRATIONS, Vaksin

__all__ = [
    "MIGRATIONS",
    "Applicant",
    "CourseStatus",
    "NeedsOfficer",
    "NotDue",
    "NotYours",
    "Standing",
    "Vaksin",
]
