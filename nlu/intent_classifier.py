"""Which intent a message has: a linear model over words and pieces of words.

All intents, the topics of ``info_vaksin/…`` among them, are classes of one model, so that a topic
competes with every other intent. Rasa splits such names itself: the base intent goes to the
dialogue, the topic to the response selection, as its own ResponseSelector would write them.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from nlu.model_files import read_model, write_model
from nlu.sure_intents import sure_intent
from vaksin.bahasa import normalise
from vaksin.content import CONTENT_FOLDER

WORD_LISTS = CONTENT_FOLDER / "bahasa"
RANKING_LENGTH = 10
RETRIEVAL_SEPARATOR = "/"
# A button's own message, such as "/info_vaksin/halal": Rasa's reader knows base intents only.
_TOPIC_COMMAND = re.compile(r"^/(\w+/\w+)$")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Scores every intent for a message and keeps the ten likeliest."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Pipeline | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that ``config.yml`` may change."""
        return {"inverse_regularisation": 40.0, "character_ngrams": [2, 5], "word_ngrams": [1, 2]}

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages whose change makes a trained model stale."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make Rasa train anew when the dictionary of colloquial words changes."""
        return _hash_of_word_lists()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Load what :meth:`train` stored."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = read_model(classifier._new_model(), folder)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all examples and store it."""
        examples = training_data.intent_examples
        texts = [normalise.normalise(example.get(TEXT)) for example in examples]
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = self._new_model().fit(texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            write_model(self._model, folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent, ranking and topic into every message."""
        for message in messages:
            self._classify(message)
        return messages

    def _new_model(self) -> Pipeline:
        words = TfidfVectorizer(
            token_pattern=r"\S+",
            ngram_range=tuple(self._config["word_ngrams"]),
            sublinear_tf=True,
        )
        characters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=tuple(self._config["character_ngrams"]),
            sublinear_tf=True,
            min_df=2,
        )
        # One model per intent: as accurate here as one joint model and several times faster to fit.
        classifier = LogisticRegression(
            C=self._config["inverse_regularisation"],
            solver="liblinear",
            class_weight="balanced",
        )
        return make_pipeline(make_union(words, characters), classifier)

    def _classify(self, message: Message) -> None:
        text = (message.get(TEXT) or "").strip()
        ranking = self._certain(text) or self._ranked(normalise.normalise(text))
        message.set("intent_ranking", ranking, add_to_output=True)
        if not ranking:
            message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
            return
        _set_intent(message, ranking[0])

    def _certain(self, text: str) -> list[dict[str, Any]]:
        command = _TOPIC_COMMAND.match(text)
        name = command.group(1) if command else sure_intent(text)
        return [{"name": name, "confidence": 1.0}] if name else []

    def _ranked(self, text: str) -> list[dict[str, Any]]:
        if self._model is None:
            return []
        features = self._model[0].transform([text])
        if features.nnz == 0:
            return []
        scores = self._model[-1].predict_proba(features)[0]
        best = scores.argsort()[::-1][:RANKING_LENGTH]
        names = self._model[-1].classes_
        return [{"name": str(names[i]), "confidence": float(scores[i])} for i in best]


def _hash_of_word_lists() -> str:
    content = b"".join(path.read_bytes() for path in sorted(WORD_LISTS.iterdir()))
    return hashlib.sha256(content).hexdigest()


def _set_intent(message: Message, best: dict[str, Any]) -> None:
    base, separator, _ = best["name"].partition(RETRIEVAL_SEPARATOR)
    message.set(INTENT, {"name": base, "confidence": best["confidence"]}, add_to_output=True)
    if separator:
        message.set("response_selector", _selection(base, best), add_to_output=True)


def _selection(base: str, best: dict[str, Any]) -> dict[str, Any]:
    response = {
        "confidence": best["confidence"],
        "intent_response_key": best["name"],
        "utter_action": f"utter_{best['name']}",
    }
    return {"all_retrieval_intents": [base], base: {"response": response, "ranking": [response]}}
