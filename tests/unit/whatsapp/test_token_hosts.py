"""The access token leaves for Meta and for a simulator on this machine, and for nowhere else."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.util import parse_url

from whatsapp.graph import LOOPBACK_HOSTS, META_HOSTS, may_have_token


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com/v25.0/1/messages",
        "https://graph.facebook.com",
        "https://graph.facebook.com:443/v25.0",
        "https://graph.facebook.com/v25.0/nama@contoh.example",
        "https://GRAPH.Facebook.com/v25.0",
        "HTTPS://graph.facebook.com/v25.0",
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "http://localhost:5005/v25.0",
        "https://localhost/v25.0",
        "http://127.0.0.1:9/v25.0",
        "http://[::1]:9/v25.0",
    ],
)
def test_meta_and_this_machine_may_have_the_token(url):
    assert may_have_token(url)


@pytest.mark.parametrize(
    "url",
    ["http://graph.facebook.com/v25.0", "ftp://graph.facebook.com/v25.0", "//graph.facebook.com"],
)
def test_meta_may_have_it_only_through_an_encrypted_connection(url):
    assert not may_have_token(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com.contoh.example/v25.0",
        "https://graph-facebook.com/v25.0",
        "https://xgraph.facebook.com/v25.0",
        "https://a.graph.facebook.com/v25.0",
        "https://facebook.com/v25.0",
        "https://graph.facebook.com./v25.0",
        "https://gr\u0430ph.facebook.com/v25.0",
        "https://localhost.contoh.example/v25.0",
        "http://127.0.0.1.contoh.example/v25.0",
        "http://127.0.0.2/v25.0",
        "http://0.0.0.0/v25.0",
        "http://192.168.0.1/v25.0",
        "http://2130706433/v25.0",
        "http://[::2]/v25.0",
    ],
)
def test_a_host_that_only_looks_like_it_may_not_have_it(url):
    assert not may_have_token(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com@contoh.example/v25.0",
        "https://graph.facebook.com:443@contoh.example/v25.0",
        "https://localhost:80@contoh.example/v25.0",
        "https://contoh.example/graph.facebook.com",
        "https://contoh.example/@graph.facebook.com",
        "https://contoh.example?@graph.facebook.com",
        "https://contoh.example#@graph.facebook.com",
        "https://contoh.example;@contoh.example/graph.facebook.com",
    ],
)
def test_the_name_of_meta_elsewhere_in_the_address_opens_nothing(url):
    assert not may_have_token(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://contoh.example\\@graph.facebook.com/v25.0",
        "https://graph.facebook.com\\@contoh.example/v25.0",
        "https://graph.facebook.com\\.contoh.example/v25.0",
        "https:\\\\graph.facebook.com/v25.0",
        "http://contoh.example\\@localhost:9/v25.0",
        "https://graph.facebook.com/\\@contoh.example",
    ],
)
def test_a_backslash_does_not_hide_the_host_that_requests_would_call(url):
    assert not may_have_token(url)


@pytest.mark.parametrize("user", ["", "nama", "nama:sandi", "nama%40contoh.example", "a@b"])
@pytest.mark.parametrize(
    "place", ["https://{}@graph.facebook.com/v25.0", "http://{}@localhost:9/v25.0"]
)
def test_an_address_with_the_name_of_a_user_may_not_have_it(place, user):
    assert not may_have_token(place.format(user))


@pytest.mark.parametrize("port", ["65536", "pintu", "-1", "+443", " 443", "\u0664\u0664\u0663"])
@pytest.mark.parametrize(
    "place", ["https://graph.facebook.com:{}/v25.0", "http://localhost:{}", "http://[::1]:{}/"]
)
def test_an_address_with_a_port_that_is_none_may_not_have_it(place, port):
    assert not may_have_token(place.format(port))


@pytest.mark.parametrize("url", ["", "graph.facebook.com", "localhost:9", "/v25.0", "https:///x"])
def test_an_address_without_a_host_may_not_have_it(url):
    assert not may_have_token(url)


@pytest.mark.parametrize(
    "url", ["https://[", "https://[::1", "https://contoh.example\u2100@graph.facebook.com"]
)
def test_an_address_that_is_none_may_not_have_it(url):
    assert not may_have_token(url)


@pytest.mark.parametrize(
    "url",
    ["//localhost:9/v25.0", "ftp://localhost/", "file://localhost/x", "ws://[::1]:9/", "x://::1"],
)
def test_this_machine_may_have_it_only_through_http(url):
    assert not may_have_token(url)


PIECES = [
    *("https://", "http://", "ftp://", "//", "https:", "graph.facebook.com", "localhost", "[::1]"),
    *("127.0.0.1", "contoh.example", "@", ":", "443", "9", "/", "\\", "?", "#", ".", ";", "[", "]"),
    *("%2f", "%40", "%00", "\n", "\t", " ", "\0", "\u2100", "\u3002", "\uff20", "\ud83d", "x"),
]
junk = st.text() | st.lists(st.sampled_from(PIECES) | st.characters()).map("".join)
addresses = st.tuples(
    st.sampled_from(["https://", "http://"]),
    st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
    st.sampled_from(["graph.facebook.com", "localhost", "[::1]"]),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
).map("".join)


@given(junk | addresses)
def test_whatever_comes_instead_of_an_address_then_there_is_an_answer(url):
    assert may_have_token(url) in (True, False)


@settings(max_examples=300)
@given(addresses)
def test_given_an_address_that_may_have_it_then_requests_calls_no_other_host(url):
    if not may_have_token(url):
        return
    try:
        called = parse_url(requests.Request("GET", url).prepare().url).host
    except ValueError:
        return  # nothing is sent to what requests cannot read
    assert called.strip("[]") in META_HOSTS | LOOPBACK_HOSTS
