"""Specification of the domain's settings."""

from __future__ import annotations

import pytest

from vaksin.privacy.keys import DataKeys
from vaksin.settings import DEFAULT_DATABASE_URL, Settings, SettingsError

KEYS = DataKeys.generate()
SECRET = "rahasia-contoh"


def test_without_a_database_a_file_on_this_machine_is_used():
    settings = Settings.from_environment({"VAKSIN_DATA_KEYS": KEYS})
    assert settings.database_url == DEFAULT_DATABASE_URL
    assert settings.data_keys == DataKeys.parse(KEYS)


def test_an_empty_database_setting_counts_as_none():
    settings = Settings.from_environment({"VAKSIN_DATA_KEYS": KEYS, "DATABASE_URL": ""})
    assert settings.database_url == DEFAULT_DATABASE_URL


@pytest.mark.parametrize(
    "url", ["sqlite:///lain.db", "postgresql://a:b@c/d", "postgresql+psycopg2://a@c:5433/d"]
)
def test_a_database_of_either_kind_is_taken(url):
    settings = Settings.from_environment({"VAKSIN_DATA_KEYS": KEYS, "DATABASE_URL": url})
    assert settings.database_url == url


@pytest.mark.parametrize(
    "url", ["vaksin.db", f"mysql://a:{SECRET}@c/d", f"oracel://a:{SECRET}@c", f"//a:{SECRET}@c:x"]
)
def test_any_other_database_is_refused_without_showing_its_password(url):
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: harus berbentuk sqlite") as caught:
        Settings.from_environment({"VAKSIN_DATA_KEYS": KEYS, "DATABASE_URL": url})
    assert SECRET not in str(caught.value)


def test_missing_keys_are_named_by_their_setting():
    with pytest.raises(SettingsError, match=r"^VAKSIN_DATA_KEYS: belum diisi"):
        Settings.from_environment({})


def test_all_mistakes_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"VAKSIN_DATA_KEYS": "1:", "DATABASE_URL": "apa saja"})
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["DATABASE_URL", "VAKSIN_DATA_KEYS"]


def test_the_representation_shows_neither_password_nor_keys():
    url = f"postgresql://petugas:{SECRET}@basisdata/vaksin"
    shown = repr(Settings.from_environment({"VAKSIN_DATA_KEYS": KEYS, "DATABASE_URL": url}))
    assert SECRET not in shown
    assert KEYS[2:20] not in shown
