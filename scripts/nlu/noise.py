"""How much mistyping the model bears: ``make test-nlu-noise`` draws it.

The held-out messages are mistyped at three strengths, with the same slips in every run.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import matplotlib as mpl

from nlu.typing_noise import mistyped
from scripts.nlu.heldout import Labelled, messages
from scripts.nlu.reading import read_all

mpl.use("Agg")  # No screen is needed to draw into a file.
from matplotlib import pyplot as plt

STRENGTHS = {"tanpa salah ketik": 0.0, "ringan": 0.03, "sedang": 0.07, "berat": 0.12}
PICTURE = Path("results/nlu/salah_ketik.png")
SEED = 1945


def shares_right(held_out: list[Labelled], share: float) -> dict[str, float]:
    """Tell how many of each style are read right with a share of letters (0 to 1) hit wrongly."""
    dice = Random(SEED)
    read = read_all(mistyped(message.text, share, dice) for message in held_out)
    right: dict[str, list[bool]] = defaultdict(list)
    for message, reading in zip(held_out, read, strict=True):
        right[message.style].append(reading.intent == message.intent)
        right["semua"].append(reading.intent == message.intent)
    return {style: sum(some) / len(some) for style, some in right.items()}


def draw(measured: dict[str, dict[str, float]], picture: Path) -> None:
    """Draw one line for each style over the strengths."""
    figure, axes = plt.subplots(figsize=(8, 5))
    for style in next(iter(measured.values())):
        heights = [shares[style] * 100 for shares in measured.values()]
        width = 3 if style == "semua" else 1
        axes.plot(list(measured), heights, marker="o", linewidth=width, label=style)
    axes.set_ylim(0, 100)
    axes.set_ylabel("maksud yang terbaca benar (%)")
    axes.set_title("Ketahanan terhadap salah ketik")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=120, bbox_inches="tight")


def main() -> None:
    """Measure, print and draw."""
    held_out = messages()
    measured = {}
    for name, share in STRENGTHS.items():
        measured[name] = shares_right(held_out, share)
        print(f"{name:20} {share:4.0%} huruf: {measured[name]['semua']:.1%} benar", flush=True)
    draw(measured, PICTURE)
    print(f"gambar: {PICTURE}")


if __name__ == "__main__":
    main()
