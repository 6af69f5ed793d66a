"""What a refusal of the programme means for an open registration: what is said and asked next."""

from __future__ import annotations

from actions.guided_form import Reading
from actions.registration.searching import PAGES
from vaksin.application import BeingErased, NeedsOfficer, NotDue
from vaksin.booking.model import (
    AlreadyBooked,
    SessionFull,
    SessionOver,
    TooEarly,
    TooManyCancellations,
)
from vaksin.limits import TooManyTries

REFUSALS = (
    AlreadyBooked,
    BeingErased,
    NeedsOfficer,
    NotDue,
    SessionFull,
    SessionOver,
    TooEarly,
    TooManyCancellations,
    TooManyTries,
)
_ENDINGS = {
    AlreadyBooked: "sudah_terdaftar",
    BeingErased: "akan_dihapus",
    TooManyTries: "terlalu_sering",
    TooManyCancellations: "sering_batal",
}


def refused(error: Exception) -> Reading:
    """Return what follows: another session is asked for, or the registration ends with a reason."""
    if isinstance(error, NeedsOfficer):
        return Reading({"konfirmasi": True, "hasil_daftar": f"petugas:{error.reference}"})
    ending = _ENDINGS.get(type(error))
    if ending:
        return Reading({"konfirmasi": True, "hasil_daftar": ending})
    again = dict.fromkeys(("konfirmasi", "sesi", "kursi_sampai", *PAGES))
    taken = isinstance(error, (SessionFull, SessionOver))
    return Reading(again, "utter_kursi_terambil" if taken else "utter_kursi_tidak_cocok")
