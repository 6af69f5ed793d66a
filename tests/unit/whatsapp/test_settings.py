from __future__ import annotations

import pytest

from vaksin.settings import SettingsError
from whatsapp.settings import DEFAULT_API_URL, REQUIRED, WhatsAppSettings

COMPLETE = dict.fromkeys(REQUIRED, "nilai")


def test_the_api_url_has_a_default():
    assert WhatsAppSettings.from_environment(COMPLETE).api_url == DEFAULT_API_URL


def test_a_slash_at_the_end_of_the_api_url_does_no_harm():
    settings = WhatsAppSettings.from_environment(
        {**COMPLETE, "WHATSAPP_API_URL": "http://localhost:9/v25.0/"}
    )
    assert settings.api_url == "http://localhost:9/v25.0"


def test_several_app_secrets_are_separated_by_commas():
    settings = WhatsAppSettings.from_environment({**COMPLETE, "WHATSAPP_APP_SECRET": "lama, baru,"})
    assert settings.app_secrets == ("lama", "baru")


def test_given_nothing_then_every_missing_variable_has_its_line():
    with pytest.raises(SettingsError) as caught:
        WhatsAppSettings.from_environment({})
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == list(REQUIRED)


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("blank", ["", "  ", ",", " , "])
def test_given_a_blank_variable_then_it_is_named(name, blank):
    with pytest.raises(SettingsError, match=f"^{name}: [^\n]+$"):
        WhatsAppSettings.from_environment({**COMPLETE, name: blank})


def test_an_api_url_without_scheme_is_refused():
    with pytest.raises(SettingsError, match=r"^WHATSAPP_API_URL: "):
        WhatsAppSettings.from_environment({**COMPLETE, "WHATSAPP_API_URL": "graph.facebook.com"})


def test_secrets_are_not_shown():
    environment = {name: f"nilai-{name}" for name in REQUIRED}
    shown = repr(WhatsAppSettings.from_environment(environment))
    for name in ("WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"):
        assert environment[name] not in shown
