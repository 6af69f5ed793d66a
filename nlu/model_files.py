"""Keeping the linear model in plain files: words and classes as JSON, numbers as arrays.

No code is stored, so nothing runs when a model is read, and reading takes a moment only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline

WORDS_FILE = "intents.json"
NUMBERS_FILE = "intents.npz"


def write_model(model: Pipeline, folder: Path) -> None:
    """Write a fitted pipeline of TF-IDF vectorizers and a logistic regression."""
    classifier = model[-1]
    vectorizers = _vectorizers(model)
    words = {
        "classes": [str(name) for name in classifier.classes_],
        "vocabularies": [_plain(vectorizer.vocabulary_) for vectorizer in vectorizers],
    }
    (folder / WORDS_FILE).write_text(json.dumps(words), encoding="utf-8")
    weights = {f"idf_{place}": vectorizer.idf_ for place, vectorizer in enumerate(vectorizers)}
    np.savez(
        folder / NUMBERS_FILE,
        coefficients=classifier.coef_,
        intercepts=classifier.intercept_,
        **weights,
    )


def read_model(model: Pipeline, folder: Path) -> Pipeline:
    """Fill an unfitted pipeline of the same make with what was written."""
    words: dict[str, Any] = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
    with np.load(folder / NUMBERS_FILE, allow_pickle=False) as numbers:
        for place, vectorizer in enumerate(_vectorizers(model)):
            vectorizer.vocabulary = words["vocabularies"][place]
            vectorizer.idf_ = numbers[f"idf_{place}"]
        classifier = model[-1]
        classifier.classes_ = np.array(words["classes"])
        classifier.coef_ = numbers["coefficients"]
        classifier.intercept_ = numbers["intercepts"]
    return model


def _vectorizers(model: Pipeline) -> list[TfidfVectorizer]:
    return [vectorizer for _, vectorizer in model[0].transformer_list]


def _plain(vocabulary: dict[str, Any]) -> dict[str, int]:
    return {word: int(place) for word, place in vocabulary.items()}
