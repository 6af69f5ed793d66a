"""What an operator learns about templates before anybody is written to."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from simulator.envelopes import BUSINESS_ACCOUNT_ID
from tests.processes import Processes, free_ports
from vaksin.privacy.keys import DataKeys
from whatsapp.__main__ import commands
from whatsapp.templates.reading import load_templates

TOKEN = "token-for-tests"
ACCOUNT = "WHATSAPP_BUSINESS_ACCOUNT_ID"
MORE_THAN_A_PAGE = 101


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Start the simulator, and return the settings of a bot beside it."""
    folder, (port,) = tmp_path_factory.mktemp("meta"), free_ports(1)
    settings = {
        "WHATSAPP_API_URL": f"http://127.0.0.1:{port}/v25.0",
        "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "WHATSAPP_APP_SECRET": "secret-for-tests",
        "WHATSAPP_VERIFY_TOKEN": "verify-for-tests",
        "DATABASE_URL": f"sqlite:///{folder}/uji.db",
        "VAKSIN_DATA_KEYS": DataKeys.generate(),
        ACCOUNT: BUSINESS_ACCOUNT_ID,
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    processes = Processes(folder, settings | {"PATH": path, "SIMULATOR_PORT": str(port)})
    processes.start("simulator")
    processes.wait_for(f"http://127.0.0.1:{port}/health")
    yield settings
    processes.stop()


@pytest.fixture
def run(environment):
    """Return what types a command on a Meta without templates: code, output and errors."""

    def type_in(*arguments, **changes):
        runner = CliRunner(env={**environment, **changes})
        result = runner.invoke(commands, ["templates", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout, result.stderr

    base = environment["WHATSAPP_API_URL"].removesuffix("/v25.0")
    assert requests.post(f"{base}/control/reset", timeout=60).ok
    return type_in


@pytest.fixture
def submit(environment):
    """Return what submits a template as an operator would."""

    def post(body):
        address = f"{environment['WHATSAPP_API_URL']}/{BUSINESS_ACCOUNT_ID}/message_templates"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = requests.post(address, json=body, headers=headers, timeout=60)
        assert answer.ok, answer.text

    return post


def test_given_all_printed_templates_were_submitted_then_nothing_differs(run, submit):
    _, printed, _ = run("json")
    for body in json.loads(printed):
        submit(body)
    code, output, _ = run("compare")
    assert (code, output) == (
        0,
        f"✓ {len(load_templates())} templat sama dengan yang disetujui Meta\n",
    )


def test_given_nothing_was_submitted_then_each_template_is_named(run):
    code, output, _ = run("compare")
    assert code == 1
    assert output.splitlines() == [f"{name}: belum diajukan ke Meta" for name in load_templates()]


def test_given_meta_has_more_than_a_page_then_all_of_it_is_compared(run, submit):
    for number in range(MORE_THAN_A_PAGE):
        text = {"type": "BODY", "text": "Halo dari tempat lain."}
        name = f"lain_{number:03d}"
        submit({"name": name, "language": "id", "category": "UTILITY", "components": [text]})
    _, output, _ = run("compare")
    assert output.count("tidak di content/templates") == MORE_THAN_A_PAGE


def test_all_that_meta_lacks_is_submitted_and_nothing_differs_then(run):
    code, output, _ = run("submit")
    assert code == 0
    assert output.splitlines() == [f"{name}: diajukan (APPROVED)" for name in load_templates()]
    assert run("compare")[0] == 0


def test_what_meta_has_is_not_submitted_again(run, submit):
    submit(json.loads(run("json", "kabar_menunggu")[1]))
    _, output, _ = run("submit")
    assert "kabar_menunggu" not in output
    assert run("submit")[:2] == (0, "✓ Meta sudah punya semua templat\n")


def test_a_template_in_another_language_only_is_submitted(run, submit):
    submit({**json.loads(run("json", "kabar_menunggu")[1]), "language": "en"})
    assert "kabar_menunggu: diajukan (APPROVED)" in run("submit")[1]


def test_a_dry_run_names_what_would_be_submitted_and_submits_nothing(run):
    code, output, _ = run("submit", "--dry-run")
    assert code == 0
    assert output.splitlines() == [f"{name}: akan diajukan" for name in load_templates()]
    assert run("compare")[0] == 1


def test_given_meta_refuses_a_template_then_it_is_named_and_the_others_go_on(run, monkeypatch):
    wrong = replace(load_templates()["kabar_menunggu"], name="Salah")
    known = {**load_templates(), "Salah": wrong}
    monkeypatch.setattr("whatsapp.__main__.load_templates", lambda: known)
    code, output, errors = run("submit")
    assert (code, errors) == (1, "Salah: gagal diajukan (100)\n")
    assert len(output.splitlines()) == len(load_templates())


def test_one_template_is_printed_alone(run):
    code, printed, _ = run("json", "kabar_menunggu")
    assert (code, json.loads(printed)["name"]) == (0, "kabar_menunggu")


def test_an_unknown_template_is_refused_with_those_that_there_are(run):
    code, _, errors = run("json", "tidak_ada")
    assert code == 1
    assert "pengingat_besok" in errors


@pytest.mark.parametrize("command", ["compare", "submit"])
def test_without_the_business_account_the_setting_is_named(run, command):
    code, _, errors = run(command, **{ACCOUNT: ""})
    assert (code, errors) == (2, f"{ACCOUNT}: belum diisi\n")


@pytest.mark.parametrize("command", ["compare", "submit"])
def test_what_meta_refuses_is_told_by_its_code(run, command):
    code, _, errors = run(command, WHATSAPP_ACCESS_TOKEN="wrong")
    assert (code, errors) == (1, "Meta menolak pertanyaan tentang templat: 190\n")
