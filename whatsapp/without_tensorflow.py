"""Rasa's server without TensorFlow, which Rasa imports whether or not a model uses it.

Importing it takes six seconds of a core and 400 MB that no answer needs. In its place stand modules
that hold whatever is asked of them and do nothing, so that Rasa's classes for TensorFlow can be
defined; none of them is used, because this is done only for a model of which no component needs
TensorFlow. A newer version of Rasa, or another model, gets the real one.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterable, Sequence
from importlib import metadata
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from whatsapp.rasa_version import RASA_VERSION

# Rasa's modules that import TensorFlow for components of their own.
RASA_WITH_TENSORFLOW = frozenset(
    {
        "rasa.core.policies.ted_policy",
        "rasa.core.policies.unexpected_intent_policy",
        "rasa.nlu.classifiers.diet_classifier",
        "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
        "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
        "rasa.nlu.selectors.response_selector",
    }
)
# Packages whose other components are known to do without.
_KNOWN = frozenset({"rasa", "nlu", "memory"})
_LEFT_OUT = frozenset({"tensorflow", "tensorflow_addons", "keras"})


def leave_out_tensorflow(model: Path) -> bool:
    """Let nothing import TensorFlow from now on, if a model can do without; tell whether it can.

    To be called before Rasa is imported.
    """
    is_left_out = metadata.version("rasa") == RASA_VERSION and not _needs_tensorflow(model)
    if is_left_out:
        sys.meta_path.insert(0, _Finder())
    return is_left_out


def _needs_tensorflow(model: Path) -> bool:
    """Tell whether a model has a component that may use TensorFlow; so has one nobody can read."""
    try:
        return not all(map(_does_without, _components(model)))
    except (OSError, tarfile.TarError, KeyError, ValueError):
        return True


def _components(model: Path) -> Iterable[str]:
    with tarfile.open(model) as archive:
        file = archive.extractfile("metadata.json")
        assert file is not None, "Rasa's metadata is a file"
        nodes = json.load(file)["predict_schema"]["nodes"].values()
    return [node["uses"] for node in nodes]


def _does_without(component: str) -> bool:
    module = component.rpartition(".")[0]
    return module.partition(".")[0] in _KNOWN and module not in RASA_WITH_TENSORFLOW


class _Nothing(type):
    """What any name in the absent modules stands for: a class to inherit from, or a decorator."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(cls, *given: Any, **named: Any) -> Any:
        if cls is not Nothing:
            return super().__call__(*given, **named)
        is_decorated = len(given) == 1 and callable(given[0]) and not named
        return given[0] if is_decorated else Nothing

    def __getitem__(cls, _key: Any) -> Any:
        return Nothing


class Nothing(metaclass=_Nothing):
    """Stands for every class, function and value of TensorFlow."""


class _Absent(ModuleType):
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_left_out = name.partition(".")[0] in _LEFT_OUT
        return ModuleSpec(name, self, is_package=True) if is_left_out else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is no code."""
