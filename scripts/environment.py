"""Fills what the environment leaves open, so that every part of the product starts alike.

``python -m scripts.environment local COMMAND...`` runs a command with the settings of a local
trial: random secrets, made once and kept in ``var/``. With ``serve`` in place of ``local`` it adds
only the defaults that are safe everywhere.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from simulator.envelopes import BUSINESS_ACCOUNT_ID
from vaksin.privacy.keys import DataKeys
from vaksin.settings import DEFAULT_DATABASE_URL

SECRETS_FILE = Path("var/local-secrets.json")

DEFAULTS = {
    "DATABASE_URL": DEFAULT_DATABASE_URL,
    # What Meta reaches; everything else answers on this machine only.
    "GATE_HOST": "0.0.0.0",
    "GATE_PORT": "5005",
    "BOT_HOST": "127.0.0.1",
    "BOT_PORT": "5004",
    "ACTIONS_PORT": "5055",
    "ACTIONS_HOST": "127.0.0.1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SQLALCHEMY_WARN_20": "0",
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "LOG_LEVEL": "WARNING",
}
LOCAL = {
    "GATE_HOST": "127.0.0.1",
    "SIMULATOR_PORT": "5006",
    "VAKSIN_TIME_TRAVEL": "var/time-travel",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": BUSINESS_ACCOUNT_ID,
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
}


def local_secrets(file: Path = SECRETS_FILE) -> dict[str, str]:
    """Return the secrets of a local trial, making those that are missing."""
    stored: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    complete_secrets = _new_secrets() | stored
    if complete_secrets != stored:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(complete_secrets))
    return complete_secrets


def complete(given: Mapping[str, str], *, local: bool) -> dict[str, str]:
    """Return the environment with defaults; what was given always wins."""
    trial = LOCAL | local_secrets() if local else {}
    environment = DEFAULTS | trial | dict(given)
    gate = f"http://127.0.0.1:{environment['GATE_PORT']}"
    derived = {
        # Parts that are started together share one; parts on other machines must be given theirs.
        "ACTIONS_SECRET": secrets.token_urlsafe(24),
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{environment['ACTIONS_PORT']}/webhook",
    }
    if local:
        simulator = f"http://127.0.0.1:{environment['SIMULATOR_PORT']}"
        derived |= {
            "SIMULATOR_WEBHOOK_URL": f"{gate}/webhooks/whatsapp/webhook",
            "WHATSAPP_API_URL": f"{simulator}/v25.0",
        }
    return derived | environment


def _new_secrets() -> dict[str, str]:
    return {
        "ACTIONS_SECRET": secrets.token_urlsafe(24),
        "VAKSIN_DATA_KEYS": DataKeys.generate(),
        "WHATSAPP_ACCESS_TOKEN": secrets.token_urlsafe(24),
        "WHATSAPP_APP_SECRET": secrets.token_hex(16),
        "WHATSAPP_VERIFY_TOKEN": secrets.token_urlsafe(16),
    }


def main() -> None:
    """Run a command with a completed environment."""
    mode, *command = sys.argv[1:]
    environment = complete(os.environ, local=mode == "local")
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    os.execvpe(command[0], command, environment)


if __name__ == "__main__":
    main()
