from __future__ import annotations

import os
import subprocess
import sys

from vaksin.privacy.keys import DataKeys
from whatsapp.settings import REQUIRED

COMPLETE = {**dict.fromkeys(REQUIRED, "nilai"), "VAKSIN_DATA_KEYS": DataKeys.generate()}


def run_check(environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WHATSAPP_", "VAKSIN_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "whatsapp.check"],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_given_all_settings_then_it_is_silent():
    result = run_check(COMPLETE)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_given_no_settings_then_it_names_those_of_the_channel_and_of_the_domain():
    result = run_check({})
    named = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert (result.returncode, named) == (2, [*REQUIRED, "VAKSIN_DATA_KEYS"])
