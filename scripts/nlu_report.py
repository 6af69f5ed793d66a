"""Says in two lines how well ``rasa test nlu`` went, and fails below a floor.

Rasa itself exits 0 however many messages it misread.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

INTENTS = "intent_report.json"
TOPICS = "response_selection_report.json"


def share_right(report: Path) -> float:
    """Return the share of messages that were read as their writer meant them, from 0 to 1."""
    return float(json.loads(report.read_text(encoding="utf-8"))["weighted avg"]["recall"])


def main() -> None:
    """Print both shares and exit 1 if one is below the floor."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("results", type=Path)
    arguments.add_argument("--at-least", type=float, required=True)
    given = arguments.parse_args()
    shares = {
        "maksud": share_right(given.results / INTENTS),
        "topik info_vaksin": share_right(given.results / TOPICS),
    }
    for what, share in shares.items():
        print(f"  {what}: {share:.1%} benar (paling sedikit {given.at_least:.0%})")
    sys.exit(1 if min(shares.values()) < given.at_least else 0)


if __name__ == "__main__":
    main()
