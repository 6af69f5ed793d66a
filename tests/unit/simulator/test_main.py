from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def run(environ):
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "simulator"],
        cwd=CHECKOUT,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_given_missing_settings_then_one_line_each_and_exit_code_two():
    ended = run({"WHATSAPP_ACCESS_TOKEN": "x", "WHATSAPP_VERIFY_TOKEN": "x"})
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "simulator: WHATSAPP_PHONE_NUMBER_ID is not set",
        "simulator: WHATSAPP_APP_SECRET is not set",
    ]
