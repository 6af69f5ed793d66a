"""The texts that citizens agree to or agreed to: every version stays readable and as it was.

Read from ``content/persetujuan/``: ``<version>.md`` for each version, and ``sidik.yml`` with the
hash (SHA-256) of each. What was agreed to must be proved (UU 27/2022 art. 24); a text that changed
afterwards would prove nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from vaksin.content import ContentError, read_yaml

FOLDER = "persetujuan"
HASHES_FILE = "sidik.yml"
# With its buttons it is one message of 1024 characters.
CONSENT_LIMIT = 900


def load_consent_texts(content: Path) -> dict[str, str]:
    """Return the text of every version.

    Raises:
        ContentError: naming a text that is missing, too long, without a hash, or that was changed.
    """
    folder = content / FOLDER
    recorded = read_yaml(folder / HASHES_FILE)
    texts = {file.stem: _text_of(file) for file in sorted(folder.glob("*.md"))}
    for version in sorted({*recorded.fields} - {*texts}):
        raise recorded.error(f"{version}.md is missing; what was agreed to must stay readable")
    for version, text in texts.items():
        made = hashlib.sha256(text.encode()).hexdigest()
        if version not in recorded.fields:
            raise recorded.error(f"{version}: its hash is missing; write {made}")
        if recorded.text(version) != made:
            raise recorded.error(
                f"{version}.md was changed; give the new text a version of its own"
            )
    return texts


def _text_of(file: Path) -> str:
    text = file.read_text(encoding="utf-8").strip()
    if not text or len(text) > CONSENT_LIMIT:
        raise ContentError(f"{file.name}: has {len(text)} characters, 1 to {CONSENT_LIMIT} fit")
    return text
