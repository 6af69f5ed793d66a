"""Specification of the encryption of personal data and of the hashes it is looked up by."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.privacy.keys import CannotDecrypt, DataKeys, InvalidDataKeys


def key_text(version: int, letter: bytes) -> str:
    return f"{version}:{base64.b64encode(letter * 32).decode()}"


FIRST, SECOND = key_text(1, b"a"), key_text(2, b"b")
KEYS = DataKeys.parse(FIRST)


@given(st.text())
def test_what_was_sealed_is_opened(plain):
    assert KEYS.open(KEYS.seal(plain)) == plain


def test_the_same_text_is_sealed_differently_each_time():
    assert KEYS.seal("Contoh Warga") != KEYS.seal("Contoh Warga")


@given(st.text(min_size=4))
def test_a_sealed_text_does_not_contain_the_text(plain):
    sealed = KEYS.seal(plain)
    assert plain not in sealed
    assert base64.b64encode(plain.encode()).decode().rstrip("=") not in sealed


@given(st.integers(0, 255), st.data())
def test_a_changed_value_is_not_opened(other, data):
    version, _, body = KEYS.seal("Contoh Warga").partition(":")
    raw = bytearray(base64.b64decode(body))
    place = data.draw(st.integers(0, len(raw) - 1))
    if raw[place] == other:
        other = (other + 1) % 256
    raw[place] = other
    with pytest.raises(CannotDecrypt):
        KEYS.open(f"{version}:{base64.b64encode(raw).decode()}")


@pytest.mark.parametrize(
    "sealed", ["", ":", "1", "1:", "1:AAAA", "1:bukan base64", "1:é", "²:AAAA", "x:AAAA", "-1:AAAA"]
)
def test_what_was_never_sealed_is_not_opened(sealed):
    with pytest.raises(CannotDecrypt):
        KEYS.open(sealed)


@given(st.text())
def test_no_text_raises_anything_but_the_documented_error(text):
    with pytest.raises(CannotDecrypt):
        KEYS.open(text)


def test_given_a_new_key_when_values_of_the_old_one_are_opened_then_they_still_can_be():
    sealed = KEYS.seal("Contoh Warga")
    assert DataKeys.parse(f"{FIRST},{SECOND}").open(sealed) == "Contoh Warga"


def test_given_two_keys_when_something_is_sealed_then_the_newer_key_is_used():
    sealed = DataKeys.parse(f"{SECOND}, {FIRST}").seal("Contoh Warga")
    assert DataKeys.parse(SECOND).open(sealed) == "Contoh Warga"
    with pytest.raises(CannotDecrypt, match="not among the data keys"):
        KEYS.open(sealed)


def test_given_a_new_key_when_a_value_is_looked_up_then_its_hash_is_what_it_was():
    both = DataKeys.parse(f"{FIRST},{SECOND}")
    assert both.lookup_hash("nik", "x") == KEYS.lookup_hash("nik", "x")


def test_the_same_value_of_another_kind_or_under_another_key_has_another_hash():
    hashes = {
        KEYS.lookup_hash("nik", "x"),
        KEYS.lookup_hash("whatsapp", "x"),
        DataKeys.parse(SECOND).lookup_hash("nik", "x"),
        hashlib.sha256(b"x").hexdigest(),
    }
    assert len(hashes) == 4


def test_generated_keys_can_be_used_and_differ():
    one, other = DataKeys.generate(), DataKeys.generate()
    assert one != other
    assert DataKeys.parse(one).open(DataKeys.parse(one).seal("ya")) == "ya"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "belum diisi"),
        ("  ", "belum diisi"),
        ("abc", "<versi>:<base64>"),
        ("satu:" + FIRST[2:], "<versi>:<base64>"),
        ("²:" + FIRST[2:], "<versi>:<base64>"),
        (FIRST + ",", "<versi>:<base64>"),
        ("1:!!!!", "kunci versi 1 bukan base64"),
        ("1:ké", "kunci versi 1 bukan base64"),
        ("3:" + base64.b64encode(b"pendek").decode(), "kunci versi 3 harus 32 byte"),
        (f"{FIRST},{key_text(1, b'c')}", "setiap versi hanya boleh ada sekali"),
    ],
)
def test_wrong_keys_are_refused_with_their_mistake(text, problem):
    with pytest.raises(InvalidDataKeys, match=problem):
        DataKeys.parse(text)


@given(st.text(alphabet="12:,=Aa/é² "))
def test_no_keys_raise_anything_but_the_documented_error(text):
    with pytest.raises(InvalidDataKeys):
        DataKeys.parse(text)


def test_representations_and_errors_show_no_key():
    with pytest.raises(InvalidDataKeys) as caught:
        DataKeys.parse(FIRST + "AAAA")
    assert FIRST[2:20] not in repr(KEYS) + str(caught.value)


def test_what_an_older_key_sealed_is_resealed_with_the_newest():
    both = DataKeys.parse(f"{FIRST},{SECOND}")
    resealed = both.reseal(KEYS.seal("Contoh Warga"))
    assert DataKeys.parse(SECOND).open(resealed) == "Contoh Warga"


def test_a_fresh_key_has_the_version_that_is_asked_for():
    keys = DataKeys.parse(f"{FIRST},{DataKeys.generate(2)}")
    assert (keys.hashing, keys.newest) == (1, 2)
