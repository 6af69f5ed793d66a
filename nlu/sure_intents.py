"""Messages whose meaning is certain without a model: short answers and our own buttons' choices."""

from __future__ import annotations

from vaksin.bahasa.replies import Reply, is_stop, read_reply

CHOICE_PREFIX = "#"
FALLBACK_INTENT = "nlu_fallback"

_BY_REPLY = {Reply.YES: "setuju", Reply.NO: "tolak", Reply.STOP: "hentikan_proses"}


def sure_intent(text: str) -> str | None:
    """Return the intent of a message that can mean one thing only, else ``None``.

    Choices (``#slot=value``), numbers and messages without a letter mean something only to the
    question that was asked, so they get the fallback intent, which a form reads as an answer.
    """
    if text.startswith(CHOICE_PREFIX):
        return FALLBACK_INTENT
    reply = read_reply(text)
    if reply in _BY_REPLY and not (reply is Reply.NO and _speaks_of_data(text)):
        return _BY_REPLY[reply]
    if is_stop(text):
        return "hentikan_proses"
    return None if any(letter.isalpha() for letter in text) else FALLBACK_INTENT


def _speaks_of_data(text: str) -> bool:
    """Tell whether a no is rather a complaint: "data saya salah"."""
    return any(word.startswith("data") for word in text.lower().split())
