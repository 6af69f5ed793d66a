from __future__ import annotations

import pytest

from simulator.graph_errors import GraphError
from simulator.graph_interactive import check_interactive
from simulator.graph_rules import check_image


def reply(identifier="a", title="Ya"):
    return {"type": "reply", "reply": {"id": identifier, "title": title}}


def buttons(*items, body="Siapa?", **parts):
    return {"type": "button", "body": {"text": body}, "action": {"buttons": list(items)}, **parts}


def row(identifier="r", title="Baris", **parts):
    return {"id": identifier, "title": title, **parts}


def section(*rows, **parts):
    return {"rows": list(rows), **parts}


def listing(*sections, button="Pilih", body="Pilih satu", **parts):
    action = {"button": button, "sections": list(sections)}
    return {"type": "list", "body": {"text": body}, "action": action, **parts}


def rows(count, prefix="r"):
    return [row(f"{prefix}{index}") for index in range(count)]


def location_request(body="Di mana?", name="send_location"):
    return {
        "type": "location_request_message",
        "body": {"text": body},
        "action": {"name": name},
    }


def text_header(text):
    return {"header": {"type": "text", "text": text}}


def footer(text):
    return {"footer": {"text": text}}


def ten_sections():
    return [section(row(f"r{index}"), title=f"Bagian {index}") for index in range(10)]


def refusal(content):
    with pytest.raises(GraphError) as caught:
        check_interactive(content, check_image)
    return caught.value.code


@pytest.mark.parametrize(
    "content",
    [
        buttons(reply()),
        buttons(reply("a", "A"), reply("b", "B"), reply("c", "C")),
        buttons(reply("i" * 256, "t" * 20), body="b" * 1024),
        buttons(reply(), **text_header("h" * 60), **footer("f" * 60)),
        buttons(reply(), header={"type": "image", "image": {"id": "1"}}),
        listing(section(row())),
        listing(section(*rows(10)), button="b" * 20, body="b" * 1024),
        listing(section(row("i" * 200, "t" * 24, description="d" * 72), title="s" * 24)),
        listing(section(row()), **text_header("h" * 60), **footer("f" * 60)),
        listing(*ten_sections()),
        location_request("b" * 1024),
    ],
)
def test_given_content_at_or_within_the_limits_then_it_is_accepted(content):
    check_interactive(content, check_image)


@pytest.mark.parametrize(
    "content",
    [
        buttons(),
        buttons(reply("a", "A"), reply("b", "B"), reply("c", "C"), reply("d", "D")),
        buttons(reply("i" * 257)),
        buttons(reply(title="t" * 21)),
        buttons(reply(title="")),
        buttons(reply("a", "Ya"), reply("b", "Ya")),
        buttons({"type": "url", "reply": {"id": "a", "title": "A"}}),
        buttons(reply(), body="b" * 1025),
        buttons(reply(), **text_header("h" * 61)),
        buttons(reply(), **footer("f" * 61)),
        buttons(reply(), header={"type": "video", "video": {"id": "1"}}),
        buttons(reply(), header={"type": "image", "image": {}}),
        listing(),
        listing(section()),
        listing(section(*rows(11))),
        listing(section(*rows(6, "a"), title="A"), section(*rows(5, "b"), title="B")),
        listing(*ten_sections(), section(row("r10"), title="Bagian 10")),
        listing(section(row()), button="b" * 21),
        listing(section(row()), body="b" * 1025),
        listing(section(row("i" * 201))),
        listing(section(row(title="t" * 25))),
        listing(section(row(description="d" * 73))),
        listing(section(row(), title="s" * 25)),
        listing(section(row("sama"), row("sama"))),
        listing(section(row("sama"), title="A"), section(row("sama"), title="B")),
        listing(section(row()), header={"type": "image", "image": {"id": "1"}}),
        location_request("b" * 1025),
        location_request(name="send_money"),
        {"type": "carousel", "body": {"text": "a"}, "action": {}},
    ],
)
def test_given_content_just_over_a_limit_then_code_131009(content):
    assert refusal(content) == 131009


@pytest.mark.parametrize(
    "content",
    [
        {"type": "button", "action": {"buttons": [reply()]}},
        {"type": "button", "body": {"text": "a"}},
        {"type": "button", "body": {"text": "a"}, "action": {}},
        buttons({"type": "reply", "reply": {"title": "tanpa id"}}),
        listing(section(row("a")), section(row("b"), title="B")),
        listing({"title": "tanpa baris"}),
        listing(section({"id": "tanpa judul"})),
    ],
)
def test_given_a_missing_part_then_code_131008(content):
    assert refusal(content) == 131008
