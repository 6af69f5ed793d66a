"""Says which part of the product is ready, one line each, and then where to go."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

import requests

PATIENCE_SECONDS = 180
PAUSE_SECONDS = 0.3
SUBMIT_TEMPLATES = (sys.executable, "-m", "whatsapp", "templates", "submit")


def is_up(url: str) -> bool:
    """Tell whether a health address answers 200."""
    try:
        return requests.get(url, timeout=2).status_code == requests.codes.ok
    except requests.RequestException:
        return False


def wait_for(name: str, url: str) -> None:
    """Wait until an address answers; exit with a clear line if it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_up(url):
        if time.monotonic() > deadline:
            sys.exit(f"✗ {name} tidak siap setelah {PATIENCE_SECONDS} detik ({url})")
        time.sleep(PAUSE_SECONDS)
    print(f"✓ {name} siap", flush=True)


def submit_templates() -> None:
    """Submit the templates to the simulator; without them a phone shows their names only."""
    done = subprocess.run(SUBMIT_TEMPLATES, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"✗ templat belum diajukan ke simulator:\n{done.stderr}", flush=True)
    else:
        print("✓ templat diajukan ke simulator", flush=True)


def _reachable(part: str) -> str:
    host = os.environ[f"{part}_HOST"]
    return f"{'127.0.0.1' if host == '0.0.0.0' else host}:{os.environ[f'{part}_PORT']}"


def main() -> None:
    """Announce the parts, then stay, because the process manager stops all when one part ends."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--simulator", action="store_true", help="a local trial with a phone")
    with_simulator = arguments.parse_args().simulator
    wait_for("server aksi", f"http://{_reachable('ACTIONS')}/health")
    if with_simulator:
        phone = f"http://127.0.0.1:{os.environ['SIMULATOR_PORT']}/"
        wait_for("simulator WhatsApp", f"{phone}health")
        submit_templates()
    wait_for("pintu webhook", f"http://{_reachable('GATE')}/health")
    wait_for("bot", f"http://{_reachable('BOT')}/ready")
    if with_simulator:
        print(f"\n  Halaman telepon: {phone}\n  Berhenti: Ctrl-C\n", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
