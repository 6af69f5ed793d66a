"""Stock Rasa with our conversations: what `rasa init` configures, trained on our training data.

Pipeline and policies are read from Rasa's own default configuration. Only the epochs are cut: how
fast a model answers does not depend on how long it was trained.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tests.processes import CHECKOUT

STORIES = Path(__file__).with_name("stock_stories.yml")
DATA = CHECKOUT / "data"
RESULTS = CHECKOUT / "results" / "stock"


def model(epochs: int) -> Path:
    """Return the trained model, trained now unless it was for the same content and epochs."""
    config = _config(epochs)
    name = f"turns-{epochs}-{_fingerprint(config)}"
    found = RESULTS / f"{name}.tar.gz"
    if not found.exists():
        print(f"melatih Rasa bawaan, {epochs} putaran (beberapa menit, sekali saja) …", flush=True)
        RESULTS.mkdir(parents=True, exist_ok=True)
        config_file = RESULTS / f"{name}.yml"
        config_file.write_text(config, encoding="utf-8")
        command = (
            *(sys.executable, "-m", "scripts.quietly", "rasa", "train"),
            *("--config", str(config_file), "--domain", "domain.yml"),
            *("--data", "data", str(STORIES)),
            *("--out", str(RESULTS), "--fixed-model-name", name),
            # More made-up stories change how well it answers, not how fast.
            *("--augmentation", "0"),
        )
        subprocess.run(command, check=True, cwd=CHECKOUT)
    return found


def _config(epochs: int) -> str:
    default = files("rasa.engine.recipes.config_files").joinpath("default_config.yml")
    config: dict[str, Any] = yaml.safe_load(default.read_text(encoding="utf-8"))
    config |= {"language": "id", "assistant_id": "stock"}
    for component in (*config["pipeline"], *config["policies"]):
        if "epochs" in component:
            component["epochs"] = epochs
    return yaml.safe_dump(config, sort_keys=False)


def _fingerprint(config: str) -> str:
    # How an answer is worded trains nothing.
    learned = (
        path for kind in ("nlu", "rules", "stories") for path in (DATA / kind).rglob("*.yml")
    )
    trained_on = (CHECKOUT / "domain.yml", STORIES, *sorted(learned))
    content = config.encode() + b"".join(path.read_bytes() for path in trained_on)
    return hashlib.sha256(content).hexdigest()[:12]
