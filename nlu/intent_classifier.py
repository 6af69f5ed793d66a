"""Which intent a message has: a small network over words and pieces of words.

All intents, the topics of ``info_vaksin/…`` among them, are classes of one model, so that a topic
competes with every other intent. Rasa splits such names itself: the base intent goes to the
dialogue, the topic to the response selection, as its own ResponseSelector would write them.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.clauses import clauses_of
from nlu.meanings import Meaning, set_meaning
from nlu.network_component import NetworkComponent
from nlu.sure_intents import sure_intent
from nlu.two_meanings import may_mean_two, second_question, wish_beside_small_talk
from vaksin.bahasa.normalise import normalise

RANKING_LENGTH = 10
# Where the topic of a second question stands in a message; entities are for what a text names.
SECOND_QUESTION = "pertanyaan_lain"
# A button's own message, such as "/info_vaksin/halal": Rasa's reader knows base intents only.
_TOPIC_COMMAND = re.compile(r"^/(\w+/\w+)$")
_SEED = 2021


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(NetworkComponent):
    """Scores every intent for a message and keeps the ten likeliest."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that ``config.yml`` may change; nlu/README.md has what was tried.

        ``mistyped_share`` is the share of letters that are hit wrongly in the copy of each message
        which the network sees beside the message itself.
        """
        return {
            "word_ngrams": [1, 2],
            "fewest_words": 3,
            "character_ngrams": [2, 4],
            "fewest_pieces": 6,
            "hidden": 128,
            "epochs": 4,
            "batch": 512,
            "learning_rate": 0.004,
            "weight_decay": 0.0001,
            "mistyped_share": 0.07,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the network on all examples and a mistyped copy of each, and store it."""
        examples = training_data.intent_examples
        typed = [str(example.get(TEXT)) for example in examples]
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        return self.learn(typed, labels, normalise, Random(_SEED))

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent, ranking and topic into every message."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            certain = self._certain(text)
            if certain:
                set_meaning(message, certain)
            else:
                self._understand(message, text)
        return messages

    def _understand(self, message: Message, text: str) -> None:
        ranking = self._ranked(text)
        clauses = clauses_of(text) if may_mean_two(ranking) else []
        if len(clauses) > 1:
            each = [found[0] for found in map(self._ranked, clauses) if found]
            wish = wish_beside_small_talk(ranking[0], each)
            if wish:
                ranking = [wish, *(m for m in ranking if m.name != wish.name)]
            message.set(SECOND_QUESTION, second_question(ranking, each), add_to_output=True)
        set_meaning(message, ranking)

    def _certain(self, text: str) -> list[Meaning]:
        command = _TOPIC_COMMAND.match(text)
        name = command.group(1) if command else sure_intent(text)
        return [Meaning(name, 1.0)] if name else []

    def _ranked(self, text: str) -> list[Meaning]:
        scores = self._network.scores(normalise(text)) if self._network else None
        if self._network is None or scores is None:
            return []
        best = scores.argsort()[::-1][:RANKING_LENGTH]
        return [Meaning(self._network.classes[i], float(scores[i])) for i in best]
