"""What is said when something cannot be done; never with a NIK, a phone number or a name.

Exit codes: 0 done, 1 refused with nothing changed, 2 wrong use or setting.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from vaksin.application import NotDue
from vaksin.application.certificates import NoDoseRecorded
from vaksin.application.closures import ClosedWithItsSite, UnknownPlace
from vaksin.application.site_desk import (
    IdentityTaken,
    ImpossibleDay,
    ImpossibleMoment,
    NotABatch,
    TooLateToCorrect,
)
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.attendance import AlreadyVaccinated, NotArrived, NotYet, UnknownTicket
from vaksin.booking.imports import SessionsInTheWay
from vaksin.booking.mistakes import ImportRefused
from vaksin.booking.model import AlreadyBooked, SessionFull, SessionOver, TooEarly
from vaksin.eligibility.doses import NextDose, NoNextDose, WhyNone
from vaksin.officer_requests import LONGEST_ANSWER, NotAnAnswer
from vaksin.sheets.table import SheetError

_WORDS: dict[type[Exception], str] = {
    SessionOver: "sesi ini tidak ada, sudah ditutup, atau pintunya tidak sedang dibuka",
    SessionFull: "semua kursi sesi ini sudah terisi; coba sesi lain, atau lepas dulu kursi yang"
    " tidak datang (release-absent)",
    AlreadyBooked: "orang ini sudah punya kursi; pakai tiketnya, atau --give-up-other-seat bila ia"
    " memilih datang sekarang",
    TooEarly: "belum waktunya menurut aturan dosis atau keputusan petugas",
    IdentityTaken: "NIK ini sudah terdaftar untuk dua orang lain; cocokkan dulu KTP-nya dengan"
    " permintaan petugas yang terbuka (requests)",
    UnknownTicket: "tidak ada tiket dengan kode ini; periksa lagi hurufnya",
    NoDoseRecorded: "belum ada dosis yang tercatat untuk tiket ini",
    NotArrived: "orang ini belum hadir (check-in dulu), atau kunjungannya sudah ditutup",
    AlreadyVaccinated: "dosis untuk tiket ini sudah tercatat",
    NotYet: "kursi belum boleh dilepas; tunggu bagian akhir sesi",
    NotABatch: "nomor batch terdiri dari 4 sampai 40 huruf, angka, spasi, titik, garis miring, atau"
    " tanda hubung",
    ImpossibleMoment: "jam suntik harus pada hari kedatangan dan tidak di masa depan; tulis dengan"
    " --time 08.30",
    ImpossibleDay: "tanggalnya harus sesudah hari ini dan paling lama setahun lagi",
    TooLateToCorrect: "batch hanya bisa diperbaiki pada hari penyuntikan",
    NotAnAnswer: f"jawaban harus berisi 1 sampai {LONGEST_ANSWER} huruf; belum ada yang dikirim",
    UnknownPlace: "tempat atau sesi dengan id ini tidak ada",
    ClosedWithItsSite: "sesi ini sudah terbuka, atau tempatnya yang ditutup (sites reopen)",
}
_NO_DOSE = {
    WhyNone.FINISHED: "menurut aturan hari itu tidak ada dosis lagi",
    WhyNone.NO_VACCINE: "tidak ada vaksin untuk umur, kelompok, atau riwayat ini; tanyakan dokter",
    WhyNone.UNKNOWN_BRAND: "merek dosis sebelumnya harus diketahui dulu",
}


@contextmanager
def refusals() -> Iterator[None]:
    """Say in one line why something was refused, and end with 1."""
    try:
        yield
    except NotDue as error:
        sys.exit(f"✗ {_due_in_words(error.next_dose)}")
    except SessionsInTheWay as error:
        lines = [f"{key}: {problem}" for key, problem in error.conflicts.items()]
        sys.exit("\n".join(["✗ belum ada yang dimasukkan", *lines]))
    except (SheetError, ImportRefused) as error:
        sys.exit(f"✗ {error}")
    except tuple(_WORDS) as error:
        sys.exit(f"✗ {_WORDS[type(error)]}")


def _due_in_words(due: NextDose | NoNextDose) -> str:
    if isinstance(due, NoNextDose):
        return _NO_DOSE[due.reason]
    vaccines = ", ".join(sorted(due.vaccine_ids))
    day = date_in_words(due.earliest)
    return f"yang boleh diberikan: dosis ke-{due.number} mulai {day} dengan {vaccines}"
