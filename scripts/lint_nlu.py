"""Checks what the model learns from: ``make lint`` runs it.

Enough messages for each intent, none twice, none under two intents, and none that stands in the
held-out messages too, not even slightly changed: a model that has seen the test is not measured.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from scripts.nlu import heldout
from vaksin.bahasa.normalise import normalise

TRAINING = heldout.ROOT / "data" / "nlu"
FEWEST = 100
FEWEST_OF_FREQUENT = 250
FEWEST_OF_ALL = 8000
# Small talk and rights that few people use; every other intent is asked for every day.
RARE = frozenset({
    "sapa", "pamit", "terima_kasih", "lihat_data", "hapus_data", "berhenti_notifikasi",
    "minta_kunjungan", "info_vaksin/halal", "info_vaksin/privasi",
})  # fmt: skip
# Two messages of at least so many letters that are so alike (0 to 100) are one message.
SHORTEST_COMPARED = 15
NEARLY_THE_SAME = 90
BATCH = 2000

Example = tuple[str, str]
"""An intent and a message."""


def training_examples(folder: Path = TRAINING) -> list[Example]:
    """Read every message that the model learns from."""
    return [row for file in sorted(folder.rglob("*.yml")) for row in heldout.examples_in(file)]


def too_few(examples: Iterable[Example]) -> Iterator[str]:
    """Name the intents that have too few messages."""
    counts = Counter(intent for intent, _ in examples)
    for intent, count in sorted(counts.items()):
        fewest = FEWEST if intent in RARE else FEWEST_OF_FREQUENT
        if count < fewest:
            yield f"{intent}: {count} kalimat, paling sedikit {fewest}"
    if counts.total() < FEWEST_OF_ALL:
        yield f"seluruhnya {counts.total()} kalimat, paling sedikit {FEWEST_OF_ALL}"


def said_twice(examples: Iterable[Example]) -> Iterator[str]:
    """Name the messages that stand twice, under one intent or under two."""
    first: dict[str, str] = {}
    for intent, text in examples:
        plain = normalise(text)
        if plain in first:
            yield f"{intent}: {text!r} sudah ada di {first[plain]}"
        first.setdefault(plain, intent)


def seen_before(examples: Iterable[Example], held_out: Iterable[str]) -> Iterator[str]:
    """Name the training messages that are, or nearly are, held-out messages."""
    tests = sorted({normalise(text) for text in held_out})
    known, long_tests = set(tests), [text for text in tests if len(text) >= SHORTEST_COMPARED]
    rows = [(intent, text, normalise(text)) for intent, text in examples]
    yield from (f"{intent}: {text!r} ada di data uji" for intent, text, p in rows if p in known)
    rows = [row for row in rows if len(row[2]) >= SHORTEST_COMPARED and row[2] not in known]
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        alike = process.cdist(
            [plain for *_, plain in batch], long_tests, scorer=fuzz.ratio,
            score_cutoff=NEARLY_THE_SAME, dtype=np.uint8, workers=-1,
        )  # fmt: skip
        for row, best in zip(batch, alike.argmax(axis=1), strict=True):
            if fuzz.ratio(row[2], long_tests[best]) >= NEARLY_THE_SAME:
                yield f"{row[0]}: {row[1]!r} hampir sama dengan data uji: {long_tests[best]!r}"


def held_out_texts() -> Iterator[str]:
    """Every text that the model is measured on; real comments too, where they are at hand."""
    yield from (message.text for message in heldout.messages())
    if heldout.COMMENTS.exists():
        yield from (comment.text for comment in heldout.comments())
    else:
        print("  (komentar nyata tidak ada di samping proyek ini: tidak diperiksa)")


def main() -> None:
    """Print every problem and exit 1 if there is one."""
    examples = training_examples()
    problems = [
        *too_few(examples), *said_twice(examples), *seen_before(examples, held_out_texts()),
    ]  # fmt: skip
    for problem in problems:
        print(f"✗ {problem}")
    if problems:
        sys.exit(f"{len(problems)} masalah di data/nlu; lihat docs/panduan-perancang.md")
    print(f"✓ {len(examples)} kalimat latihan, tidak ada yang sama dengan data uji")


if __name__ == "__main__":
    main()
