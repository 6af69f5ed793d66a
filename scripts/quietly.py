"""Runs a Python module as ``python -m`` would, without warnings that nobody here can act on.

Rasa and its libraries set their own warning filters, so PYTHONWARNINGS does not reach them.
"""

from __future__ import annotations

import runpy
import sys
import warnings
from typing import Any


def main() -> None:
    """Run the module that was named with its arguments, for example ``rasa train``."""
    warnings.showwarning = _say_nothing
    sys.argv = sys.argv[1:]
    # Rasa finds our components and channel from the working directory.
    sys.path.insert(0, "")
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _say_nothing(*_warning: Any, **_details: Any) -> None:
    return None


if __name__ == "__main__":
    main()
