from __future__ import annotations

import pytest

from simulator.settings import SettingsError, load_settings
from simulator.troubles import Troubles

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


def test_without_a_word_about_it_there_is_no_trouble():
    settings = load_settings(COMPLETE)
    assert (settings.seed, settings.retry_forever) == (0, False)
    assert settings.troubles == Troubles()


def test_given_several_addresses_then_all_are_used():
    urls = {"SIMULATOR_WEBHOOK_URL": "http://bot-1.example/hook, http://bot-2.example/hook"}
    settings = load_settings(COMPLETE | urls)
    assert settings.webhook_urls == ("http://bot-1.example/hook", "http://bot-2.example/hook")


def test_given_seed_and_endless_retries_then_they_are_used():
    chosen = {"SIMULATOR_SEED": "42", "SIMULATOR_RETRY_FOREVER": "1"}
    settings = load_settings(COMPLETE | chosen)
    assert (settings.seed, settings.retry_forever) == (42, True)


def test_troubles_may_be_written_out_or_kept_in_a_file(tmp_path):
    written = '{"refuse_share": 0.5}'
    file = tmp_path / "troubles.json"
    file.write_text(written, encoding="utf-8")
    for value in (written, str(file)):
        settings = load_settings(COMPLETE | {"SIMULATOR_TROUBLES": value})
        assert settings.troubles == Troubles(refuse_share=0.5)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SIMULATOR_SEED", "many"),
        ("SIMULATOR_RETRY_FOREVER", "yes"),
        ("SIMULATOR_WEBHOOK_URL", "http://bot.example/hook,"),
        ("SIMULATOR_TROUBLES", "/no/such/file.json"),
        ("SIMULATOR_TROUBLES", '{"gremlins": 1}'),
        ("SIMULATOR_TROUBLES", "{no json"),
    ],
)
def test_given_an_unusable_value_then_its_variable_is_named(variable, value):
    with pytest.raises(SettingsError, match=variable):
        load_settings(COMPLETE | {variable: value})
