"""Rasa's command line for a bot that serves: ``python -m whatsapp.bot run …``, as ``rasa run …``.

It leaves TensorFlow out if the model does without (:mod:`whatsapp.without_tensorflow`).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from whatsapp.without_tensorflow import leave_out_tensorflow


def main() -> None:
    """Run Rasa with the arguments that were given."""
    arguments = argparse.ArgumentParser(add_help=False)
    arguments.add_argument("--model", type=Path)
    model = arguments.parse_known_args()[0].model
    if model is not None:
        leave_out_tensorflow(model)
    # Only now, because importing Rasa imports TensorFlow.
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
