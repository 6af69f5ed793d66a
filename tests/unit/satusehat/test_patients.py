"""Whatever a server sends: it is read, or said to be unreadable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from satusehat.http import Answer
from satusehat.patients import patients_in
from satusehat.trouble import RegisterUnreachable
from tests.people import BORN, nik_number
from tests.satusehat_server import NIK_SYSTEM
from vaksin.identity.nik import Nik
from vaksin.identity.verification import IdentityClaim

CLAIM = IdentityClaim(Nik(nik_number()), "Siti Contoh", BORN)
KEYS = [
    *("resourceType", "total", "entry", "resource", "identifier", "system", "value", "name"),
    *("text", "given", "family", "birthDate", "issue", "code"),
]
TEXTS = [
    *("Bundle", "Patient", "OperationOutcome", "not-found", NIK_SYSTEM, nik_number(), "1985"),
    *("1985-06-15", "****-**-**", "S*** C*****"),
]
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(TEXTS)
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
)
bodies = st.dictionaries(st.sampled_from(KEYS), anything, max_size=6)


def field(like):
    return like | anything


patients = st.fixed_dictionaries(
    {"resourceType": st.just("Patient")},
    optional={
        "identifier": field(st.just([{"system": NIK_SYSTEM, "value": nik_number()}])),
        "name": field(st.lists(field(st.fixed_dictionaries({"text": field(st.text())})))),
        "birthDate": field(st.sampled_from(TEXTS)),
    },
)
bundles = st.fixed_dictionaries(
    {
        "resourceType": st.just("Bundle"),
        "entry": st.lists(field(st.fixed_dictionaries({"resource": patients})), max_size=3),
    }
)


@given(st.sampled_from([200, 400, 401, 404, 500]), bodies | bundles)
def test_given_any_answer_then_it_is_read_or_said_to_tell_nothing(status, body):
    try:
        found = patients_in(Answer(status, body))
    except RegisterUnreachable:
        return
    for patient in found:
        patient.may_have(CLAIM.nik.number)
        patient.agreement_with(CLAIM)
