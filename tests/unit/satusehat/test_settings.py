"""Specification of the settings for SATUSEHAT."""

from __future__ import annotations

import pytest

from satusehat.settings import SatusehatSettings
from vaksin.settings import SettingsError

SECRET = "rahasia-contoh"
GIVEN = {
    "SATUSEHAT_BASE_URL": "https://satusehat.contoh.example",
    "SATUSEHAT_CLIENT_ID": "klien-contoh",
    "SATUSEHAT_CLIENT_SECRET": SECRET,
}


def test_all_three_are_read():
    expected = SatusehatSettings("https://satusehat.contoh.example", "klien-contoh", SECRET)
    assert SatusehatSettings.from_environment(GIVEN) == expected


def test_spaces_around_and_a_slash_behind_do_not_matter():
    typed = {name: f" {value} " for name, value in GIVEN.items()}
    typed["SATUSEHAT_BASE_URL"] = " https://satusehat.contoh.example/ "
    expected = SatusehatSettings.from_environment(GIVEN)
    assert SatusehatSettings.from_environment(typed) == expected


@pytest.mark.parametrize("missing", GIVEN)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_is_missing_is_named(missing, value):
    given = {name: text for name, text in GIVEN.items() if name != missing}
    given |= {} if value is None else {missing: value}
    with pytest.raises(SettingsError) as caught:
        SatusehatSettings.from_environment(given)
    assert str(caught.value) == f"{missing}: belum diisi"


@pytest.mark.parametrize(
    "url",
    [
        "https://satusehat.contoh.example:8443",
        "https://gerbang.contoh.example/satusehat",
        "http://localhost:9",
        "http://127.0.0.1:9",
        "http://[::1]:9",
    ],
)
def test_an_encrypted_connection_or_this_machine_is_taken(url):
    read = SatusehatSettings.from_environment({**GIVEN, "SATUSEHAT_BASE_URL": url})
    assert read.base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://satusehat.contoh.example",
        "http://localhost.contoh.example",
        "http://127.0.0.2",
        "ftp://localhost",
        "satusehat.contoh.example",
        "https://",
        "https:///fhir",
        f"https://klien:{SECRET}@satusehat.contoh.example",
        "https://satusehat.contoh.example\\@localhost",
        "https://satusehat.contoh.example?a=b",
        "https://satusehat.contoh.example#a",
        "https://satusehat.contoh.example:pintu",
        "https://[",
    ],
)
def test_any_other_address_is_refused_without_being_shown(url):
    with pytest.raises(SettingsError) as caught:
        SatusehatSettings.from_environment({**GIVEN, "SATUSEHAT_BASE_URL": url})
    assert str(caught.value) == (
        "SATUSEHAT_BASE_URL: harus https://<server> tanpa nama pengguna, ? dan #"
        " (http:// hanya untuk komputer ini sendiri)"
    )


def test_all_mistakes_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        SatusehatSettings.from_environment({"SATUSEHAT_BASE_URL": "http://contoh.example"})
    named = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    assert sorted(named) == sorted(GIVEN)


def test_the_representation_shows_no_credentials():
    shown = repr(SatusehatSettings.from_environment(GIVEN))
    assert SECRET not in shown
    assert "klien-contoh" not in shown
