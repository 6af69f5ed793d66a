"""Runs every kind of test, one after the other, saying which one runs and how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

PYTHON = sys.executable
RASA = (PYTHON, "-m", "scripts.quietly", "rasa")
MODEL = "models/vaksin.tar.gz"


@dataclass(frozen=True)
class Step:
    """One kind of test and the command that runs it."""

    title: str
    command: Sequence[str]

    def passes(self) -> bool:
        """Run the command and tell whether it succeeded."""
        print(f"\n▶ {self.title}", flush=True)
        started = time.monotonic()
        code = subprocess.run(self.command, check=False, env=os.environ).returncode
        mark = "✓" if code == 0 else "✗"
        print(f"{mark} {self.title} ({time.monotonic() - started:.0f} s)", flush=True)
        return code == 0


STEPS = (
    Step("batas WhatsApp", (PYTHON, "-m", "scripts.lint_responses")),
    Step("rasa data validate", (PYTHON, "-m", "scripts.lint_dialogue")),
    Step(
        "rasa test: cerita",
        (*RASA, "test", "core", "--e2e", "--stories", "tests/stories", "--model", MODEL,
         "--out", "results/cerita", "--fail-on-prediction-errors"),
    ),
    Step(
        "rasa test: NLU",
        (*RASA, "test", "nlu", "--nlu", "tests/nlu", "--model", MODEL, "--out", "results/nlu"),
    ),
    # Training differs in its last bits from processor to processor, which turns a message here and
    # there; `make test-nlu` holds the three points on the designer's own machine.
    Step(
        "NLU dibanding rilis terakhir",
        (PYTHON, "-m", "scripts.nlu.comparison", "--largest-drop", "0.1"),
    ),
    Step("ujung ke ujung", (PYTHON, "-m", "pytest", "-q", "tests/e2e")),
    Step("kekacauan", (PYTHON, "-m", "pytest", "-q", "-s", "tests/chaos")),
    Step(
        "unit, integrasi, percakapan",
        (PYTHON, "-m", "pytest", "-q", "--ignore=tests/e2e", "--ignore=tests/chaos"),
    ),
)  # fmt: skip


def main() -> None:
    """Run all steps, even after one failed, and exit 1 if any did."""
    failed = [step.title for step in STEPS if not step.passes()]
    if failed:
        sys.exit("\n✗ gagal: " + ", ".join(failed))
    print("\n✓ semua pengujian lulus")


if __name__ == "__main__":
    main()
