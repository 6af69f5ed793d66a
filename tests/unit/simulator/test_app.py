from __future__ import annotations

import re

import pytest

from simulator.app import create_app

ASSETS = re.compile(r'(?:src|href)="(/static/[^"]+)"')
IMPORTS = re.compile(r'from "\./([^"]+)"')


def test_health_tells_that_the_handshake_succeeded(simulator, bot):
    bot.wait_until(lambda: simulator.get("/health").json()["webhook_verified"])
    assert simulator.get("/health").json() == {"status": "ok", "webhook_verified": True}


def test_the_page_and_everything_it_loads_come_from_the_simulator_itself(simulator):
    page = simulator.get("/")
    assert page.headers["Content-Type"].startswith("text/html")
    addresses = ASSETS.findall(page.text)
    assert addresses
    for address in addresses:
        assert simulator.get(address).status_code == 200, address
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)


def test_every_script_finds_the_modules_it_imports(simulator):
    open_modules, seen = {"main.js"}, set()
    while open_modules:
        name = open_modules.pop()
        seen.add(name)
        script = simulator.get(f"/static/js/{name}")
        assert script.status_code == 200, name
        open_modules |= set(IMPORTS.findall(script.text)) - seen
    assert "chat.js" in seen


def test_the_page_allows_no_foreign_script(simulator):
    assert "default-src 'self'" in simulator.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/settings.py"])
def test_nothing_outside_the_static_folder_is_served(simulator, path):
    assert simulator.get(path).status_code >= 400


def test_each_app_has_a_name_of_its_own(settings):
    assert create_app(settings).name != create_app(settings).name
