"""A citizen reads what is kept about them and their family (UU 27/2022 art. 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.pending_erasures import WIB, tell_of_erasure
from actions.wording import relation_in_words, vaccine_name
from vaksin.application import Vaksin
from vaksin.application.own_data import ACCESS_DAYS, OwnData, PersonalData
from vaksin.bahasa.calendar_words import birth_date_in_words, date_in_words
from vaksin.booking.model import Booking, BookingStatus
from vaksin.booking.words import session_in_words
from vaksin.eligibility.course import GivenDose
from vaksin.eligibility.groups import load_groups
from vaksin.eligibility.screening import items_by_id
from vaksin.identity.nik import Nik
from vaksin.officer_requests import OfficerRequest, RequestKind
from vaksin.people.consents import Consent
from vaksin.people.message_choices import ChoiceMeans, MessageChoice, MessageKind
from vaksin.people.model import ConsentBasis, Person
from vaksin.people.verifications import VerificationStatus
from vaksin.privacy.keeping import DataKind

_IDENTITY = {
    VerificationStatus.WAITING: "menunggu verifikasi",
    VerificationStatus.VERIFIED: "terverifikasi",
    VerificationStatus.NOT_FOUND: "NIK belum ditemukan, dicek petugas",
    VerificationStatus.MISMATCH: "belum cocok, dicek petugas",
}
_BOOKING = {
    BookingStatus.HELD: "kursi disimpan, belum dipastikan",
    BookingStatus.BOOKED: "terdaftar",
    BookingStatus.ARRIVED: "sudah datang",
    BookingStatus.ATTENDED: "sudah divaksin",
    BookingStatus.MISSED: "tidak hadir",
    BookingStatus.CANCELLED: "dibatalkan",
    BookingStatus.EXPIRED: "tidak jadi dipastikan",
    BookingStatus.POSTPONED: "ditunda petugas",
    BookingStatus.REFUSED: "belum mau divaksin",
}
_REQUEST = {
    RequestKind.QUESTION: "pertanyaan",
    RequestKind.KIPI: "laporan gejala",
    RequestKind.CORRECTION: "perbaikan data",
    RequestKind.IDENTITY: "pemeriksaan identitas",
    RequestKind.DISPUTE: "bukan orang saya",
    RequestKind.NO_NIK: "orang tanpa NIK",
    RequestKind.HOME_VISIT: "vaksin di rumah",
}
_BASIS = {
    ConsentBasis.SELF: "untuk diri sendiri",
    ConsentBasis.PERMISSION: "dengan izin orangnya",
    ConsentBasis.GUARDIAN: "sebagai orang tua atau wali",
}

# The newest ones; more would not fit into the message that holds them.
CHOICES_SHOWN = 12
_MESSAGES = {MessageKind.REMINDER: "pengingat", MessageKind.CAMPAIGN: "ajakan"}
_MEANS = {
    ChoiceMeans.TYPED: "ditulis di sini",
    ChoiceMeans.TAPPED: "lewat tombol",
    ChoiceMeans.META: "lewat pengaturan WhatsApp",
    ChoiceMeans.ERASURE: "karena data dihapus",
    ChoiceMeans.FORMER: "dari catatan lama",
}


class ShowOwnData(GuardedAction):
    """Shows all that is kept, a message for each person; the NIK only in part.

    Relatives share phones, and a message stays on them: a whole NIK never travels.
    """

    def name(self) -> str:
        """Return the action's name."""
        return "action_lihat_data"

    def perform(self, conversation: Conversation) -> Events:
        """Show it, or say that there is nothing."""
        if tell_of_erasure(conversation):
            return []
        programme = conversation.programme
        own = programme.own_data.of(conversation.turn.contact_id)
        for person in own.people:
            isi = "\n".join(_lines(person, programme))
            conversation.say("utter_data_orang", (), isi=isi, **_who(person))
        response = "utter_data_akhir" if own.people else "utter_data_kosong"
        state = "\n".join(_of_number(own))
        conversation.say(response, (), keadaan=state, **_kept_for(programme))
        return []


def _kept_for(programme: Vaksin) -> dict[str, str]:
    """Return for how many days drafts and messages are kept."""
    days = programme.service.retention.days
    messages = max(days[kind] for kind in (DataKind.INCOMING, DataKind.CONVERSATION))
    return {"hari": str(days[DataKind.DRAFT]), "hari_pesan": str(messages)}


def _who(person: PersonalData) -> dict[str, str]:
    registration = person.registration
    return {
        "nama": registration.person.name,
        "hubungan": relation_in_words(registration.relation),
    }


def _lines(data: PersonalData, programme: Vaksin) -> Iterator[str]:
    yield from _identity(data.registration.person, programme)
    if data.verification:
        yield f"Identitas: {_IDENTITY[data.verification]}"
    yield from _listed("Vaksin yang pernah", [_dose(one, programme) for one in data.history])
    yield from _listed("Jadwal", [_booking(one, programme) for one in data.bookings])
    if data.waiting:
        yield f"Antre kursi kosong: {date_in_words(data.waiting.local_date)}"
    if data.decision and data.decision.until:
        yield f"Ditunda sampai: {date_in_words(data.decision.until)}"
    if data.bookings:
        yield f"Jawaban kesehatan terakhir: {_health(data.bookings[0], programme)}"
    yield from _listed("Persetujuan dari nomor ini", [_consent(one) for one in data.consents])
    yield from _listed("Menunggu petugas", [_request(one) for one in data.requests])
    yield _accesses(data.accesses)


def _identity(person: Person, programme: Vaksin) -> Iterator[str]:
    labels = {group.id: group.label for group in load_groups(programme.content)}
    yield f"NIK: {_masked_nik(person.nik)}"
    yield f"Tanggal lahir: {birth_date_in_words(person.birth_date)}"
    yield f"Alamat: {programme.regions.full_name(person.district_code)}"
    yield f"Kelompok: {labels.get(person.group_id, person.group_id)}"
    if person.phone:
        yield f"Nomor HP sendiri: •••• {person.phone[-4:]}"


def _masked_nik(nik: Nik) -> str:
    return f"{nik.number[:4]} •••• •••• {nik.number[-4:]}"


def _listed(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"{title}:"
        yield from (f"- {item}" for item in items)


def _dose(dose: GivenDose, programme: Vaksin) -> str:
    vaccine = programme.vaccines.get(dose.vaccine_id or "")
    brand = vaccine.name if vaccine else "merek lupa"
    when = f", {birth_date_in_words(dose.given_on)}" if dose.given_on else ""
    return f"suntikan ke-{dose.number}: {brand}{when}"


def _booking(booking: Booking, programme: Vaksin) -> str:
    session = booking.session
    return (
        f"{session_in_words(session)}, {session.site.name}, {vaccine_name(session, programme)}:"
        f" {_BOOKING[booking.status]}"
    )


def _health(booking: Booking, programme: Vaksin) -> str:
    known = items_by_id(programme.content)
    answers = [known[id_].label if id_ in known else id_ for id_ in booking.screening.answers]
    return ", ".join(answers) or "tidak ada keluhan"


def _consent(consent: Consent) -> str:
    given = consent.given_at.astimezone(ZoneInfo(WIB)).date()
    state = ""
    if consent.withdrawn_at:
        day = consent.withdrawn_at.astimezone(ZoneInfo(WIB)).date()
        state = f", ditarik {birth_date_in_words(day)}"
    when = birth_date_in_words(given)
    return f"{when}, {_BASIS[consent.basis]} (teks {consent.text_version}){state}"


def _request(request: OfficerRequest) -> str:
    day = request.created_at.astimezone(ZoneInfo(WIB)).date()
    return f"{request.reference}, {_REQUEST[request.kind]}, {birth_date_in_words(day)}"


def _accesses(times: int) -> str:
    if not times:
        return f"Petugas belum membuka data ini dalam {ACCESS_DAYS} hari terakhir."
    return f"Petugas membuka data ini {times} kali dalam {ACCESS_DAYS} hari terakhir."


def _of_number(own: OwnData) -> Iterator[str]:
    newest = {choice.kind: choice.wanted for choice in own.choices}
    for kind, name in _MESSAGES.items():
        yield f"{name.capitalize()}: {'aktif' if newest.get(kind, True) else 'berhenti'}"
    chosen = list(_choices(own.choices))
    earlier = len(chosen) - CHOICES_SHOWN
    yield from _listed("Yang dipilih tentang pesan", chosen[-CHOICES_SHOWN:])
    if earlier > 0:
        yield f"- dan {earlier} pilihan sebelumnya"
    if own.unfinished:
        yield f"Pendaftaran yang belum selesai: {own.unfinished}"
    yield from _listed("Menunggu petugas", [_request(one) for one in own.requests])


def _choices(choices: Sequence[MessageChoice]) -> Iterator[str]:
    """Name what was chosen, the kinds that were chosen together on one line."""
    for (wanted, means, at), together in groupby(choices, lambda c: (c.wanted, c.means, c.at)):
        day = birth_date_in_words(at.astimezone(ZoneInfo(WIB)).date())
        names = " dan ".join(_MESSAGES[choice.kind] for choice in together)
        yield f"{day}: {names} {'aktif lagi' if wanted else 'berhenti'}, {_MEANS[means]}"
