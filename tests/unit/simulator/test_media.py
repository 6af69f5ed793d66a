from __future__ import annotations

import hashlib

import pytest

from simulator.media import IMAGE_SIZE_LIMIT, SAMPLES, MediaLibrary, image_problem

PNG = b"\x89PNG\r\n\x1a\n"
MAGIC = {
    "image": b"\xff\xd8\xff",
    "audio": b"OggS",
    "sticker": b"RIFF",
    "document": b"%PDF",
    "video": b"\x00\x00\x00",
}


def test_given_an_image_of_exactly_five_megabytes_then_it_is_fine():
    assert image_problem(PNG.ljust(IMAGE_SIZE_LIMIT, b"\0"), "image/png") is None


def test_given_one_byte_more_then_it_is_refused():
    assert "limit" in image_problem(PNG.ljust(IMAGE_SIZE_LIMIT + 1, b"\0"), "image/png")


@pytest.mark.parametrize("mime_type", ["image/gif", "application/pdf", ""])
def test_given_another_kind_of_file_then_it_is_refused(mime_type):
    assert image_problem(PNG, mime_type) is not None


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff"])
def test_given_content_that_is_not_what_its_type_says_then_it_is_refused(content):
    assert image_problem(content, "image/png") is not None


def test_a_stored_file_is_found_by_its_id_with_its_digest():
    library = MediaLibrary()
    stored = library.add(b"isi", "image/png")
    assert library.get(stored.id) == stored
    assert stored.sha256 == hashlib.sha256(b"isi").digest()
    assert library.get("0") is None


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_sample_is_a_real_file_of_its_kind(kind):
    assert SAMPLES[kind].read().startswith(MAGIC[kind])


def test_the_sample_photo_could_be_uploaded():
    sample = SAMPLES["image"]
    assert image_problem(sample.read(), sample.mime_type) is None
