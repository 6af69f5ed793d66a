from __future__ import annotations

import pytest

from simulator.settings import SettingsError, load_settings

COMPLETE = {
    "WHATSAPP_PHONE_NUMBER_ID": "1001",
    "WHATSAPP_ACCESS_TOKEN": "token",
    "WHATSAPP_APP_SECRET": "secret",
    "WHATSAPP_VERIFY_TOKEN": "verify",
}


def test_given_only_the_required_settings_then_the_rest_has_local_defaults():
    settings = load_settings(COMPLETE)
    assert (settings.host, settings.port) == ("127.0.0.1", 5006)
    assert settings.webhook_urls == ("http://127.0.0.1:5005/webhooks/whatsapp/webhook",)


def test_given_host_port_and_webhook_then_they_are_used():
    chosen = {
        "SIMULATOR_HOST": "0.0.0.0",
        "SIMULATOR_PORT": "6001",
        "SIMULATOR_WEBHOOK_URL": "http://bot.example/hook",
    }
    settings = load_settings(COMPLETE | chosen)
    assert settings.host == "0.0.0.0"
    assert settings.port == 6001
    assert settings.webhook_urls == ("http://bot.example/hook",)


@pytest.mark.parametrize("variable", sorted(COMPLETE))
def test_given_one_missing_setting_then_exactly_that_is_named(variable):
    environ = {key: value for key, value in COMPLETE.items() if key != variable}
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    assert caught.value.problems == (f"{variable} is not set",)


def test_given_several_problems_then_each_has_its_own_line():
    with pytest.raises(SettingsError) as caught:
        load_settings({"SIMULATOR_PORT": "0", "SIMULATOR_WEBHOOK_URL": "bot"})
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize("port", ["65536", "-1", "abc", "5006.5", "٣٣"])
def test_given_an_impossible_port_then_it_is_refused(port):
    with pytest.raises(SettingsError):
        load_settings(COMPLETE | {"SIMULATOR_PORT": port})


def test_secrets_do_not_show_when_settings_are_printed():
    shown = repr(load_settings(COMPLETE))
    assert not any(value in shown for value in ("'token'", "'secret'", "'verify'"))
