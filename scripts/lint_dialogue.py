"""Runs ``rasa data validate`` and fails on what it finds.

Rasa exits 0 on most findings and does not know what our actions say, so its report is read here:
a response counts as used when an action's source names it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

UNUSED_RESPONSE = re.compile(r"The utterance '(\w+)' is not used")
# Said of every project that marks retrieval intents in both the domain and the training data.
HARMLESS = (
    "duplicated intents have been found across multiple domain files: info_vaksin",
    "does not include a response selector",
    # Written by the channel or by a button: there is nothing to train.
    "The intent 'pesan_terlambat'",
    "The intent 'jadwal_bersama'",
    "The intent 'kabar'",
    # Buttons only.
    "The intent 'baca_kabar'",
    "The intent 'terima_tawaran'",
    "The intent 'tolak_tawaran'",
    # Written by buttons, or so clear that no training is needed (nlu/sure_intents.py).
    "The intent 'kirim_kode_tiket'",
    "The intent 'tanpa_nik'",
    "The intent 'batal_hapus'",
    "The intent 'aktifkan_notifikasi'",
    "The intent 'berhenti_pengingat'",
    "The intent 'berhenti_ajakan'",
    "pkg_resources",
    "Deprecat",
)
FINDING = re.compile(r"(?:UserWarning|ERROR|Error)[^\n]*", re.IGNORECASE)
QUOTED_NAMES = re.compile(r'"(utter_\w+)"')
# What Rasa itself calls the name of a response, beside a message.
RASA_FIELDS = ("utter_action",)
# Names that the actions put together: f"utter_nik_{problem}".
BUILT_NAMES = re.compile(r'f"(utter_\w*)\{')


def named_in_actions() -> tuple[set[str], set[str]]:
    """Return the responses that the actions name, and the beginnings of those they build."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in Path("actions").rglob("*.py"))
    return set(QUOTED_NAMES.findall(source)), set(BUILT_NAMES.findall(source))


def is_used(response: str, named: set[str], built: set[str]) -> bool:
    """Tell whether an action can say a response."""
    return response in named or any(response.startswith(beginning) for beginning in built)


def missing_responses() -> list[str]:
    """Return the responses that an action names but the domain lacks."""
    files = (Path("domain.yml"), *Path("data/responses").glob("*.yml"))
    contents = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in files)
    said = {name for content in contents for name in content["responses"]}
    named, built = named_in_actions()
    known = {*said, *built, *RASA_FIELDS}
    return sorted(named - known)


def findings(report: str) -> list[str]:
    """Return what the report says that somebody should mend."""
    named, built = named_in_actions()
    found = []
    for line in FINDING.findall(report):
        unused = UNUSED_RESPONSE.search(line)
        used = unused is not None and is_used(unused.group(1), named, built)
        if not used and not any(harmless in line for harmless in HARMLESS):
            found.append(line)
    return found


def main() -> None:
    """Print what is wrong and exit 1 if anything is."""
    run = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"},
    )
    found = findings(run.stdout + run.stderr)
    found += [f"an action says {name}, which the domain lacks" for name in missing_responses()]
    for line in found:
        print(line, file=sys.stderr)
    if found or run.returncode != 0:
        sys.exit(run.returncode or 1)
    print("✓ rasa data validate: tidak ada temuan")


if __name__ == "__main__":
    main()
