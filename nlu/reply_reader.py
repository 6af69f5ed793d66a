"""What a message answers to a yes-no question, for answers that the strict reader leaves open.

:mod:`vaksin.bahasa.replies` understands every word of an answer or none of it. Most people answer
in more words, or in the words of their region, so a small network learns from
``content/bahasa/jawaban.tsv``. It may say yes only if it is very sure and nothing in the message
asks, doubts or sets a condition; anything else is asked again.

What it finds stands in the message under ``jawaban``: ``ya``, ``tidak`` or ``batal``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.meanings import Meaning, ranking_of, set_meaning
from nlu.network_component import NetworkComponent
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import FOLDER, word_set
from vaksin.content import ContentError

ANSWERS_FILE = FOLDER / "jawaban.tsv"
ANSWER_KEY = "jawaban"
YES, NO, STOP, OPEN = "ya", "tidak", "batal", "ragu"
_ANSWERS = frozenset({YES, NO, STOP, OPEN})
_STOP_INTENT = "hentikan_proses"
# Longer messages tell or ask something; they are read by their intent.
MOST_WORDS = 12
# Above this (0 to 1) a goodbye or a no stays what it is.
CLEAR_WISH = 0.6
_SEED = 45
# A yes with one of these asks, doubts, sets a condition, or says that something is wrong.
_DOUBT = word_set(
    "salah keliru bukan belum tidak jangan kurang beda ganti ubah batal "
    "tapi tetapi cuma cuman namun asal asalkan kecuali kalau jika apa apakah apanya berapa "
    "bagaimana kenapa mengapa kapan siapa mana di-mana mungkin sepertinya kayaknya kira-kira "
    "entah terserah ragu bingung yakin eh"
)
# Intents that a stop may be taken for; a clear other wish stays what it is.
_NEAR_STOP = frozenset({"tolak", "pamit", "setuju", "di_luar_topik"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReplyReader(NetworkComponent):
    """Reads yes, no and stop out of short messages, beside whatever their intent is."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that ``config.yml`` may change: shares and sureness from 0 to 1."""
        return {
            "word_ngrams": [1, 3],
            "fewest_words": 1,
            "character_ngrams": [1, 5],
            "fewest_pieces": 1,
            "hidden": 64,
            "epochs": 10,
            "batch": 64,
            "learning_rate": 0.003,
            "weight_decay": 0.001,
            "mistyped_share": 0.05,
            "sure_yes": 0.85,
            "sure_no": 0.5,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the network on the answers, and on messages of other intents, which answer nothing.

        Raises:
            ContentError: a line of the answers' file is not an answer, a tab and a text.
        """
        rows = [*read_answers(ANSWERS_FILE), *_no_answers(training_data)]
        typed, labels = [text for _, text in rows], [answer for answer, _ in rows]
        return self.learn(typed, labels, _plain, Random(_SEED))

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the answer into every message that is one."""
        for message in messages:
            answer = self.answer_in(message.get(TEXT) or "")
            if answer is None:
                continue
            message.set(ANSWER_KEY, answer.name, add_to_output=True)
            if answer.name == STOP:
                _prefer_stop(message, answer.confidence)
        return messages

    def answer_in(self, text: str) -> Meaning | None:
        """The yes, no or stop in a message; None if it is none, or not surely."""
        if self._network is None or len(text.split()) > MOST_WORDS or text[:1] in ("/", "#"):
            return None
        plain = _plain(text)
        scores = self._network.scores(plain)
        if scores is None:
            return None
        best = int(scores.argmax())
        answer = Meaning(self._network.classes[best], float(scores[best]))
        if answer.name == YES and not self._is_sure_yes(plain, answer.confidence):
            return None
        is_sure = answer.confidence >= self._config["sure_no"]
        return answer if is_sure and answer.name != OPEN else None

    def _is_sure_yes(self, plain: str, confidence: float) -> bool:
        doubts = "?" in plain or not _DOUBT.isdisjoint(plain.replace(",", " ").split())
        return confidence >= self._config["sure_yes"] and not doubts


def read_answers(file: Path) -> list[tuple[str, str]]:
    """Read the answers and what they answer: ``ya``, ``tidak``, ``batal`` or ``ragu``.

    Raises:
        ContentError: a line is not one of these, a tab and a text.
    """
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        answer, tab, text = line.partition("\t")
        if answer not in _ANSWERS or not tab or not text.strip():
            raise ContentError(f"{file.name}, row {number}: must be an answer, a tab and a text")
        rows.append((answer, text))
    return rows


def _no_answers(training_data: TrainingData) -> Iterator[tuple[str, str]]:
    """Short messages of the other intents: every tenth is enough to know them."""
    answering = {"setuju", "tolak", _STOP_INTENT, "batal_jadwal"}
    others = [e for e in training_data.intent_examples if e.get("intent") not in answering]
    for example in others[::10]:
        yield OPEN, str(example.get(TEXT))


def _plain(text: str) -> str:
    return normalise(text.replace("\n", ", "))


def _prefer_stop(message: Message, confidence: float) -> None:
    ranking = ranking_of(message)
    best = ranking[0] if ranking else None
    least = CLEAR_WISH if best and best.name in _NEAR_STOP else confidence / 2
    if best and best.confidence > least:
        return
    others = [meaning for meaning in ranking if meaning.name != _STOP_INTENT]
    set_meaning(message, [Meaning(_STOP_INTENT, confidence), *others])
