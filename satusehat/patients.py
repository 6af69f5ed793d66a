"""Reads the register's answer to a search: a FHIR R4 Bundle of Patients, or an OperationOutcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from satusehat.http import Answer
from satusehat.names import MASK, Agreement, compare_names
from satusehat.trouble import RegisterUnreachable, Trouble, trouble_of_status
from vaksin.identity.verification import IdentityClaim

NIK_SYSTEM = "https://fhir.kemkes.go.id/id/nik"
_OK, _NOT_FOUND = 200, 404
# FHIR's date: a year, a month or a day; digits may be masked.
_DATE = re.compile(r"[\d*]{4}(?:-[\d*]{2}){0,2}")


@dataclass(frozen=True)
class Patient:
    """Somebody in the register, as far as it shows them.

    Attributes:
        niks: none if the register does not show them.
        names: every name that the person has or had there.
        birth_date: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, masked or empty if it is hidden.
    """

    niks: frozenset[str] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    birth_date: str = field(repr=False)

    def may_have(self, nik: str) -> bool:
        """Tell whether nothing shows that the person has another NIK."""
        return not self.niks or any(_fits(shown, nik) for shown in self.niks)

    def agreement_with(self, claim: IdentityClaim) -> Agreement:
        """Compare name and birth date; hidden if neither speaks against and one is not shown."""
        parts = {self._agreement_with_name(claim.name), self._agreement_on_day(claim.birth_date)}
        if Agreement.NO in parts:
            return Agreement.NO
        return Agreement.HIDDEN if Agreement.HIDDEN in parts else Agreement.YES

    def _agreement_with_name(self, stated: str) -> Agreement:
        parts = {compare_names(stated, name) for name in self.names}
        if Agreement.YES in parts:
            return Agreement.YES
        return Agreement.NO if Agreement.NO in parts else Agreement.HIDDEN

    def _agreement_on_day(self, stated: date) -> Agreement:
        day = stated.isoformat()
        if self.birth_date == day:
            return Agreement.YES
        return (
            Agreement.HIDDEN
            if _fits(self.birth_date, day[: len(self.birth_date)])
            else Agreement.NO
        )


def patients_in(answer: Answer) -> list[Patient]:
    """Return the patients that a search found, none if the register says that there are none.

    How SATUSEHAT says this is not documented beyond doubt, so all that FHIR allows is understood:
    a Bundle without entries, and an OperationOutcome with status 404 or the code ``not-found``. A
    404 of anything else (a proxy, a gateway) says nothing about anybody.

    Raises:
        RegisterUnreachable: if the answer tells nothing.
    """
    kind = answer.body.get("resourceType")
    if kind == "OperationOutcome" and _says_not_found(answer):
        return []
    if answer.status != _OK:
        raise RegisterUnreachable(trouble_of_status(answer.status), answer.status)
    if kind != "Bundle":
        raise RegisterUnreachable(Trouble.UNREADABLE, answer.status)
    patients = [_patient(resource) for resource in _patients_of(answer.body)]
    # Found, but not shown: that is not "no such person".
    if not patients and answer.body.get("total", 0) != 0:
        raise RegisterUnreachable(Trouble.UNREADABLE, answer.status)
    return patients


def _says_not_found(answer: Answer) -> bool:
    codes = {_text(issue, "code") for issue in _objects(answer.body, "issue")}
    if answer.status == _NOT_FOUND:
        # FHIR's search answers 404 also where it has no such kind of record.
        return "not-supported" not in codes
    return answer.status == _OK and "not-found" in codes


def _patients_of(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the patients of a Bundle, which may also hold remarks about the search."""
    for entry in _objects(bundle, "entry"):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Patient":
            yield resource


def _patient(resource: dict[str, Any]) -> Patient:
    identifiers = _objects(resource, "identifier")
    birth_date = _text(resource, "birthDate")
    if birth_date and not _DATE.fullmatch(birth_date):
        raise RegisterUnreachable(Trouble.UNREADABLE, _OK)
    return Patient(
        niks=frozenset(
            _text(identifier, "value")
            for identifier in identifiers
            if identifier.get("system") == NIK_SYSTEM and identifier.get("value")
        ),
        names=tuple(_full_name(name) for name in _objects(resource, "name")),
        birth_date=birth_date,
    )


def _full_name(name: dict[str, Any]) -> str:
    """Return a HumanName as one text; its parts count only where the text is missing."""
    given = name.get("given")
    parts = [part for part in given if isinstance(part, str)] if isinstance(given, list) else []
    return _text(name, "text") or " ".join([*parts, _text(name, "family")])


def _fits(shown: str, whole: str) -> bool:
    """Tell whether a text is another one whose characters may be masked."""
    return len(shown) == len(whole) and all(
        mark in (MASK, char) for mark, char in zip(shown, whole, strict=True)
    )


def _text(holder: dict[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _objects(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    items = holder.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
