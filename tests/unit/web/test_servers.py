"""What strangers get from our servers: a status, and only where the server is open at all."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager

import pytest
import requests
from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.response import text

from tests.integration.whatsapp.bot import serving
from web.shared_secret import SECRET_HEADER, require_secret
from web.strangers import answer_errors_without_words, open_only

SECRET = "rahasia-uji-yang-panjang"
WORDS = "Siti Contoh"


def app_with_faults(name: str) -> Sanic:
    app = Sanic(name, configure_logging=False)

    @app.get("/benar")
    async def right(request):
        return text("baik")

    @app.get("/salah")
    async def wrong(request):
        raise ValueError(WORDS)

    @app.get("/tiada")
    async def absent(request):
        raise NotFound(WORDS)

    @app.exception(Exception)
    async def talkative(request, exception):
        return text(str(exception), status=500)

    return app


@asynccontextmanager
async def asking(app):
    async with serving(app) as url:

        async def ask(path, method="GET", **headers):
            return await asyncio.to_thread(requests.request, method, url + path, headers=headers)

        yield ask


@pytest.fixture
def app():
    Sanic.test_mode = True  # lets one process run several apps, one after the other
    return app_with_faults(f"uji_{uuid.uuid4().hex}")


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/salah", "GET", 500), ("/tiada", "GET", 404), ("/lain", "GET", 404), ("/benar", "PUT", 405)],
)
async def test_an_error_is_answered_with_its_status_and_no_words(app, path, method, status):
    answer_errors_without_words(app)
    async with asking(app) as ask:
        answer = await ask(path, method)
    assert (answer.status_code, answer.text) == (status, "")


async def test_an_error_of_ours_is_logged_with_its_place_and_no_words(app, caplog):
    answer_errors_without_words(app)
    async with asking(app) as ask:
        await ask("/salah")
    assert "test_servers.py:" in caplog.text
    assert WORDS not in caplog.text


async def test_a_path_that_is_not_open_is_not_there(app):
    open_only(app, ("/salah",))
    async with asking(app) as ask:
        answer = await ask("/benar")
    assert (answer.status_code, answer.text) == (404, "")


async def test_a_path_that_is_not_open_is_not_there_for_what_answers_before_any_path(app):
    @app.on_request
    async def forward(request):
        return text("apa saja")

    open_only(app, ("/benar",))
    async with asking(app) as ask:
        assert (await ask("/lain")).text == ""
        assert (await ask("/benar", "OPTIONS")).text == ""


async def test_a_path_that_is_open_is_there(app):
    open_only(app, ("/benar",))
    async with asking(app) as ask:
        assert (await ask("/benar")).text == "baik"


@pytest.mark.parametrize("given", [None, "", "rahasia", SECRET[:-1], SECRET + "x", "é"])
async def test_who_has_not_the_secret_is_refused(app, given):
    require_secret(app, SECRET, but_for=())
    async with asking(app) as ask:
        headers = {} if given is None else {SECRET_HEADER: given.encode("utf-8")}
        answer = await ask("/benar", **headers)
    assert (answer.status_code, answer.text) == (401, "")


async def test_who_has_the_secret_is_answered(app):
    require_secret(app, SECRET, but_for=())
    async with asking(app) as ask:
        assert (await ask("/benar", **{SECRET_HEADER: SECRET})).text == "baik"


async def test_health_needs_no_secret(app):
    require_secret(app, SECRET, but_for=("/benar",))
    async with asking(app) as ask:
        assert (await ask("/benar")).status_code == 200
