"""What the trained model reads out of messages."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent

from nlu.reply_reader import ANSWER_KEY
from scripts.nlu.heldout import Span

MODEL = Path("models/vaksin.tar.gz")
FALLBACK = "nlu_fallback"
OUT_OF_TOPIC = "di_luar_topik"
TRANSACTIONS = frozenset(
    {"daftar", "daftar_orang_lain", "ubah_jadwal", "batal_jadwal", "hapus_data"}
)


@dataclass(frozen=True)
class Read:
    """One message as the model read it; `seconds` is what reading it took."""

    intent: str
    confidence: float
    spans: frozenset[Span]
    answer: str | None
    seconds: float


def read_all(texts: Iterable[str], model: Path = MODEL) -> list[Read]:
    """Read messages with a trained model, one after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return asyncio.run(_read_all(list(texts), model))


async def _read_all(texts: list[str], model: Path) -> list[Read]:
    agent = _agent(model)
    return [await _read(agent, text) for text in texts]


@lru_cache(maxsize=1)
def _agent(model: Path) -> Agent:
    """The model is read once, however many tables are measured with it."""
    return Agent.load(model)


async def _read(agent: Agent, text: str) -> Read:
    started = time.perf_counter()
    parsed = await agent.parse_message(text)
    seconds = time.perf_counter() - started
    spans = frozenset(Span(e["entity"], e["start"], e["end"]) for e in parsed["entities"])
    intent = parsed["intent"]
    return Read(full_name(parsed), intent["confidence"], spans, parsed.get(ANSWER_KEY), seconds)


def full_name(parsed: dict[str, Any]) -> str:
    """Return the intent, with its topic where Rasa's response selection has one."""
    base = str(parsed["intent"].get("name") or FALLBACK)
    selected = (parsed.get("response_selector") or {}).get(base) or {}
    topic = (selected.get("response") or {}).get("intent_response_key")
    return str(parsed["intent"].get("full_retrieval_intent_name") or topic or base)
