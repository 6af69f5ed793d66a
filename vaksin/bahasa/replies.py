"""Strict reading of the answer to a yes-no question, done before anything else reads the message.

An exact list of affirmatives misses most real ones (people add "kak", use a regional word or an
emoji), and a loose one takes "ya tapi mahal ga" for consent. Here a text counts only if every word
of it is understood; one word that is not leaves the answer open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import groupby

from vaksin.bahasa.address_words import ADDRESS_WORDS, GREETINGS, PARTICLES, THANKS
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set


class Reply(Enum):
    """What an answer to a yes-no question says."""

    YES = "yes"
    """A clear affirmative with nothing that objects or asks."""
    NO = "no"
    """A clear negative, a correction or "not yet"."""
    STOP = "stop"
    """The citizen wants to leave the conversation's current task."""
    UNSURE = "unsure"
    """Anything else: ask again, or understand the message in another way."""


# Each word or phrase has a kind, written as one letter so that a clause can be matched as a text.
_KINDS = {
    # Affirms by itself.
    "Y": """
        ya, iya, iyé, oke, oki, okie, oc, baik, baiklah, sip, siip, sipp, siap, siyap, asiap, gas,
        gass, gaskan, gaskeun, gaspol, yes, yess, yep, yup, yupp, yap, yoyo, yoha, yoa, ye, tentu,
        pasti, silakan, mangga, ayo, yuk, hayu, hayuk, kuy, cus, cuss, acc, deal, fix, olo, hooh,
        heeh, hiih, ho'oh, he'eh, ho oh, he eh, sok dong, sok mangga, siap 86, dengan senang hati,
        tidak ada yang salah, tidak ada yang keliru, 👍, ✅, ☑, ✔, 👌, 🆗
    """,
    # Affirms as an echo of the question, is denied by a negation before it.
    "V": """
        setuju, bisa, boleh, benar, betul, sesuai, cocok, pas, tepat, ada, pernah, perlu, harus,
        sudah, jadi, bersedia, sedia, sanggup, lanjut, lanjutkan, punya, hadir, datang, ikut, minat,
        berminat, berkenan, kersa, itu benar, itu betul, benar itu, betul itu, memang benar,
        memang betul
    """,
    "W": "mau, ingin",
    # "Ya sudah" gives in: to yes, or to whatever comes after it.
    "z": "ya sudah, iya sudah",
    "N": """
        tidak, bukan, belum, jangan, tidak usah, tidak dulu, bukan itu, itu bukan,
        ❌, ✖, ✗, ✘, 👎, 🚫, 🙅, ⛔
    """,
    # Denies by itself; denying it in turn ("tidak salah") is no clear answer.
    "X": """
        salah, keliru, keberatan, menolak, tolak, no, nope, wegah, embung, daong, itu salah,
        salah itu, ada yang salah, ada yang keliru, ada yang kurang, masih ada yang salah
    """,
    "S": """
        batal, batalkan, berhenti, keluar, hentikan, exit, quit, abort, sudahan, restart, reset,
        tidak jadi, tidak jadi daftar, tidak jadi mendaftar, tidak jadi ikut, batal daftar,
        batal mendaftar, batal ikut, jadi batal, nanti saja, nanti lagi, nanti deh, lain kali,
        lain waktu, kapan-kapan, kapan kapan, sudah dulu, sekian dulu, cukup sekian, sampai di sini,
        mulai ulang, dari awal, dari awal lagi, mulai dari awal, mulai dari awal lagi,
        ulang dari awal, ulang dari awal lagi, ulangi dari awal
    """,
    # Softens a refusal; in a consent it would be a doubt.
    "d": "dulu, ah, minta, sih, sama sekali",
    # Says nothing of the matter, though one of its words alone might.
    "": "insya allah",
    # Look like one of the above and are not.
    "?": """
        sudah saja, sudah deh, bisa jadi, boleh jadi, tidak jadi batal, tidak jadi berhenti,
        tidak jadi keluar
    """,
}
_IGNORED = (
    ADDRESS_WORDS
    | THANKS
    | GREETINGS
    | PARTICLES
    | word_set("sekali banget sangat bana pisan pun saja tolong mohon saya kami data datanya semua")
    | word_set("semuanya bismillah alhamdulillah 🙏 😊 🙂 ☺ 😀 😃 😄 😁 🤝 😇 🥰 ❤ 👋 🤲 💪")
)
# After another word these only soften it; "ya" at the beginning is the answer itself.
_CLOSING_PARTICLES = frozenset({"ya", "lah", "kok"})
_VERDICTS = (
    (re.compile(r"[YVWz]+"), Reply.YES),
    (re.compile(r"z?d*(N[VW]{0,2}|X+)d*"), Reply.NO),
    (re.compile(r"z?d*W?d*S+d*"), Reply.STOP),
)

_PHRASES = {
    tuple(phrase.split()): kind for kind, phrases in _KINDS.items() for phrase in phrases.split(",")
}
_LONGEST_PHRASE = max(len(phrase) for phrase in _PHRASES)
_NEITHER = "?"

_QUESTION_OR_SADNESS = re.compile(r"[?؟¿⸮‽❓❔]|:'?-?\(")
_CLAUSE_END = re.compile(r"[,.;:!…\n]+")
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]")
_DECORATION = frozenset("~()*\"'-_“”")
# Skin tones, variation selectors, joiners and signs of sex only vary an emoji.
_EMOJI_VARIATION = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d♀♂]")


def read_reply(text: str) -> Reply:
    """Read an answer to a yes-no question; never raises.

    A text with a question mark is never an answer. Yes and no, or yes and stop, in one message
    leave it open; a refusal with a stop is a stop.
    """
    plain = _EMOJI_VARIATION.sub("", normalise(text.replace("\n", ", ")))
    if _QUESTION_OR_SADNESS.search(plain):
        return Reply.UNSURE
    readings: set[Reply] = set()
    for clause in _CLAUSE_END.split(plain):
        reading = _read_clause(clause)
        if reading is Reply.UNSURE:
            return reading
        readings |= {reading} if reading else set()
    if readings == {Reply.NO, Reply.STOP}:
        return Reply.STOP
    return readings.pop() if len(readings) == 1 else Reply.UNSURE


def is_stop(text: str) -> bool:
    """Whether the message asks to leave the current form, at whatever step; never raises.

    A request that names an appointment ("batalin jadwal vaksin saya tgl 5") is not such a stop.
    """
    return read_reply(text) is Reply.STOP


def _read_clause(clause: str) -> Reply | None:
    """The reading of a clause, None if it has only words that say nothing of the matter."""
    words = [word for word in _TOKEN.findall(clause) if word not in _DECORATION]
    kinds = ""
    for kind in _kinds(_without_repeats(words)):
        if kind == _NEITHER:
            return Reply.UNSURE
        kinds += kind
    if not kinds:
        return None
    for pattern, reply in _VERDICTS:
        if pattern.fullmatch(kinds):
            return reply
    return Reply.UNSURE


def _without_repeats(words: list[str]) -> list[str]:
    return [word for word, _ in groupby(words)]


def _kinds(words: list[str]) -> Iterator[str]:
    index = 0
    while index < len(words):
        length, kind = _phrase_at(words, index)
        yield kind
        index += length


def _phrase_at(words: list[str], index: int) -> tuple[int, str]:
    if index > 0 and words[index] in _CLOSING_PARTICLES:
        return 1, ""
    for length in range(_LONGEST_PHRASE, 0, -1):
        kind = _PHRASES.get(tuple(words[index : index + length]))
        if kind is not None:
            return min(length, len(words) - index), kind
    return 1, "" if words[index] in _IGNORED else _NEITHER
