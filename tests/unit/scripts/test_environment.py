"""What the environment of a start is completed with."""

from __future__ import annotations

import json

from scripts.environment import complete, local_secrets
from simulator.envelopes import BUSINESS_ACCOUNT_ID


def test_given_no_secret_of_the_action_server_then_each_start_has_its_own():
    secrets = {complete({}, local=False)["ACTIONS_SECRET"] for _ in range(2)}
    assert len(secrets) == 2
    assert min(map(len, secrets)) >= 16


def test_given_a_secret_then_it_is_kept():
    assert (
        complete({"ACTIONS_SECRET": "milik-dinas"}, local=False)["ACTIONS_SECRET"] == "milik-dinas"
    )


def test_the_parts_of_a_local_trial_share_a_secret_also_when_started_apart(tmp_path):
    file = tmp_path / "rahasia.json"
    assert local_secrets(file)["ACTIONS_SECRET"] == local_secrets(file)["ACTIONS_SECRET"]


def test_secrets_of_an_older_trial_are_kept_and_completed(tmp_path):
    file = tmp_path / "rahasia.json"
    file.write_text(json.dumps({"VAKSIN_DATA_KEYS": "lama"}))
    assert local_secrets(file)["VAKSIN_DATA_KEYS"] == "lama"
    assert json.loads(file.read_text())["ACTIONS_SECRET"]


def test_secrets_are_readable_by_their_owner_only(tmp_path):
    file = tmp_path / "rahasia.json"
    local_secrets(file)
    assert file.stat().st_mode & 0o077 == 0


def test_a_local_trial_submits_its_templates_to_the_simulators_account(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the secrets are kept below the working directory
    local = complete({}, local=True)
    assert local["WHATSAPP_BUSINESS_ACCOUNT_ID"] == BUSINESS_ACCOUNT_ID
