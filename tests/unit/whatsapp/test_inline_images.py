from __future__ import annotations

import base64

import pytest

from whatsapp.inline_images import is_inline, read_png

PNG = b"\x89PNG\r\n\x1a\n isi"


def address(content, mime_type="image/png"):
    return f"data:{mime_type};base64,{base64.b64encode(content).decode()}"


def test_the_image_is_read_back():
    assert read_png(address(PNG)) == PNG


@pytest.mark.parametrize(
    "link",
    [
        address(PNG, "image/jpeg"),
        address(b"GIF89a"),
        "data:image/png;base64,***",
        "data:image/png;base64,",
        "https://example.org/a.png",
    ],
)
def test_anything_else_is_refused(link):
    with pytest.raises(ValueError, match=r"."):
        read_png(link)


@pytest.mark.parametrize(("link", "inline"), [(address(PNG), True), ("https://a.id/b", False)])
def test_a_link_to_elsewhere_is_told_apart(link, inline):
    assert is_inline(link) is inline
