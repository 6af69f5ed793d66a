"""Starts the parts of a Procfile with honcho, and lets them end their work when they are stopped.

honcho kills what still runs five seconds after it was asked to stop; the bot may need longer to
finish its turns and the messages on their way.
"""

from __future__ import annotations

import honcho.manager
from honcho.command import main

STOP_SECONDS = 45

if __name__ == "__main__":
    honcho.manager.KILL_WAIT = STOP_SECONDS
    main()
