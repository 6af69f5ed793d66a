"""What the trained components share: how Rasa makes, stores and loads them with their network."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier

from nlu.ngram_network import NgramNetwork, Shape
from nlu.typing_noise import mistyped
from nlu.word_lists import hash_of_word_lists

_Component = TypeVar("_Component", bound="NetworkComponent")


class NetworkComponent(GraphComponent, IntentClassifier):
    """A component of Rasa's graph that reads messages with one network."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        network: NgramNetwork | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._network = network

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages whose change makes a trained model stale."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make Rasa train anew when the words and answers of ``content/bahasa`` change."""
        return hash_of_word_lists()

    @classmethod
    def create(
        cls: type[_Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Component:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[_Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> _Component:
        """Load what :meth:`learn` stored."""
        with model_storage.read_from(resource) as folder:
            network = NgramNetwork.read(Shape.of(config), folder)
        return cls(config, model_storage, resource, network)

    def learn(
        self, typed: list[str], labels: list[str], plain: Callable[[str], str], dice: Random
    ) -> Resource:
        """Fit the network to texts, and a mistyped copy of each, made plain; and store it."""
        copies = [mistyped(text, self._config["mistyped_share"], dice) for text in typed]
        texts = [plain(text) for text in typed + copies]
        self._network = NgramNetwork.fitted(Shape.of(self._config), texts, labels * 2)
        with self._model_storage.write_to(self._resource) as folder:
            self._network.write(folder)
        return self._resource
