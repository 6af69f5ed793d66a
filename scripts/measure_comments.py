"""Measures the trained model on real comments: ``python -m scripts.measure_comments FILE.tsv``.

A line holds the intent that annotators gave (empty where they disagreed), the comment, and the
intents that were accepted, with commas between them.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

import structlog
from rasa.core.agent import Agent

MODEL = Path("models/vaksin.tar.gz")
FALLBACK = "nlu_fallback"
TRANSACTIONS = {"daftar", "daftar_orang_lain", "ubah_jadwal", "batal_jadwal", "hapus_data"}
OUT_OF_TOPIC = "di_luar_topik"


@dataclass(frozen=True)
class Comment:
    """A comment with what it was taken to mean."""

    intent: str
    text: str
    accepted: frozenset[str]


def read_comments(file: Path) -> list[Comment]:
    """Read the comments of a file."""
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return [Comment(row[0], row[1], frozenset(row[2].split(","))) for row in rows if len(row) > 2]


async def intents_of(comments: list[Comment]) -> list[str]:
    """Return the intent that the trained model gives each comment."""
    agent = Agent.load(MODEL)
    parsed = [(await agent.parse_message(comment.text))["intent"] for comment in comments]
    return [intent.get("full_retrieval_intent_name") or intent["name"] for intent in parsed]


def main() -> None:
    """Print the shares."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    comments = read_comments(arguments.parse_args().file)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    read = list(zip(comments, asyncio.run(intents_of(comments)), strict=True))
    labelled = [(comment, intent) for comment, intent in read if comment.intent]
    outside = [(c, i) for c, i in read if c.accepted == {OUT_OF_TOPIC}]
    print(f"{len(read)} comments")
    print(f"strict:   {sum(c.intent == i for c, i in labelled) / len(labelled):.1%}")
    print(f"accepted: {sum(i in c.accepted for c, i in read) / len(read):.1%}")
    print(f"asked what was meant: {sum(i == FALLBACK for _, i in read)}")
    print(f"outside the topic and taken for a transaction: {_transactions(outside)}")


def _transactions(read: list[tuple[Comment, str]]) -> int:
    return sum(intent in TRANSACTIONS for _, intent in read)


if __name__ == "__main__":
    main()
