"""One page on the held-out messages beside the last release: ``python -m scripts.nlu.comparison``.

Overall, by intent and by style of writing. A drop of any intent by more than 3 points fails: a
change that helps one intent must not quietly cost another. ``--accept`` makes today's figures the
new release (``tests/rilis_nlu.json``), to be committed with the change that earned them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from scripts.nlu.heldout import ROOT, Labelled, messages
from scripts.nlu.reading import read_all

RELEASE = ROOT / "tests" / "rilis_nlu.json"
LARGEST_DROP = 0.03
ALL = "semua"
BY_INTENT, BY_STYLE = "maksud", "gaya"

Figures = dict[str, dict[str, float]]
"""Shares of right answers (0 to 1) under `semua`, by `maksud` and by `gaya`."""


def figures_of(read: list[tuple[Labelled, str]]) -> Figures:
    """Count what was read right, over all and by intent and style."""
    groups: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for message, intent in read:
        right = message.intent == intent
        groups[ALL][ALL].append(right)
        groups[BY_INTENT][message.intent].append(right)
        groups[BY_STYLE][message.style].append(right)
    return {
        group: {name: sum(right) / len(right) for name, right in sorted(members.items())}
        for group, members in groups.items()
    }


def drops(
    now: Mapping[str, float], before: Mapping[str, float], largest: float = LARGEST_DROP
) -> list[str]:
    """Name the intents that lost more than `largest` (0 to 1) since the last release."""
    return [
        name
        for name, share in now.items()
        if name in before and before[name] - share > largest + 1e-9
    ]


def page(now: Figures, before: Figures) -> str:
    """Write the comparison, one line for each figure."""
    lines = [f"{'':34}{'sekarang':>10}{'rilis':>10}{'beda':>8}"]
    for group in (ALL, BY_STYLE, BY_INTENT):
        lines.append(f"— {group}")
        for name, share in now[group].items():
            old = before.get(group, {}).get(name)
            beside = f"{old:>10.1%}{(share - old) * 100:>+8.1f}" if old is not None else "baru"
            lines.append(f"{name:34}{share:>10.1%}{beside}")
    return "\n".join(lines)


def read_release(file: Path = RELEASE) -> Figures:
    """Read the figures of the last release; none if there has been no release yet."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def main() -> None:
    """Print the page; exit 1 if an intent dropped."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--accept", action="store_true", help="make these figures the release")
    arguments.add_argument("--largest-drop", type=float, default=LARGEST_DROP)
    given = arguments.parse_args()
    held_out = messages()
    read = read_all(message.text for message in held_out)
    now = figures_of([(m, r.intent) for m, r in zip(held_out, read, strict=True)])
    before = read_release()
    print(page(now, before))
    if given.accept:
        RELEASE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        print(f"✓ angka ini menjadi rilis: {RELEASE.name}")
        return
    fallen = drops(now[BY_INTENT], before.get(BY_INTENT, {}), given.largest_drop)
    points = f"{given.largest_drop * 100:.0f} poin"
    if fallen:
        sys.exit(f"✗ turun lebih dari {points}: {', '.join(fallen)}")
    print(f"✓ tidak ada maksud yang turun lebih dari {points}")


if __name__ == "__main__":
    main()
