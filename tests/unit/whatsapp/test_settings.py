from __future__ import annotations

from datetime import timedelta

import pytest

from vaksin.settings import SettingsError
from whatsapp.settings import DEFAULT_API_URL, REQUIRED, WhatsAppSettings, read_sender
from whatsapp.store import Pace

COMPLETE = dict.fromkeys(REQUIRED, "nilai")


def read(**given):
    return WhatsAppSettings.from_environment({**COMPLETE, **given})


def test_the_api_url_has_a_default():
    assert read().api_url == DEFAULT_API_URL


def test_a_slash_at_the_end_of_the_api_url_does_no_harm():
    settings = read(WHATSAPP_API_URL="http://localhost:9/v25.0/")
    assert settings.api_url == "http://localhost:9/v25.0"


def test_several_app_secrets_are_separated_by_commas():
    assert read(WHATSAPP_APP_SECRET="lama, baru,").app_secrets == ("lama", "baru")


def test_given_nothing_then_every_missing_variable_has_its_line():
    with pytest.raises(SettingsError) as caught:
        WhatsAppSettings.from_environment({})
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == list(REQUIRED)


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("blank", ["", "  ", ",", " , "])
def test_given_a_blank_variable_then_it_is_named(name, blank):
    with pytest.raises(SettingsError, match=f"^{name}: [^\n]+$"):
        read(**{name: blank})


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com/v26.0",
        "https://lookaside.fbsbx.com/v25.0",
        "http://localhost:9/v25.0",
        "http://127.0.0.1:9/v25.0",
        "http://[::1]:9/v25.0",
    ],
)
def test_the_api_may_be_meta_or_this_machine(url):
    assert read(WHATSAPP_API_URL=url).api_url == url


@pytest.mark.parametrize(
    "url",
    [
        "graph.facebook.com",
        "http://graph.facebook.com/v25.0",
        "https://contoh.example/v25.0",
        "https://graph.facebook.com.contoh.example/v25.0",
        "https://graph.facebook.com@contoh.example/v25.0",
        "https://graph.facebook.com\\@contoh.example/v25.0",
        "https://nama:sandi@graph.facebook.com/v25.0",
        "https://[graph.facebook.com",
        "https://graph.facebook.com:pintu/v25.0",
        "http://localhost:65536/v25.0",
        "ftp://localhost/v25.0",
    ],
)
def test_an_api_that_must_not_get_the_token_is_refused(url):
    with pytest.raises(SettingsError, match=r"^WHATSAPP_API_URL: [^\n]+$"):
        read(WHATSAPP_API_URL=url)


def test_the_pace_has_a_default():
    assert read().pace == Pace(
        patience=timedelta(seconds=2), doubt=timedelta(seconds=45), per_second=80, template=""
    )


def test_the_backlog_has_a_default():
    assert read().ready_backlog == 5000


def test_the_pace_can_be_set():
    settings = read(
        WHATSAPP_PATIENCE_SECONDS="0.5",
        WHATSAPP_DOUBT_SECONDS=" 60 ",
        WHATSAPP_MESSAGES_PER_SECOND="1000",
        WHATSAPP_WINDOW_TEMPLATE=" lanjut_percakapan ",
    )
    assert settings.pace == Pace(
        patience=timedelta(seconds=0.5),
        doubt=timedelta(seconds=60),
        per_second=1000,
        template="lanjut_percakapan",
    )


def test_the_backlog_can_be_set():
    assert read(WHATSAPP_READY_BACKLOG="10").ready_backlog == 10


@pytest.mark.parametrize("name", ["WHATSAPP_PATIENCE_SECONDS", "WHATSAPP_DOUBT_SECONDS"])
def test_a_time_may_have_a_fraction(name):
    pace = read(**{name: "1.5"}).pace
    assert timedelta(seconds=1.5) in (pace.patience, pace.doubt)


BOUNDS = {
    "WHATSAPP_MESSAGES_PER_SECOND": (1, 1000),
    "WHATSAPP_PATIENCE_SECONDS": (0, 30),
    "WHATSAPP_DOUBT_SECONDS": (1, 3600),
    "WHATSAPP_READY_BACKLOG": (1, 10**9),
}
WHOLE = {"WHATSAPP_MESSAGES_PER_SECOND", "WHATSAPP_READY_BACKLOG"}


def refusal(name):
    kind = "bilangan bulat" if name in WHOLE else "angka"
    least, most = BOUNDS[name]
    return f"{name}: harus {kind} dari {least:g} sampai {most:g}"


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("place", [0, 1], ids=["least", "most"])
def test_a_number_at_its_bound_is_taken(name, place):
    read(**{name: str(BOUNDS[name][place])})


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_number_is_as_if_it_were_not_set(name, blank):
    assert read(**{name: blank}) == read()


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("wrong", ["-1", "1e10", "inf", "nan", "dua", "1,5", "1 2"])
def test_a_number_that_is_none_or_out_of_bounds_is_named_with_its_bounds(name, wrong):
    with pytest.raises(SettingsError) as caught:
        read(**{name: wrong})
    assert str(caught.value) == refusal(name)


@pytest.mark.parametrize("name", sorted(WHOLE))
@pytest.mark.parametrize("fraction", ["1.5", "79.999", "0.5", "1e-3"])
def test_a_number_that_must_be_whole_is_refused_with_a_fraction(name, fraction):
    with pytest.raises(SettingsError) as caught:
        read(**{name: fraction})
    assert str(caught.value) == refusal(name)


def test_everything_that_is_wrong_is_named_at_once():
    wrong = {**dict.fromkeys(BOUNDS, "salah"), "WHATSAPP_API_URL": "https://contoh.example"}
    with pytest.raises(SettingsError) as caught:
        WhatsAppSettings.from_environment(wrong)
    named = {line.split(":")[0] for line in str(caught.value).splitlines()}
    assert named == {*REQUIRED, *wrong}


def test_secrets_are_not_shown():
    environment = {name: f"nilai-{name}" for name in REQUIRED}
    shown = repr(WhatsAppSettings.from_environment(environment))
    for name in ("WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"):
        assert environment[name] not in shown


def test_given_metas_address_then_nobody_travels_in_time():
    with pytest.raises(SettingsError, match="VAKSIN_TIME_TRAVEL"):
        read(VAKSIN_TIME_TRAVEL="var/time-travel")
    read(VAKSIN_TIME_TRAVEL="var/time-travel", WHATSAPP_API_URL="http://127.0.0.1:5006/v25.0")


@pytest.mark.parametrize("limit", ["0", "1,5", "banyak"])
def test_given_a_daily_limit_that_is_none_then_it_is_named(limit):
    environment = {"WHATSAPP_PHONE_NUMBER_ID": "1", "WHATSAPP_DAILY_LIMIT": limit}
    with pytest.raises(SettingsError, match="WHATSAPP_DAILY_LIMIT"):
        read_sender(environment)


def test_given_no_number_then_whoever_writes_to_people_does_not_start():
    with pytest.raises(SettingsError, match="WHATSAPP_PHONE_NUMBER_ID"):
        read_sender({})
