"""SATUSEHAT as a register of identities."""

from __future__ import annotations

from satusehat.http import Http
from satusehat.names import Agreement
from satusehat.patients import NIK_SYSTEM, Patient, patients_in
from satusehat.settings import SatusehatSettings
from satusehat.tokens import AccessTokens
from satusehat.trouble import RegisterUnreachable, Trouble
from vaksin.clock import Clock
from vaksin.event_log import event_log
from vaksin.identity.verification import IdentityClaim, VerificationOutcome

SATUSEHAT = "satusehat"
PATIENT_PATH = "/fhir-r4/v1/Patient"
_UNAUTHORISED = 401

log = event_log(__name__)


class SatusehatRegister:
    """Asks SATUSEHAT about claims; one for each process, any thread may ask.

    First only the NIK is sent, and what comes back is compared here, forgiving what people do to
    names. Only where the register hides the name or the birth date are they sent too, so that it
    compares them itself.
    """

    def __init__(self, settings: SatusehatSettings, clock: Clock, http: Http | None = None) -> None:
        self._http = http or Http(settings.base_url)
        self._tokens = AccessTokens(self._http, settings, clock)

    @property
    def name(self) -> str:
        """Short name of the register, stored beside its answer."""
        return SATUSEHAT

    def check(self, claim: IdentityClaim) -> VerificationOutcome:
        """Ask about a claim; blocks, with a very slow server for about a minute."""
        try:
            return self._outcome(claim)
        except RegisterUnreachable as error:
            _tell(error)
            return VerificationOutcome.UNREACHABLE

    def _outcome(self, claim: IdentityClaim) -> VerificationOutcome:
        found = self._search(claim, {})
        if not found:
            return VerificationOutcome.NOT_FOUND
        # Somebody may be in the register more than once.
        agreements = {patient.agreement_with(claim) for patient in found}
        if Agreement.YES in agreements:
            return VerificationOutcome.VERIFIED
        if Agreement.HIDDEN in agreements and self._is_confirmed(claim):
            return VerificationOutcome.VERIFIED
        return VerificationOutcome.MISMATCH

    def _is_confirmed(self, claim: IdentityClaim) -> bool:
        """Let the register compare what it does not show."""
        whole = {"name": claim.name, "birthdate": claim.birth_date.isoformat()}
        confirmed = self._search(claim, whole)
        return any(patient.agreement_with(claim) is not Agreement.NO for patient in confirmed)

    def _search(self, claim: IdentityClaim, more: dict[str, str]) -> list[Patient]:
        nik = claim.nik.number
        query = {"identifier": f"{NIK_SYSTEM}|{nik}", **more}
        token = self._tokens.current()
        answer = self._http.get(PATIENT_PATH, query, token)
        if answer.status == _UNAUTHORISED:
            answer = self._http.get(PATIENT_PATH, query, self._tokens.instead_of(token))
        found = patients_in(answer)
        asked_for = [patient for patient in found if patient.may_have(nik)]
        if found and not asked_for:
            # An answer to some other question says nothing about this person.
            raise RegisterUnreachable(Trouble.UNREADABLE, answer.status)
        return asked_for


def _tell(error: RegisterUnreachable) -> None:
    """Log why there was no answer; wrong credentials need somebody, the rest passes."""
    tell = log.error if error.trouble is Trouble.REFUSED else log.warning
    tell(
        "register_unreachable",
        register=SATUSEHAT,
        trouble=error.trouble.value,
        status=error.status,
    )
