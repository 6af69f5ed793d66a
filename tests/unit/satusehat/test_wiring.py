"""Which register the environment chooses."""

from __future__ import annotations

import pytest

from satusehat.wiring import identity_register
from tests.unit.satusehat.test_settings import GIVEN
from vaksin.settings import SettingsError


@pytest.mark.parametrize("chosen", [{}, {"VAKSIN_VERIFICATION": ""}])
def test_without_a_choice_only_the_form_is_checked(chosen):
    assert identity_register(chosen).name == "structural"


@pytest.mark.parametrize("chosen", ["structural", "satusehat", " satusehat "])
def test_the_chosen_register_is_made(chosen):
    register = identity_register({**GIVEN, "VAKSIN_VERIFICATION": chosen})
    assert register.name == chosen.strip()


def test_the_structural_register_needs_no_settings_of_the_other():
    settings = {"VAKSIN_VERIFICATION": "structural", "SATUSEHAT_BASE_URL": "http://contoh.example"}
    assert identity_register(settings).name == "structural"


def test_without_its_settings_satusehat_is_not_made():
    with pytest.raises(SettingsError, match="SATUSEHAT_CLIENT_ID: belum diisi"):
        identity_register({"VAKSIN_VERIFICATION": "satusehat"})


@pytest.mark.parametrize("chosen", ["dukcapil", "SATUSEHAT", "satusehat,structural"])
def test_an_unknown_register_is_refused(chosen):
    with pytest.raises(SettingsError) as caught:
        identity_register({**GIVEN, "VAKSIN_VERIFICATION": chosen})
    assert str(caught.value) == "VAKSIN_VERIFICATION: harus structural atau satusehat"
