"""Fixtures for everything that reads the programme's content."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vaksin.content import CONTENT_FOLDER

EditContent = Callable[[str, str, str], Path]


@pytest.fixture
def edit_content(tmp_path: Path) -> EditContent:
    """Return a function that copies the real content with one text in one file replaced."""

    def edit(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "content"
        folder.mkdir()
        for kept in ("wilayah", "persetujuan"):
            (folder / kept).symlink_to(CONTENT_FOLDER / kept)
        shutil.copy(CONTENT_FOLDER / file, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"the test replaces {old!r}, which {file} does not contain"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit
