"""Messages whose meaning is certain without a model: short answers, bare values, taps."""

from __future__ import annotations

import re
from datetime import date

from vaksin.bahasa.dates import find_dates
from vaksin.bahasa.identity_papers import find_papers
from vaksin.bahasa.message_words import demands_silence, kinds_named
from vaksin.bahasa.names import read_name
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.replies import Reply, read_reply
from vaksin.bahasa.times import find_times
from vaksin.bahasa.word_lists import first_names, fold, word_set
from vaksin.booking.ticket_codes import find_ticket_code
from vaksin.people.message_choices import MessageKind

CHOICE_PREFIX = "#"
FALLBACK_INTENT = "nlu_fallback"
MOST_WORDS_OF_A_NAME = 4
# A name with "nama saya" before it and thanks behind it, a day with its hour; more is a sentence.
MOST_WORDS_OF_A_BARE_VALUE = 9

_BY_REPLY = {Reply.YES: "setuju", Reply.NO: "tolak", Reply.STOP: "hentikan_proses"}
# Of which kind somebody wants no more messages; where they name none or all, of every kind.
_SILENCES = {
    frozenset({MessageKind.REMINDER}): "berhenti_pengingat",
    frozenset({MessageKind.CAMPAIGN}): "berhenti_ajakan",
}
# What the bot itself tells people to type and nobody says otherwise.
_COMMANDS = {
    "jadwal bersama": "jadwal_bersama",
    "kirim kode tiket": "kirim_kode_tiket",
    "belum punya nik": "tanpa_nik",
    "lihat data saya": "lihat_data",
    "lihat data": "lihat_data",
}
_NEVER_MIND = (
    r"(?:jangan|jangan jadi|batal|batalkan|batalin|(?:tidak|nggak|gak|ga|ndak) jadi|urungkan)"
)
_DATA = r"(?: (?:data|datanya|dataku|data saya|data ibu saya|data keluarga|semua|semua data))?"
_AGAIN = r"(?: (?:lagi|kembali))?"
_MESSAGES = r"(?: (?:semua|dan|pengingat|ajakan|notifikasi|notif|pesan)(?:nya)?)"
# Whole messages with which somebody takes back what they asked for before.
_TAKING_BACK = (
    (
        re.compile(
            rf"{_NEVER_MIND} (?:(?:(?:di|peng)?hapus(?:an|kan|in)?){_DATA}"
            r"|(?:tarik|cabut|menarik|mencabut) persetujuan(?:nya|ku| saya)?)"
            r"(?: (?:saja|aja|dong|ya|kak|min))*"
        ),
        "batal_hapus",
    ),
    (
        re.compile(
            rf"(?:aktifkan|aktifin|nyalakan|nyalain|hidupkan|hidupin){_MESSAGES}*{_AGAIN}"
            rf"|(?:aktifkan|nyalakan) lagi{_MESSAGES}*|(?:kabari|ingatkan)(?: saya)? lagi"
        ),
        "aktifkan_notifikasi",
    ),
)
# Which day it is changes nothing about whether a message names a day.
_ANY_DAY = date(2026, 1, 1)
# What people put beside a day or an hour that they answer with.
_BESIDE_A_TIME = word_set("aja saja ya deh dong min kak pak bu mas mbak hari di pas bisa boleh")


def sure_intent(text: str) -> str | None:
    """Return the intent of a message that can mean one thing only, else ``None``.

    Choices (``#slot=value``), bare names, days, hours and numbers mean something only to the
    question that was asked, so they get the fallback intent, which a form reads as an answer.
    """
    if text.startswith(CHOICE_PREFIX):
        return FALLBACK_INTENT
    command = _COMMANDS.get(fold(text)) or _taking_back(text)
    if command:
        return command
    if demands_silence(text):
        return _SILENCES.get(kinds_named(text), "berhenti_notifikasi")
    if find_ticket_code(text):
        return "kirim_kode_tiket"
    if find_papers(text):
        return "tanpa_nik"
    reply = read_reply(text)
    if reply in _BY_REPLY and not (reply is Reply.NO and _speaks_of_data(text)):
        return _BY_REPLY[reply]
    return FALLBACK_INTENT if _is_bare_value(text) else None


def _taking_back(text: str) -> str | None:
    typed = " ".join(re.findall("[a-z]+", normalise(text)))
    return next((intent for words, intent in _TAKING_BACK if words.fullmatch(typed)), None)


def _is_bare_value(text: str) -> bool:
    if not any(letter.isalpha() for letter in text):
        return True
    if len(text.split()) > MOST_WORDS_OF_A_BARE_VALUE:
        return False
    return _is_bare_time(text) or _is_bare_name(text)


def _is_bare_time(text: str) -> bool:
    """Tell whether a message names a day or an hour and nothing else: "rabu pagi aja".

    A part of the day alone ("pagi min") is a greeting.
    """
    spans = [(day.start, day.end) for day in find_dates(text, _ANY_DAY)]
    if not spans and not any(letter.isdigit() for letter in text):
        return False
    spans += [(hour.start, hour.end) for hour in find_times(text)]
    rest = [" " if _covers(spans, place) else letter for place, letter in enumerate(text)]
    words = fold("".join(rest)).split()
    return bool(spans) and all(word in _BESIDE_A_TIME for word in words)


def _covers(spans: list[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in spans)


def _is_bare_name(text: str) -> bool:
    """Tell whether a message is a name that begins with a known first name."""
    words = fold(read_name(text).name).split()
    return 1 <= len(words) <= MOST_WORDS_OF_A_NAME and words[0] in first_names()


def _speaks_of_data(text: str) -> bool:
    """Tell whether a no is rather a complaint: "data saya salah"."""
    return any(word.startswith("data") for word in text.lower().split())
