"""How each kind of news is told, and what can be tapped in answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from actions.conversation import (
    DECLINE_OFFER_INTENT,
    TAKE_OFFER_INTENT,
    Button,
    command,
)
from actions.registration.whom_question import WhomQuestion, person_choice
from vaksin.application.news import News
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.model import VaccinationSession
from vaksin.booking.words import moment_in_words, session_in_words
from vaksin.notices import NoticeKind
from vaksin.people.model import SELF

# What a tapped answer is about: a seat that is held, or one that is free and named only.
OFFERED_SEAT = "tawaran"
FREE_SEAT = "kursi"
SOMEBODY = "Bapak/Ibu"
HELP = Button("Bicara ke petugas", "/minta_petugas")
SCHEDULE = Button("Cek jadwal saya", "/cek_jadwal")
MOVE = Button("Ubah jadwal", "/ubah_jadwal")
TICKET = Button("Kirim tiket saya", "/minta_tiket")
COMPLAINT = Button("Ada keluhan", "/lapor_kipi")
CANCEL = Button("Batalkan jadwal", "/batal_jadwal")
CORRECT = Button("Perbaiki data", "/perbaiki_data")
ASK_AGAIN = Button("Tanya petugas lagi", "/minta_petugas")


@dataclass(frozen=True)
class Words:
    """A response with its values and buttons."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()


def words_for(news: News, relation: str) -> Words:
    """Return how news is told; ``relation`` is what its person is to the citizen."""
    words = _WORDS[news.notice.kind](news, relation)
    return Words(words.response, {"nama": news.name or SOMEBODY, **words.values}, words.buttons)


def choose_seat(news: News, relation: str, title: str) -> Button:
    """Return the button that begins to choose a seat for the person of the news."""
    intent = "daftar" if relation == SELF else "daftar_orang_lain"
    if news.person is None:
        return Button(title, f"/{intent}")
    return command(intent, WhomQuestion.slot, person_choice(news.person.id), title)


def _offer(news: News, _: str) -> Words:
    booking = news.booking
    if booking is None or booking.held_until is None:
        return Words("utter_tawaran_lewat", buttons=(SCHEDULE,))
    until = moment_in_words(booking.held_until, booking.session.site)
    return Words(
        "utter_kabar_tawaran",
        {**_seat(booking.session), "batas": until},
        (
            command(TAKE_OFFER_INTENT, OFFERED_SEAT, booking.id, "Ya, ambil"),
            command(DECLINE_OFFER_INTENT, OFFERED_SEAT, booking.id, "Tidak"),
        ),
    )


def _own_seat(response: str) -> Callable[[News, str], Words]:
    """Return the telling of a seat that somebody has."""

    def tell(news: News, _: str) -> Words:
        assert news.booking is not None, "it is told of a seat that is still theirs"
        values = {**_seat(news.booking.session), "kode": news.booking.ticket_code}
        return Words(response, values, (TICKET, MOVE, CANCEL))

    return tell


def _gone(response: str, title: str) -> Callable[[News, str], Words]:
    """Return the telling of a seat that somebody has no more."""

    def tell(news: News, relation: str) -> Words:
        session = news.booking.session if news.booking else news.session
        buttons = (choose_seat(news, relation, title), HELP)
        return Words(response, _seat(session), buttons)

    return tell


def _missed(news: News, relation: str) -> Words:
    """Tell of a day that was missed, with another seat to take by one tap if there is one."""
    missed = _seat(news.booking.session if news.booking else None)
    if news.session is None or news.person is None:
        buttons = (choose_seat(news, relation, "Pilih jadwal baru"), HELP)
        return Words("utter_kabar_terlewat", missed, buttons)
    new = _seat(news.session)
    values = {**missed, "tempat_baru": new["tempat"], "jadwal_baru": new["jadwal"]}
    return Words("utter_kabar_terlewat_kursi", values, _free_seat(news, relation, news.session))


def _free_seat(news: News, relation: str, session: VaccinationSession) -> tuple[Button, ...]:
    """Return the answers to a seat that is free and named only."""
    seat = f"{news.person.id if news.person else ''}:{session.id}"
    return (
        command(TAKE_OFFER_INTENT, FREE_SEAT, seat, "Ya, pesankan"),
        choose_seat(news, relation, "Pilih yang lain"),
        command(DECLINE_OFFER_INTENT, FREE_SEAT, seat, "Nanti saja"),
    )


def _moved(news: News, _: str) -> Words:
    new = _seat(news.booking.session if news.booking else None)
    old = _seat(news.session)
    values = {**new, "tempat_lama": old["tempat"], "jadwal_lama": old["jadwal"]}
    return Words("utter_kabar_dipindah", values, (TICKET, MOVE, HELP))


def _closed(news: News, relation: str) -> Words:
    """Tell of a closed seat, with the queue if they wait there now, or of a queue's closed day."""
    place = {"tempat_baru": news.site.name if news.site else "tempat itu", **_day(news, "day")}
    buttons = (choose_seat(news, relation, "Cari jadwal lain"), HELP)
    if news.session is None:
        return Words("utter_kabar_ditutup_hari", place, buttons)
    response = "utter_kabar_ditutup_antre" if news.site else "utter_kabar_ditutup"
    return Words(response, {**_seat(news.session), **place}, buttons)


def _queue_over(news: News, relation: str) -> Words:
    place = news.site.name if news.site else "tempat itu"
    buttons = (choose_seat(news, relation, "Cari hari lain"), HELP)
    return Words("utter_kabar_antrean_lewat", {"tempat": place, **_day(news, "day")}, buttons)


def _may_be_given(response: str, day: str) -> Callable[[News, str], Words]:
    """Return the telling that a dose may be given, with the nearest free seat if there is one."""

    def tell(news: News, relation: str) -> Words:
        values = {"dosis": news.notice.data.get("dose", ""), **_day(news, day)}
        if news.session is None or news.person is None:
            return Words(response, values, (choose_seat(news, relation, "Pilih jadwal"), HELP))
        buttons = _free_seat(news, relation, news.session)
        return Words(f"{response}_kursi", {**values, **_seat(news.session)}, buttons)

    return tell


def _next_dose(news: News, _: str) -> Words:
    values = {"dosis": news.notice.data.get("dose", ""), **_day(news, "earliest")}
    return Words("utter_kabar_dosis_berikutnya", values)


def _after_dose(news: News, _: str) -> Words:
    values = {"dosis": news.notice.data.get("dose", ""), **_day(news, "given")}
    return Words("utter_kabar_sesudah_suntik", values, (COMPLAINT, HELP))


def _verification(news: News, _: str) -> Words:
    outcome = news.notice.data["outcome"]
    return Words(f"utter_kabar_verifikasi_{outcome}", _reference(news), (CORRECT, HELP))


def _dispute(news: News, _: str) -> Words:
    return Words(f"utter_kabar_sengketa_{news.notice.data['hasil']}", buttons=(SCHEDULE, HELP))


def _answer(news: News, _: str) -> Words:
    values = {**_reference(news), "jawaban": news.notice.data["answer"]}
    return Words("utter_kabar_jawaban_petugas", values, (ASK_AGAIN, SCHEDULE))


def _certificate(news: News, _: str) -> Words:
    return Words("utter_kabar_sertifikat", {"dosis": news.notice.data["dose"]}, (HELP, SCHEDULE))


def _seat(session: VaccinationSession | None) -> dict[str, str]:
    if session is None:
        return {"tempat": "tempat semula", "jadwal": "jadwal semula"}
    return {"tempat": session.site.name, "jadwal": session_in_words(session)}


def _day(news: News, field: str) -> dict[str, str]:
    day = news.day(field)
    return {"tanggal": date_in_words(day) if day else "waktunya"}


def _reference(news: News) -> dict[str, str]:
    return {"nomor": news.notice.data.get("reference", "-")}


_WORDS: Mapping[NoticeKind, Callable[[News, str], Words]] = {
    NoticeKind.OFFER: _offer,
    NoticeKind.OFFER_PASSED: _gone("utter_kabar_tawaran_lewat", "Cari jadwal lain"),
    NoticeKind.HOLD_EXPIRED: _gone("utter_kabar_kursi_lepas", "Pilih jadwal lagi"),
    NoticeKind.MOVED: _moved,
    NoticeKind.CLOSED: _closed,
    NoticeKind.MISSED: _missed,
    NoticeKind.QUEUE_OVER: _queue_over,
    NoticeKind.MAY_COME: _may_be_given("utter_kabar_sudah_boleh", "until"),
    NoticeKind.NEXT_DOSE: _next_dose,
    NoticeKind.DOSE_DUE: _may_be_given("utter_kabar_dosis_dekat", "earliest"),
    NoticeKind.VERIFICATION: _verification,
    NoticeKind.DISPUTE: _dispute,
    NoticeKind.AFTER_DOSE: _after_dose,
    NoticeKind.TOMORROW: _own_seat("utter_kabar_pengingat_besok"),
    NoticeKind.TODAY: _own_seat("utter_kabar_pengingat_hari_ini"),
    NoticeKind.ANSWER: _answer,
    NoticeKind.CERTIFICATE: _certificate,
    NoticeKind.CONFIRMED: _own_seat("utter_kabar_tercatat"),
}
