"""The registration as far as it has been filled in, read from the slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from actions.addressing import ADULT_AGE
from actions.conversation import Turn
from actions.registration.seat_plans import SeatPlan
from vaksin.application import Applicant, Vaksin
from vaksin.booking.model import Screening
from vaksin.booking.nearby import Place, Point
from vaksin.booking.timetable import Wish
from vaksin.eligibility.course import GivenDose
from vaksin.eligibility.doses import NextDose, NoNextDose, next_dose
from vaksin.eligibility.groups import PriorityGroup
from vaksin.eligibility.screening import (
    NOTHING_APPLIES,
    NoQuestionSet,
    QuestionSet,
    ScreeningOutcome,
    assess,
    screening_on,
)
from vaksin.identity.nik import Nik, Sex
from vaksin.people.model import SELF, age_on

FORM = "formulir_daftar"
# The slots of one registration, in the order of the questions.
ANSWERS = (
    "untuk_siapa",
    "hubungan",
    "persetujuan",
    "nik",
    "nama",
    "tanggal_lahir",
    "izin_wali",
    "riwayat",
    "alamat",
    "kelompok",
    "skrining",
    "faskes",
    "sesi",
    "konfirmasi",
)
# What the answers are built on: proposals waiting for a yes, half answers, wishes, doubts about the
# NIK.
WORKING = (
    "usulan",
    "riwayat_sebagian",
    "tanda_nik",
    "tanggal_dicari",
    "waktu_dicari",
    "lokasi_dicari",
    "koordinat",
    "kursi_roda",
    "merek_dicari",
    "halaman_lokasi",
    "halaman_sesi",
    "percobaan",
    "hasil_daftar",
    "pesanan",
    "ubah_bagian",
    "kursi_sampai",
    "draf",
    "peserta",
    "nama_peserta",
    "kondisi",
    "kondisi_semua",
    "orang",
)
# What an unfinished registration is kept by; a seat is held for minutes, a draft for weeks.
KEPT_IN_DRAFT = (*ANSWERS[1:-2], "tanda_nik", "lokasi_dicari", "tanggal_dicari", "kursi_roda")

_Bound = TypeVar("_Bound")


@dataclass(frozen=True)
class Draft:
    """Typed view of the registration slots; reading it changes nothing."""

    slots: Mapping[str, Any]
    programme: Vaksin

    @property
    def nik(self) -> Nik | None:
        """The NIK, once it has passed the rules."""
        number = self.slots.get("nik")
        return Nik(number) if number else None

    @property
    def birth_date(self) -> date | None:
        """The confirmed birth date."""
        text = self.slots.get("tanggal_lahir")
        return date.fromisoformat(text) if text else None

    @property
    def age(self) -> int | None:
        """Age today in completed years."""
        born = self.birth_date
        return age_on(born, self.programme.today) if born else None

    @property
    def sex(self) -> Sex | None:
        """Sex as the NIK encodes it."""
        return self.nik.sex if self.nik else None

    @property
    def is_for_self(self) -> bool:
        """Tell whether the owner of the number registers themself."""
        return self.slots.get("hubungan") in (None, SELF)

    @property
    def is_minor(self) -> bool:
        """Tell whether a parent or guardian must agree (UU 27/2022 art. 25)."""
        return self.age is not None and self.age < ADULT_AGE

    @property
    def needs_permission(self) -> bool:
        """Tell whether somebody must be asked by what right the person is registered."""
        return self.is_minor or not self.is_for_self

    @property
    def flags(self) -> frozenset[str]:
        """Doubts that the citizen was asked about and the officer should see."""
        return frozenset(self.slots.get("tanda_nik") or ())

    @property
    def groups(self) -> list[PriorityGroup]:
        """The priority groups that this person can belong to today."""
        groups = self.programme.groups(self.programme.today)
        of_age = [group for group in groups if self.age is None or group.fits_age(self.age)]
        return [group for group in of_age if group.fits_sex(self.sex)]

    @property
    def group(self) -> PriorityGroup | None:
        """The chosen group."""
        chosen = self.slots.get("kelompok")
        return next((group for group in self.groups if group.id == chosen), None)

    @property
    def screening(self) -> ScreeningOutcome | None:
        """What the pre-screening answers mean, once they are given."""
        answers, questions = self.slots.get("skrining"), self.questions
        if answers is None or questions is None:
            return None
        return assess(answers, questions, self.programme.today)

    @property
    def screening_answers(self) -> Screening:
        """The health answers that go with the ticket, and which questions they answer."""
        answers = tuple(a for a in self.slots.get("skrining") or () if a != NOTHING_APPLIES)
        return Screening(answers, self.questions.version if self.questions else None)

    @property
    def history(self) -> tuple[GivenDose, ...] | None:
        """The doses had before; ``None`` while the question is open."""
        told = self.slots.get("riwayat")
        return None if told is None else read_history(told)

    @property
    def due(self) -> NextDose | NoNextDose | None:
        """The dose that the rules of today give next; ``None`` while they cannot be asked."""
        born, history = self.birth_date, self.history
        if born is None or history is None:
            return None
        group = self.slots.get("kelompok") or ""
        return next_dose(history, self.programme.today, born, group, self.programme.content)

    @property
    def first_day(self) -> date | None:
        """The first day on which rules and health answers allow the dose."""
        until = self.screening.until if self.screening else None
        earliest = self.due.earliest if isinstance(self.due, NextDose) else None
        return max((day for day in (until, earliest) if day), default=None)

    @property
    def plan(self) -> SeatPlan | None:
        """What was chosen as day and hour."""
        value = self.slots.get("sesi")
        return SeatPlan.read(value) if value else None

    @property
    def vaccines(self) -> frozenset[str] | None:
        """Ids of the vaccines that come into question; ``None`` while the age is unknown."""
        if self.due is not None:
            return self.due.vaccine_ids if isinstance(self.due, NextDose) else frozenset()
        age, today = self.age, self.programme.today
        if age is None:
            return None
        group = self.slots.get("kelompok") or ""
        given = self.programme.vaccines.values()
        return frozenset(v.id for v in given if v.offered_to(today, age, group))

    @property
    def questions(self) -> QuestionSet | None:
        """The health questions for this person; none where the programme has none for their age."""
        if self.age is None or self.sex is None:
            return None
        try:
            return screening_on(self.programme.today, self.age, self.sex)
        except NoQuestionSet:
            return None

    @property
    def place(self) -> Place:
        """Where to look for a site: what was asked for, else where the person lives."""
        return place_from(self.slots, self.slots.get("alamat"))

    @property
    def wish(self) -> Wish:
        """Days and hours asked for; never before the first day of the dose."""
        return wish_from(self.slots, self.first_day, self.vaccines)

    @property
    def applicant(self) -> Applicant:
        """The finished answers about the person.

        Raises:
            ValueError: if one of them is missing.
        """
        if self.nik is None or self.birth_date is None:
            raise ValueError("the registration is not complete")
        return Applicant(
            nik=self.nik,
            name=self.slots["nama"],
            birth_date=self.birth_date,
            district_code=self.slots["alamat"],
            group_id=self.slots["kelompok"],
            relation=self.slots.get("hubungan") or SELF,
            flags=self.flags,
            history=self.history or (),
        )


def wish_from(
    slots: Mapping[str, Any],
    first_day: date | None,
    vaccine_ids: frozenset[str] | None,
    seats: int = 1,
) -> Wish:
    """Return what a search asks for, not before a first day."""
    first, last = span(slots.get("tanggal_dicari"), date.fromisoformat)
    earliest, latest = span(slots.get("waktu_dicari"), time.fromisoformat)
    if first_day:
        first = max(first or first_day, first_day)
    wheelchair = bool(slots.get("kursi_roda"))
    wanted = slots.get("merek_dicari")
    # A brand that the rules do not allow cannot be chosen; what they allow is offered instead.
    if wanted and (vaccine_ids is None or wanted in vaccine_ids):
        vaccine_ids = frozenset({wanted})
    return Wish(first, last, earliest, latest, vaccine_ids, wheelchair, seats)


def place_from(slots: Mapping[str, Any], home: str | None) -> Place:
    """Return where to look: what was asked for, else around a home."""
    point = slots.get("koordinat")
    return Place(slots.get("lokasi_dicari") or home, Point(*point) if point else None)


def read_history(told: Sequence[Mapping[str, Any]]) -> tuple[GivenDose, ...]:
    """Read doses as the slot ``riwayat`` keeps them."""
    return tuple(
        GivenDose(
            dose["ke"],
            dose["merek"],
            date.fromisoformat(dose["tanggal"]) if dose["tanggal"] else None,
        )
        for dose in told
    )


def write_history(history: Iterable[GivenDose]) -> list[dict[str, Any]]:
    """Write doses as the slot ``riwayat`` keeps them."""
    return [
        {
            "ke": dose.number,
            "merek": dose.vaccine_id,
            "tanggal": dose.given_on.isoformat() if dose.given_on else None,
        }
        for dose in history
    ]


def wished_days(turn: Turn, today: date) -> str | None:
    """Return the days that a message asks for; days of the past are told, not asked for."""
    days: str | None = turn.value("tanggal")
    _, last = span(days, date.fromisoformat)
    return days if last and last >= today else None


def span(text: str | None, read: Callable[[str], _Bound]) -> tuple[_Bound | None, _Bound | None]:
    """Read ``first/last`` as the entity extractor writes spans of days and hours."""
    if not text:
        return None, None
    first, _, last = text.partition("/")
    return read(first), read(last)
