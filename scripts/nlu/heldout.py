"""The messages that the model is measured on and never learns from.

==========================  =========================================================
``tests/nlu/<style>.yml``   messages by intent, one file for each style of writing
``tests/entities/*.txt``    messages with what they name marked as ``[text](kind)``
``tests/answers/*.tsv``     answers to a yes-no question: ``ya``, ``tidak``, ``batal``, ``ragu``
a file of comments          real comments, kept beside the project where they may be had
==========================  =========================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.reply_reader import read_answers

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT / "tests" / "nlu"
ENTITIES = ROOT / "tests" / "entities"
ANSWERS = ROOT / "tests" / "answers"
COMMENTS = ROOT.parent / "shared" / "nlu" / "dev-real.tsv"
_MARK = re.compile(r"\[([^\]]+)\]\((\w+)\)")


@dataclass(frozen=True)
class Labelled:
    """A message, the intent its writer meant, and the style it is written in."""

    text: str
    intent: str
    style: str


@dataclass(frozen=True)
class Comment:
    """A real comment: the annotated intent ("" where people disagreed), all accepted ones."""

    text: str
    intent: str
    accepted: frozenset[str]


@dataclass(frozen=True)
class Span:
    """Something that a message names: its kind and its place in the text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Marked:
    """A message and everything that it names."""

    text: str
    spans: frozenset[Span]


def examples_in(file: Path) -> Iterator[tuple[str, str]]:
    """Read intent and text of every example in a file of Rasa's training data."""
    for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].splitlines():
            yield block["intent"], line.removeprefix("- ").strip()


def messages(folder: Path = MESSAGES) -> list[Labelled]:
    """Read the held-out messages of all styles."""
    files = sorted(folder.glob("*.yml"))
    return [Labelled(t, i, file.stem) for file in files for i, t in examples_in(file)]


def marked_messages(file: Path) -> list[Marked]:
    """Read messages whose names, days, places and the like are marked."""
    return [_marked(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def answers() -> list[tuple[str, str]]:
    """Read the answers to yes-no questions and what they answer."""
    return [row for file in sorted(ANSWERS.glob("*.tsv")) for row in read_answers(file)]


def comments(file: Path = COMMENTS) -> list[Comment]:
    """Read real comments: intent, text and accepted intents with commas, between tabs."""
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return [Comment(row[1], row[0], frozenset(row[2].split(","))) for row in rows if len(row) > 2]


def _marked(line: str) -> Marked:
    text, spans, end = "", set(), 0
    for mark in _MARK.finditer(line):
        text += line[end : mark.start()]
        spans.add(Span(mark[2], len(text), len(text) + len(mark[1])))
        text += mark[1]
        end = mark.end()
    return Marked(text + line[end:], frozenset(spans))
