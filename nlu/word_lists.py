"""The words of ``content/bahasa`` as part of a trained model."""

from __future__ import annotations

import hashlib

from vaksin.bahasa.word_lists import FOLDER


def hash_of_word_lists() -> str:
    """What changes when any of the word lists changes, so that Rasa trains anew."""
    content = b"".join(path.read_bytes() for path in sorted(FOLDER.iterdir()))
    return hashlib.sha256(content).hexdigest()
