"""When to ask what was meant: if nothing is likely, and sooner if something would be begun."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.meanings import ranking_of
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import FOLDER, read_words

# What was tapped or is written in so many words.
SURE = 1.0
# What stands right before the thing that is registered, moved, cancelled or deleted.
_DONE_TO_IT = (
    "daftar", "mendaftar", "pendaftar", "registrasi", "jadwal", "tiket", "batal", "cancel", "ubah",
    "ganti", "hapus", "menghapus", "geser", "pindah", "reschedule", "booking", "reservasi", "akun",
    "nomor", "kartu", "buat",
)  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CarefulFallback(FallbackClassifier):
    """Rasa's fallback, stricter with intents that begin a transaction.

    A question that is misread gets an answer that does not fit, and the next message mends it. A
    registration or a cancellation that nobody asked for is another matter: "ubah jadwal kuliah" is
    asked about, however sure the model is.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the intents that begin something and how sure they must be (0 to 1).

        ``transaction_threshold`` holds where the message speaks of vaccination,
        ``transaction_threshold_elsewhere`` where it does not.
        """
        return FallbackClassifier.get_default_config() | {
            "transactions": [],
            "transaction_threshold": 0.5,
            "transaction_threshold_elsewhere": 0.7,
        }

    def _should_fallback(self, message: Message) -> bool:
        return super()._should_fallback(message) or self._is_doubtful_transaction(message)

    def _is_doubtful_transaction(self, message: Message) -> bool:
        ranking, transactions = ranking_of(message), self.component_config["transactions"]
        if not ranking or ranking[0].name not in transactions or ranking[0].confidence >= SURE:
            return False
        # "Daftarkan kami berdua" is surely one or the other kind of registration.
        sure = sum(meaning.confidence for meaning in ranking if meaning.name in transactions)
        words = normalise(message.get(TEXT) or "").replace(",", " ").replace(".", " ").split()
        if _speaks_of_vaccination(words):
            return sure < self.component_config["transaction_threshold"]
        least = self.component_config["transaction_threshold_elsewhere"]
        return sure < least or _wants_another_service(words)


def _speaks_of_vaccination(words: list[str]) -> bool:
    beginnings = _vaccination_words()
    return any(word.startswith(beginnings) for word in words)


def _wants_another_service(words: list[str]) -> bool:
    """Tell whether another service is what is to be changed: "ubah jadwal kuliah".

    Elsewhere in a message it is a reason: "tolong digeser, saya ada kuliah".
    """
    places = [place for place, word in enumerate(words) if word in _other_services()]
    return any(word.startswith(_DONE_TO_IT) for at in places for word in words[max(at - 2, 0) : at])


@lru_cache(maxsize=1)
def _vaccination_words() -> tuple[str, ...]:
    return tuple(sorted(read_words(FOLDER / "kata_vaksinasi.txt")))


@lru_cache(maxsize=1)
def _other_services() -> frozenset[str]:
    return read_words(FOLDER / "layanan_lain.txt")
