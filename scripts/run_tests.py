"""Runs every kind of test, as many side by side as there are processors."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from scripts.side_by_side import SideBySide, Step

PYTHON = sys.executable
PYTEST = (PYTHON, "-m", "pytest", "-q")
RASA = (PYTHON, "-m", "scripts.quietly", "rasa")
MODEL = "models/vaksin.tar.gz"
LOGS = Path("results/pengujian")

TRAINED = "model terlatih"
UNDERSTOOD = "rasa test: NLU"

CHANNEL = "tests/integration/whatsapp"
OWN_STEPS = tuple(
    f"tests/{kind}" for kind in ("integration", "conversations", "e2e", "chaos", "privacy")
)


def without(*folders: str) -> tuple[str, ...]:
    """Return what makes pytest leave folders to other steps."""
    return tuple(f"--ignore={folder}" for folder in folders)


# What takes long comes first, so that no processor idles at the end; the storm needs them all.
STEPS = (
    Step(TRAINED, ("make", "--no-print-directory", MODEL)),
    Step("gaya, jenis, isi", ("make", "--no-print-directory", "lint")),
    Step("unit", (*PYTEST, "tests", *without(*OWN_STEPS))),
    # Most of its time it waits for somebody, so that two wait side by side.
    Step("integrasi: kanal", (*PYTEST, "-n", "2", CHANNEL)),
    Step("ujung ke ujung", (*PYTEST, "tests/e2e"), after=(TRAINED,)),
    Step("privasi dan pintu", (*PYTEST, "tests/privacy"), after=(TRAINED,)),
    Step("integrasi: lainnya", (*PYTEST, "tests/integration", *without(CHANNEL))),
    Step("percakapan", (*PYTEST, "tests/conversations"), after=(TRAINED,)),
    Step(
        UNDERSTOOD,
        (*RASA, "test", "nlu", "--nlu", "tests/nlu", "--model", MODEL, "--out", "results/nlu"),
        after=(TRAINED,),
    ),
    Step(
        "rasa test: cerita",
        (*RASA, "test", "core", "--e2e", "--stories", "tests/stories", "--model", MODEL,
         "--out", "results/cerita", "--fail-on-prediction-errors"),
        after=(TRAINED,),
    ),
    # Training differs in its last bits from processor to processor, which turns a message here and
    # there; `make test-nlu` holds the three points on the designer's own machine.
    Step(
        "NLU dibanding rilis terakhir",
        (PYTHON, "-m", "scripts.nlu.comparison", "--largest-drop", "0.1"),
        after=(UNDERSTOOD,),
    ),
    Step("kekacauan", (*PYTEST, "-s", "tests/chaos"), after=(TRAINED,), processors=2),
)  # fmt: skip


def main() -> None:
    """Run all steps, even after one failed, and exit 1 if any did."""
    failed = SideBySide(STEPS, os.cpu_count() or 1, LOGS).run()
    if failed:
        sys.exit("\n✗ gagal: " + ", ".join(failed))
    print("\n✓ semua pengujian lulus")


if __name__ == "__main__":
    main()
