"""Command line: `python -m simulator`."""

from __future__ import annotations

import logging
import os
import sys

from simulator.app import create_app
from simulator.settings import SettingsError, load_settings

_USAGE_ERROR = 2


def main() -> int:
    """Run the simulator until it is stopped; return 2 when settings are missing or wrong."""
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        for problem in error.problems:
            print(f"simulator: {problem}", file=sys.stderr)
        return _USAGE_ERROR
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("simulator").info("phone at http://%s:%d/", settings.host, settings.port)
    create_app(settings).run(
        host=settings.host, port=settings.port, access_log=False, motd=False, workers=1
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
