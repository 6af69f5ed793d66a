"""Which template tells which news, and what stands in its variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vaksin.application.news import News
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.model import VaccinationSession
from vaksin.booking.words import moment_in_words, session_in_words
from vaksin.notices import NoticeKind
from whatsapp.templates.model import Subject, Template, VariableType

# Tells that there is news, where no other template can tell what.
ANY_NEWS = "kabar_menunggu"
_SOMEBODY = "Bapak/Ibu"


@dataclass(frozen=True)
class Form:
    """The template of a kind of news.

    ``variables`` are those that the template may use; ``tells_all`` is false if the news itself is
    read in the conversation that a tap opens.
    """

    template: str
    variables: frozenset[str]
    tells_all: bool = True


@dataclass(frozen=True)
class Filled:
    """A template with what it says; ``subjects`` is what its buttons are about."""

    template: str
    values: Mapping[str, str] = field(repr=False)
    subjects: Mapping[Subject, str]
    tells_all: bool


_SEAT = frozenset({"nama", "tempat", "jadwal", "kode"})
_GONE_SEAT = frozenset({"nama", "tempat", "jadwal"})
_FORMS: Mapping[NoticeKind, Form] = {
    NoticeKind.OFFER: Form("tawaran_kursi", _GONE_SEAT | {"batas"}),
    NoticeKind.MOVED: Form("jadwal_dipindah", _SEAT | {"tempat_lama", "jadwal_lama"}),
    NoticeKind.CLOSED: Form("jadwal_ditutup", _GONE_SEAT),
    NoticeKind.MISSED: Form("jadwal_terlewat", _GONE_SEAT),
    NoticeKind.TOMORROW: Form("pengingat_besok", _SEAT),
    NoticeKind.TODAY: Form("pengingat_hari_ini", _SEAT),
    NoticeKind.AFTER_DOSE: Form("cek_kipi", frozenset({"nama", "dosis"})),
    NoticeKind.DOSE_DUE: Form("dosis_berikutnya", frozenset({"nama", "dosis", "tanggal"})),
    NoticeKind.MAY_COME: Form("sudah_boleh", frozenset({"nama", "tanggal"})),
    NoticeKind.VERIFICATION: Form(
        "hasil_pemeriksaan", frozenset({"nama", "nomor"}), tells_all=False
    ),
    NoticeKind.ANSWER: Form("jawaban_petugas", frozenset({"nomor"}), tells_all=False),
    NoticeKind.CERTIFICATE: Form("sertifikat_siap", frozenset({"nama", "dosis"})),
    NoticeKind.CONFIRMED: Form("jadwal_tercatat", _SEAT),
}
_MISSED_WITH_A_SEAT = Form("jadwal_terlewat_kursi", _GONE_SEAT | {"tempat_baru", "jadwal_baru"})
_ANY_NEWS = Form(ANY_NEWS, frozenset({"nama", "jumlah"}), tells_all=False)


def forms() -> Mapping[str, Form]:
    """Return the form of each template that tells news, by name."""
    return {form.template: form for form in (*_FORMS.values(), _MISSED_WITH_A_SEAT, _ANY_NEWS)}


def problems_with(templates: Mapping[str, Template]) -> list[str]:
    """Return what keeps news from being told by the templates that there are."""
    found = [f"{name}: there is no such template" for name in forms().keys() - templates.keys()]
    for name in forms().keys() & templates.keys():
        used = {variable.name for variable in templates[name].variables}
        unknown = used - forms()[name].variables
        found += [f"{name}: nothing fills {variable}" for variable in unknown]
    return sorted(found)


def fill(news: Sequence[News], templates: Mapping[str, Template]) -> Filled:
    """Return one message for all news of a contact.

    News of one kind that says the same of several people names them all; of a mixture it is told
    only how much there is.
    """
    # Names and codes in the same order each time.
    news = sorted(news, key=lambda one: one.name or "")
    form = _form_of(news)
    values = _values(news, templates[form.template])
    if values is None:
        form = _ANY_NEWS
        values = _values(news, templates[form.template]) or {}
    subjects = _subjects(news[0]) if len(news) == 1 else {}
    return Filled(form.template, values, subjects, form.tells_all)


def _form_of(news: Sequence[News]) -> Form:
    kinds = {one.notice.kind for one in news}
    if len(kinds) > 1:
        return _ANY_NEWS
    # A seat is for one person; several choose for themselves.
    if kinds == {NoticeKind.MISSED} and len(news) == 1 and news[0].session and news[0].person:
        return _MISSED_WITH_A_SEAT
    return _FORMS.get(kinds.pop(), _ANY_NEWS)


def _values(news: Sequence[News], template: Template) -> dict[str, str] | None:
    """Return what stands in the variables; ``None`` if that is not the same for all news."""
    values: dict[str, str] = {}
    for variable in template.variables:
        if variable.name in _OF_ALL:
            values[variable.name] = _OF_ALL[variable.name](news)
            continue
        found = {_OF_ONE[variable.name](one) for one in news}
        value = found.pop()
        if found or value is None:
            return None
        values[variable.name] = value
    return values


def _subjects(news: News) -> dict[Subject, str]:
    subjects: dict[Subject, str] = {}
    if news.person:
        subjects[Subject.PERSON] = news.person.id
    if news.person and news.session:
        subjects[Subject.SEAT] = f"{news.person.id}:{news.session.id}"
    if news.booking:
        subjects[Subject.BOOKING] = subjects[Subject.OFFER] = news.booking.id
    return subjects


def _names(news: Sequence[News]) -> str:
    """Return "Siti, Budi dan Wati"; of more names than fit the last are counted."""
    names = list(dict.fromkeys(one.name or _SOMEBODY for one in news))
    for shown in range(len(names), 0, -1):
        left = len(names) - shown
        parts = [*names[:shown], *([f"{left} orang lain"] if left else [])]
        text = " dan ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
        if len(text) <= VariableType.NAMES.limit:
            return text
    return f"{len(names)} orang"


def _codes(news: Sequence[News]) -> str:
    return ", ".join(one.booking.ticket_code for one in news if one.booking)


def _present(news: News) -> VaccinationSession | None:
    """Return the session of the booking, or of a seat that is gone the one that is named."""
    return news.booking.session if news.booking else news.session


def _named(news: News) -> VaccinationSession | None:
    """Return the other session: the one that it was moved from, or that is free instead."""
    return news.session


def _closed(news: News) -> VaccinationSession | None:
    """Return the session in which there is no seat any more."""
    return news.session if news.notice.kind is NoticeKind.CLOSED else _present(news)


def _place(which: Callable[[News], VaccinationSession | None]) -> Callable[[News], str | None]:
    def place(news: News) -> str | None:
        session = which(news)
        return session.site.name if session else None

    return place


def _time(which: Callable[[News], VaccinationSession | None]) -> Callable[[News], str | None]:
    def time(news: News) -> str | None:
        session = which(news)
        return session_in_words(session) if session else None

    return time


def _until(news: News) -> str | None:
    booking = news.booking
    if booking is None or booking.held_until is None:
        return None
    return moment_in_words(booking.held_until, booking.session.site)


def _day(news: News) -> str | None:
    day = news.day("earliest") or news.day("until")
    return date_in_words(day) if day else None


_OF_ALL: Mapping[str, Callable[[Sequence[News]], str]] = {
    "nama": _names,
    "kode": _codes,
    "jumlah": lambda news: str(len(news)),
}
# ``None`` where the news does not tell it, so that the template cannot be used.
_OF_ONE: Mapping[str, Callable[[News], str | None]] = {
    "tempat": _place(_closed),
    "jadwal": _time(_closed),
    "tempat_lama": _place(_named),
    "jadwal_lama": _time(_named),
    "tempat_baru": _place(_named),
    "jadwal_baru": _time(_named),
    "batas": _until,
    "dosis": lambda news: news.notice.data.get("dose"),
    "tanggal": _day,
    "nomor": lambda news: news.notice.data.get("reference"),
}
