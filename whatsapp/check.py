"""``python -m whatsapp.check``: name every missing setting before the server starts.

Rasa reports whatever goes wrong while it makes a channel as "Failed to find input channel class",
or with a traceback; neither tells an operator which variable to set.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from vaksin.settings import Settings, SettingsError
from whatsapp.settings import WhatsAppSettings

_READERS: tuple[Callable[[Mapping[str, str]], object], ...] = (
    WhatsAppSettings.from_environment,
    Settings.from_environment,
)


def problems(environment: Mapping[str, str]) -> list[str]:
    """Return one line for each setting that keeps the channel from starting."""
    found = []
    for read in _READERS:
        try:
            read(environment)
        except SettingsError as error:
            found += str(error).splitlines()
    return found


def main() -> int:
    """Print the problems to stderr; return the exit code, 2 if there are any."""
    found = problems(os.environ)
    for problem in found:
        print(problem, file=sys.stderr)
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main())
