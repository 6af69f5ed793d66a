"""Talks to the bot in the terminal: the action server beside ``rasa shell``."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.announce import wait_for

MODEL = "models/vaksin.tar.gz"


def main() -> None:
    """Start the action server, chat until the citizen leaves, stop the server."""
    port = os.environ["ACTIONS_PORT"]
    rasa = (sys.executable, "-m", "scripts.quietly", "rasa")
    actions = subprocess.Popen(
        (sys.executable, "-m", "scripts.quietly", "actions"), stdout=subprocess.DEVNULL
    )
    try:
        wait_for("server aksi", f"http://127.0.0.1:{port}/health")
        subprocess.run(
            (*rasa, "shell", "--model", MODEL, "--endpoints", "endpoints.yml"), check=False
        )
    finally:
        actions.terminate()
        actions.wait()


if __name__ == "__main__":
    main()
