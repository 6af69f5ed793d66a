"""Rasa's command line for a bot that serves: ``python -m whatsapp.bot run …``, as ``rasa run …``.

It leaves TensorFlow out if the model does without (:mod:`whatsapp.without_tensorflow`) and no other
model can come later: do not name a model server in ``endpoints.yml``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from whatsapp.without_tensorflow import leave_out_tensorflow

_BRING_OTHER_MODELS = ("--enable-api", "--remote-storage")


def only_model(arguments: Sequence[str]) -> Path | None:
    """Return the model that Rasa will serve, ``None`` if it may get another one."""
    known = argparse.ArgumentParser(add_help=False)
    known.add_argument("command", nargs="?")
    known.add_argument("--model", type=Path)
    for name in _BRING_OTHER_MODELS:
        known.add_argument(name, dest="others", nargs="?", const=True)
    given, _ = known.parse_known_args(arguments)
    model: Path | None = given.model
    return model if given.command == "run" and given.others is None else None


def main() -> None:
    """Run Rasa with the arguments that were given."""
    model = only_model(sys.argv[1:])
    if model is not None:
        leave_out_tensorflow(model)
    # Only now, because importing Rasa imports TensorFlow.
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
