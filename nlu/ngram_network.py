"""A small neural network over words and pieces of words, fitted by scikit-learn, asked without it.

Asking is what happens for every message, so it takes no detour over sparse matrices: the pieces of
a text are looked up, the rows of their weights are added, and one hidden layer does the rest.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_union

WORDS_FILE = "intents.json"
NUMBERS_FILE = "intents.npz"

Pieces = Callable[[str], list[str]]
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """What the network looks at, how large it is and how long it learns.

    `fewest_words` and `fewest_pieces` say in how many messages a word or piece must stand to count.
    """

    word_ngrams: tuple[int, int]
    fewest_words: int
    character_ngrams: tuple[int, int]
    fewest_pieces: int
    hidden: int
    epochs: int
    batch: int
    learning_rate: float
    weight_decay: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Shape:
        """Read the shape out of a component's settings."""
        given = {field.name: config[field.name] for field in fields(cls)}
        read: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()}
        return cls(**read)

    def vectorizers(self) -> list[TfidfVectorizer]:
        """The two unfitted views of a text: its words, and pieces inside its words."""
        return [
            TfidfVectorizer(
                token_pattern=r"\S+",
                ngram_range=self.word_ngrams,
                min_df=self.fewest_words,
                sublinear_tf=True,
            ),
            TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=self.character_ngrams,
                min_df=self.fewest_pieces,
                sublinear_tf=True,
            ),
        ]

    def network(self) -> MLPClassifier:
        """The unfitted network; its first guess is fixed, so training twice gives the same.

        It stops after its epochs by intention: it would learn the messages by heart.
        """
        return MLPClassifier(
            (self.hidden,),
            max_iter=self.epochs,
            batch_size=self.batch,
            learning_rate_init=self.learning_rate,
            alpha=self.weight_decay,
            random_state=1,
        )


@dataclass(frozen=True)
class View:
    """One way to cut a text: the pieces, the row of each known one, and how telling they are."""

    pieces: Pieces
    rows: dict[str, int]
    weights: Numbers

    def look_at(self, text: str) -> tuple[list[int], Numbers]:
        """The rows of the pieces of a text and their weights, which have length one together."""
        rows = self.rows
        counts = Counter(rows[piece] for piece in self.pieces(text) if piece in rows)
        found = list(counts)
        values = self.weights[found] * (1 + np.log(np.fromiter(counts.values(), np.float32)))
        return found, values / (np.linalg.norm(values) or 1.0)


class NgramNetwork:
    """Scores every class for a text."""

    def __init__(
        self, classes: list[str], views: Sequence[View], layers: Sequence[Numbers]
    ) -> None:
        """Take the rows of each view's pieces, then bias, and weights and bias of the answer."""
        self.classes = classes
        self._views = views
        *self._rows, self._bias, self._answer, self._answer_bias = layers

    @classmethod
    def fitted(cls, shape: Shape, texts: list[str], labels: list[str]) -> NgramNetwork:
        """Fit a network to texts and the class of each."""
        union = make_union(*shape.vectorizers())
        features = union.fit_transform(texts).astype(np.float32)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network = shape.network().fit(features, labels)
        fitted = [vectorizer for _, vectorizer in union.transformer_list]
        ends = np.cumsum([len(vectorizer.vocabulary_) for vectorizer in fitted])
        rows = np.split(network.coefs_[0].astype(np.float32), ends[:-1])
        answer = [network.intercepts_[0], network.coefs_[1], network.intercepts_[1]]
        return cls(
            [str(name) for name in network.classes_],
            [_view(v.build_analyzer(), v.vocabulary_, v.idf_) for v in fitted],
            [*rows, *(part.astype(np.float32) for part in answer)],
        )

    def scores(self, text: str) -> Numbers | None:
        """The probability of each class, in the order of `classes`; None if nothing is known."""
        total, is_known = self._bias, False
        for view, rows in zip(self._views, self._rows, strict=True):
            found, values = view.look_at(text)
            is_known = is_known or bool(found)
            total = total + values @ rows[found]
        if not is_known:
            return None
        answer = np.maximum(total, 0) @ self._answer + self._answer_bias
        shares: Numbers = np.exp(answer - answer.max())
        return shares / shares.sum()

    def write(self, folder: Path) -> None:
        """Write plain files: words and classes as JSON, numbers as arrays; no code is stored."""
        vocabularies = [view.rows for view in self._views]
        words = {"classes": self.classes, "vocabularies": vocabularies}
        (folder / WORDS_FILE).write_text(json.dumps(words), encoding="utf-8")
        layers = [*self._rows, self._bias, self._answer, self._answer_bias]
        numbers = {f"weights_{i}": view.weights for i, view in enumerate(self._views)}
        numbers |= {f"layer_{i}": layer for i, layer in enumerate(layers)}
        np.savez(folder / NUMBERS_FILE, **numbers)

    @classmethod
    def read(cls, shape: Shape, folder: Path) -> NgramNetwork:
        """Read what :meth:`write` wrote, for the same shape."""
        words: dict[str, Any] = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
        analyzers = [vectorizer.build_analyzer() for vectorizer in shape.vectorizers()]
        with np.load(folder / NUMBERS_FILE, allow_pickle=False) as numbers:
            views = [
                _view(analyzer, words["vocabularies"][i], numbers[f"weights_{i}"])
                for i, analyzer in enumerate(analyzers)
            ]
            layers = [numbers[f"layer_{i}"] for i in range(len(views) + 3)]
        return cls(words["classes"], views, layers)


def _view(pieces: Pieces, rows: dict[str, Any], weights: Any) -> View:
    plain = {piece: int(row) for piece, row in rows.items()}
    return View(pieces, plain, np.asarray(weights, np.float32))
