from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.signature import is_authentic, is_token, sign

BODY = b'{"entry":[]}'


def test_the_signature_is_an_hmac_with_sha_256():
    # HMAC-SHA256("key", "The quick brown fox jumps over the lazy dog"), a published example.
    expected = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    assert sign(b"The quick brown fox jumps over the lazy dog", "key") == f"sha256={expected}"


@pytest.mark.parametrize("secret", ["lama", "baru"])
def test_any_of_the_secrets_may_have_signed(secret):
    assert is_authentic(BODY, sign(BODY, secret), ("lama", "baru"))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256=",
        sign(BODY, "lama").removeprefix("sha256="),
        sign(BODY, "lama").replace("sha256", "sha1"),
        sign(BODY, "lama")[:-1],
        sign(BODY, "lain"),
        sign(BODY + b" ", "lama"),
        "sha256=é",
        "\udcff",
    ],
)
def test_anything_else_is_refused(header):
    assert not is_authentic(BODY, header, ("lama", "baru"))


def test_without_secrets_nothing_is_authentic():
    assert not is_authentic(BODY, sign(BODY, ""), ())


@given(st.binary(), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_signed_with_a_secret_is_authentic(body, secret):
    assert is_authentic(body, sign(body, secret), (secret,))


@pytest.mark.parametrize(
    ("given_token", "expected"),
    [("rahasia", True), ("Rahasia", False), ("", False), ("\udcff", False)],
)
def test_a_token_is_compared_as_a_whole(given_token, expected):
    assert is_token(given_token, "rahasia") is expected
