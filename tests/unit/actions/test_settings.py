"""Where the action server listens, and whom it answers."""

from __future__ import annotations

import pytest

from actions.settings import ServerSettings
from vaksin.settings import SettingsError

SECRET = "rahasia-uji-yang-panjang"


def test_given_a_secret_alone_then_it_listens_on_this_machine_only():
    settings = ServerSettings.from_environment({"ACTIONS_SECRET": SECRET})
    assert (settings.host, settings.port, settings.secret) == ("127.0.0.1", 5055, SECRET)


@pytest.mark.parametrize("host", ["", "127.0.0.1", "0.0.0.0", "10.0.0.5"])
@pytest.mark.parametrize("secret", ["", "  ", "pendek"])
def test_given_no_secret_worth_the_name_then_it_does_not_start(host, secret):
    environment = {"ACTIONS_HOST": host, "ACTIONS_SECRET": secret}
    with pytest.raises(SettingsError, match=r"^ACTIONS_SECRET: ") as refused:
        ServerSettings.from_environment(environment)
    assert not secret.strip() or secret not in str(refused.value)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_given_no_port_then_it_does_not_start(port):
    with pytest.raises(SettingsError, match=r"^ACTIONS_PORT: "):
        ServerSettings.from_environment({"ACTIONS_SECRET": SECRET, "ACTIONS_PORT": port})


def test_the_secret_is_not_shown():
    assert SECRET not in repr(ServerSettings.from_environment({"ACTIONS_SECRET": SECRET}))
