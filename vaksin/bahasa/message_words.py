"""Plain demands for fewer messages, and the kinds of messages that somebody names.

Only messages are read that say nothing else. "Wis talah, tiap subuh bunyi terus" is left to the
model; so is "stop", which may be about the question that is open.
"""

from __future__ import annotations

import re

from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set
from vaksin.people.message_choices import MessageKind

MOST_WORDS = 12

_UNSUBSCRIBE = re.compile(r"[ua]nsu(?:[bp]|s?c)\w*")
_STOP = re.compile(
    r"b(?:e?r)?h?e?n+t[iy](?:kan|in|lah|i|ki)?|(?:di|meng)?h?entikan(?:lah)?"
    r"|(?:di)?se?to?p+(?:kan|in|i)?|(?:di)?[mp]at[ei](?:kan|in|ken|ni)|(?:di)?nonaktif(?:kan|in)?"
)
_FORBID = word_set("jangan janganlah jgn jng jang jan jangn jammi tong ulah bek ampun")
_DECLINE = word_set("tidak tak gak ga dak")
_DECLINED = word_set("usah perlu mau")
_SEND = re.compile(
    r"\w*[ckg][ie]r[ie]m\w*|\w*kintun\w*|krm\w*|(?:di|meng)?hubungi|(?:di|nga?)?k?abar(?:i|in|kan)"
)
_AGAIN = word_set("lagi lg terus trus melulu mulu maneh malih maning deui lai le juo pole")
# What somebody may decline by its name alone; "tidak mau pesan" declines to book.
_NOTICE = re.compile(
    r"notif\w*|broad?[ck](?:as|es)t?\w*|brotkas\w*|siaran\w*|(?:ber)?langganan\w*|spam\w*|blast\w*"
    r"|(?:di|ng|nge)?(?:wa|whatsapp|sms|chat)(?:in|i|an)?"
)
_MESSAGE = re.compile(r"p[ea]s[ae]n(?:nya|an|e|na)?|info(?:rmasi)?(?:nya)?|kiriman(?:nya)?")
_REMINDER = re.compile(
    r"(?:di|[pm][ea]ng|ng|nge)ing[ae]?t\w*|[pm]n?gingat\w*|ing[ae]t(?:kan|in)\w*|pengetan\w*"
    r"|reminde?r?\w*"
)
_CAMPAIGN = re.compile(
    r"(?:ng|meng)?ajak(?:an|in)?(?:nya)?|(?:di)?undang(?:an|in)?(?:nya)?|promo\w*|iklan\w*"
    r"|kampanye\w*|marketing|h?imbauan\w*"
)
_BESIDE = word_set(
    "saya aku ku kami kita ke di dari nomor no hp ini itu tu sini kesini yang dan atau sama semua"
    " semuanya tolong tlg mohon minta coba min kak kakak kaka pak bapak bu ibu mas mbak bang om"
    " tante dok sus admin dong deh ya yah yaa saja aja lah nih sih kok si se to e eh jo su sudah"
    " sudahlah cukup kase kasi mi vaksin vaksinasi daftar mendaftar jadwal tiap setiap hari pagi"
    " malam subuh kalian lu kamu ko soal tentang untuk buat please pls plis the me apa pun apapun"
    " bot nya bisa langsung sekarang terima kasih makasih semacam kayak begini gini ginian lho woi"
)
_SAYING_NOTHING = (_FORBID, _DECLINE, _DECLINED, _AGAIN, _BESIDE)
_SAYING_MORE = (_UNSUBSCRIBE, _STOP, _SEND, _NOTICE, _MESSAGE, _REMINDER, _CAMPAIGN)


def kinds_named(text: str) -> frozenset[MessageKind]:
    """Return the kinds of messages that somebody names; none if they speak of messages at large."""
    words = _words(text)
    named = {MessageKind.REMINDER: _REMINDER, MessageKind.CAMPAIGN: _CAMPAIGN}
    return frozenset(kind for kind, pattern in named.items() if _has(words, pattern))


def demands_silence(text: str) -> bool:
    """Tell whether a message demands an end to messages, or to some of them, and nothing else.

    A question is no demand.
    """
    words = _words(text)
    if "?" in text or not 1 <= len(words) <= MOST_WORDS or not all(map(_is_known, words)):
        return False
    if _has(words, _UNSUBSCRIBE):
        return True
    is_named = any(_has(words, pattern) for pattern in (_NOTICE, _REMINDER, _CAMPAIGN))
    if _has(words, _STOP):
        return is_named or _has(words, _MESSAGE) or _has(words, _SEND)
    return _declines(words) and (is_named or _is_sent_again(words))


def _words(text: str) -> list[str]:
    return re.findall("[a-z]+", normalise(text))


def _is_known(word: str) -> bool:
    return any(word in words for words in _SAYING_NOTHING) or any(
        pattern.fullmatch(word) for pattern in _SAYING_MORE
    )


def _has(words: list[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(word) for word in words)


def _declines(words: list[str]) -> bool:
    said = set(words)
    return bool(said & _FORBID) or bool(said & _DECLINE and said & _DECLINED)


def _is_sent_again(words: list[str]) -> bool:
    """Tell whether it is said that something is sent more than once; "jangan kirim" answers."""
    sent = [word for word in words if _SEND.fullmatch(word)]
    return bool(sent) and (len(sent) > 1 or not _AGAIN.isdisjoint(words))
