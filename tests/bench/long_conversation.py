"""Two thousand turns of one citizen, with a new model in the middle: right answers, at what cost?

The real actions and the real memory on a database of its own, in one process. Prints how long the
turns took at the beginning and at the end, and draws all of them into ``docs/``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import matplotlib as mpl
import structlog
from matplotlib import pyplot
from rasa.core.agent import Agent
from rasa_sdk.executor import ActionExecutor
from tqdm import tqdm

import actions.base
from memory.tracker_store import BoundedTrackerStore
from tests.conversations.harness import Citizen, DirectEndpoint
from tests.conversations.long_conversation import REGISTRATION, Exchange, exchanges
from vaksin.application import Vaksin
from vaksin.privacy.keys import DataKeys
from vaksin.settings import Settings
from whatsapp.rasa_speed import quicken_rasa

TURNS = 2000
COMPARED = 200
MODEL = Path("models/vaksin.tar.gz")
PICTURE = Path("docs/percakapan-panjang.png")
# What tells the new model from the old one.
NEW_SLOT = (
    "slots: {slot_baru: {type: any, influence_conversation: false, mappings: [{type: custom}]}}"
)


def train_another(folder: Path) -> Path:
    """Train a model whose domain has changed; what is not concerned comes from Rasa's cache."""
    domain = folder / "domain"
    domain.mkdir()
    shutil.copy("domain.yml", domain)
    (domain / "baru.yml").write_text(NEW_SLOT, encoding="utf-8")
    command = [sys.executable, "-m", "scripts.quietly", "rasa", "train", "--domain", str(domain)]
    subprocess.run(
        [*command, "--out", str(folder), "--fixed-model-name", "baru"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "baru.tar.gz"


def agent_maker(folder: Path) -> Callable[[Path], Agent]:
    """Return what loads a model, with actions and a memory that outlive it."""
    os.environ["VAKSIN_DATA_KEYS"] = DataKeys.generate()
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'vaksin.db'}"
    programme = Vaksin.from_settings(Settings.from_environment())
    programme.prepare()
    actions.base.programme = lambda: programme
    executor = ActionExecutor()
    executor.register_package("actions")
    store = BoundedTrackerStore(None, os.environ["DATABASE_URL"])
    endpoint = DirectEndpoint(executor)
    return lambda model: Agent.load(model, action_endpoint=endpoint, tracker_store=store)


async def talk(load: Callable[[Path], Agent], another: Path) -> tuple[list[float], list[Exchange]]:
    """Talk, and exchange the model in the middle; return milliseconds and wrong answers."""
    citizen, times, wrong = Citizen(load(MODEL)), [], []
    for place, exchange in enumerate(tqdm(islice(exchanges(), TURNS), total=TURNS)):
        if place == TURNS // 2:
            citizen.agent = load(another)
        began = time.perf_counter()
        is_right = await exchange.with_bot(citizen)
        times.append(1000 * (time.perf_counter() - began))
        if not is_right:
            wrong.append(exchange)
    return times, wrong


def draw(times: list[float]) -> None:
    """Draw every turn, and the median of those around it."""
    mpl.use("agg")
    around = [statistics.median(times[max(n - 25, 0) : n + 25]) for n in range(len(times))]
    figure, axes = pyplot.subplots(figsize=(9, 4), layout="constrained")
    axes.plot(times, ".", markersize=2, color="0.7", label="satu giliran")
    axes.plot(around, color="tab:blue", label="median 50 giliran")
    axes.axvline(TURNS // 2, linestyle="--", color="tab:red", label="model diganti")
    axes.set(xlabel="giliran", ylabel="milidetik", ylim=(0, 4 * statistics.median(times)))
    axes.legend(loc="upper right")
    figure.savefig(PICTURE, dpi=120)


def main() -> None:
    """Train, talk, print and draw; exit 1 if an answer was wrong."""
    quicken_rasa()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        another = train_another(folder)
        times, wrong = asyncio.run(talk(agent_maker(folder), another))
    settled = times[len(REGISTRATION) :]
    first, last = (statistics.median(part) for part in (settled[:COMPARED], settled[-COMPARED:]))
    print(f"{TURNS} giliran, model diganti pada giliran {TURNS // 2}")
    print(f"median {COMPARED} giliran pertama {first:.1f} ms, terakhir {last:.1f} ms")
    print(f"perbandingan {last / first:.2f}; jawaban yang salah: {len(wrong)}")
    draw(times)
    if wrong:
        sys.exit("✗ " + ", ".join(exchange.says for exchange in wrong[:20]))


if __name__ == "__main__":
    main()
