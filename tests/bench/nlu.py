"""Reading a message, beside Rasa's stock pipeline: ``python -m tests.bench.nlu``.

The stock pipeline (DIET, as ``rasa init`` writes it) is trained on the same messages, once, and
kept in ``results/`` until the messages change. Both models then read the held-out messages on one
core, a block each in turn, so that whatever else the machine does troubles both. Blocks, because a
service runs one model: taking turns at every message would throw each out of the other's cache.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import structlog
import yaml
from rasa.core.agent import Agent

from scripts.nlu.heldout import Labelled, messages
from scripts.nlu.reading import MODEL, full_name

STOCK_CONFIG = Path(__file__).with_name("stock_nlu.yml")
TRAINING_DATA = Path("data/nlu")
RESULTS = Path("results/stock")
WARM_UP = 20
BLOCK = 200
BAR = 0.25


@dataclass
class Reader:
    """A trained model with what it took and how often it was right."""

    name: str
    agent: Agent
    seconds: list[float] = field(default_factory=list)
    right: int = 0

    async def reads(self, message: Labelled) -> None:
        """Read one message and note how it went."""
        started = time.perf_counter()
        parsed = await self.agent.parse_message(message.text)
        self.seconds.append(time.perf_counter() - started)
        self.right += full_name(parsed) == message.intent

    def at(self, percentile: int) -> float:
        """Milliseconds at a percentile, the first messages left out."""
        return float(np.percentile(self.seconds[WARM_UP:], percentile)) * 1000


def stock_model(epochs: int) -> Path:
    """Train the stock pipeline unless this has been done for the same messages and epochs."""
    files = sorted(TRAINING_DATA.rglob("*.yml"))
    content = b"".join(path.read_bytes() for path in files)
    name = f"stock-{epochs}-{hashlib.sha256(content).hexdigest()[:12]}"
    model = RESULTS / f"{name}.tar.gz"
    if not model.exists():
        print(f"training the stock pipeline, {epochs} epochs (100 take over an hour) …", flush=True)
        RESULTS.mkdir(parents=True, exist_ok=True)
        config = RESULTS / f"{name}.yml"
        config.write_text(_config_with(epochs), encoding="utf-8")
        command = (
            *(sys.executable, "-m", "rasa", "train", "nlu", "--config", str(config)),
            *("--nlu", str(TRAINING_DATA), "--domain", "domain.yml"),
            *("--out", str(RESULTS), "--fixed-model-name", name),
        )
        subprocess.run(command, check=True)
    return model


async def compare(stock: Path) -> tuple[Reader, Reader]:
    """Let both models read every held-out message, in blocks."""
    ours = Reader("vaksin", Agent.load(MODEL))
    theirs = Reader("stock", Agent.load(stock))
    held_out = messages()
    for start in range(0, len(held_out), BLOCK):
        for reader in (ours, theirs):
            for message in held_out[start : start + BLOCK]:
                await reader.reads(message)
    return ours, theirs


def main() -> None:
    """Print both and the ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--epochs", type=int, default=100)
    stock = stock_model(arguments.parse_args().epochs)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    ours, theirs = asyncio.run(compare(stock))
    for reader in (ours, theirs):
        share = reader.right / len(reader.seconds)
        print(
            f"{reader.name:8} p50 {reader.at(50):6.2f} ms  p95 {reader.at(95):6.2f} ms  {share:.1%}"
        )
    for percentile in (50, 95):
        ratio = ours.at(percentile) / theirs.at(percentile)
        print(f"ratio at p{percentile}: {ratio:.3f} (bar {BAR})")


def _config_with(epochs: int) -> str:
    config = yaml.safe_load(STOCK_CONFIG.read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    return yaml.safe_dump(config, sort_keys=False)


if __name__ == "__main__":
    main()
