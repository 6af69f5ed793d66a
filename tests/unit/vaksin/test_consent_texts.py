"""Specification of the texts that citizens agree to: none is lost or changed."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from vaksin.consent_texts import FOLDER, HASHES_FILE, load_consent_texts
from vaksin.content import CONTENT_FOLDER, ContentError
from vaksin.service import load_service

OLD, NEW = "persetujuan-2026-11", "persetujuan-2027-01"


@pytest.fixture
def content(tmp_path):
    """Return a copy of the real texts."""
    shutil.copytree(CONTENT_FOLDER / FOLDER, tmp_path / FOLDER)
    return tmp_path


def record(content, version, text):
    made = hashlib.sha256(text.encode()).hexdigest()
    with (content / FOLDER / HASHES_FILE).open("a", encoding="utf-8") as file:
        file.write(f"{version}: {made}\n")


def test_the_version_in_use_is_among_the_texts():
    service = load_service()
    assert load_consent_texts(CONTENT_FOLDER)[service.consent.version] == service.consent_text


def test_given_a_new_version_then_the_old_text_is_still_there(content):
    before = load_consent_texts(content)
    (content / FOLDER / f"{NEW}.md").write_text("Teks baru.\n", encoding="utf-8")
    record(content, NEW, "Teks baru.")

    assert load_consent_texts(content) == {**before, NEW: "Teks baru."}


def test_given_a_text_without_a_hash_then_the_hash_is_told(content):
    (content / FOLDER / f"{NEW}.md").write_text("Teks baru.\n", encoding="utf-8")

    with pytest.raises(ContentError, match=f"{NEW}: its hash is missing; write [0-9a-f]{{64}}"):
        load_consent_texts(content)


def test_given_an_old_text_that_was_changed_then_it_is_refused(content):
    file = content / FOLDER / f"{OLD}.md"
    shorter = file.read_text(encoding="utf-8").replace("Apakah", "Jadi")
    file.write_text(shorter, encoding="utf-8")

    with pytest.raises(ContentError, match=f"{OLD}.md was changed"):
        load_consent_texts(content)


def test_given_an_old_text_that_is_gone_then_it_is_refused(content):
    (content / FOLDER / f"{OLD}.md").unlink()

    with pytest.raises(ContentError, match=f"{OLD}.md is missing"):
        load_consent_texts(content)


@pytest.mark.parametrize("text", ["", "a" * 901])
def test_given_a_text_that_does_not_fit_a_message_then_it_is_refused(content, text):
    (content / FOLDER / f"{NEW}.md").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=f"{NEW}.md: has"):
        load_consent_texts(content)
