from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.graph_errors import GraphError
from simulator.graph_rules import (
    check_message,
    check_product,
    check_receipt,
    is_receipt,
    recipient_number,
    referenced_media,
)

TO = "+628990000001"


def message(**content):
    return {"messaging_product": "whatsapp", "to": TO, **content}


def text(body):
    return message(type="text", text={"body": body})


def image(**content):
    return message(type="image", image=content)


def location(latitude, longitude):
    return message(type="location", location={"latitude": latitude, "longitude": longitude})


def template(**content):
    return message(type="template", template=content)


def refusal(body):
    with pytest.raises(GraphError) as caught:
        check_message(body)
    return caught.value.code


@pytest.mark.parametrize(
    "body",
    [
        text("a"),
        text("a" * 4096),
        message(text={"body": "without a type it is text"}),
        message(type="text", text={"body": "a"}, biz_opaque_callback_data="x" * 512),
        message(type="text", text={"body": "a"}, context={"message_id": "wamid.A"}),
        message(type="text", text={"body": "a"}, recipient_type="individual"),
        image(id="1"),
        image(link="https://contoh.example/qr.png", caption="c" * 1024),
        location(-90, 180),
        location("-6.9", "107.6"),
        template(name="pengingat", language={"code": "id"}),
        message(type="reaction", reaction={"message_id": "wamid.A", "emoji": "👍"}),
        message(type="reaction", reaction={"message_id": "wamid.A", "emoji": ""}),
    ],
)
def test_given_a_message_at_or_within_the_limits_then_it_is_accepted(body):
    check_message(body)


@pytest.mark.parametrize(
    "body",
    [
        text(""),
        text("  \n"),
        text("a" * 4097),
        text(5),
        message(type="text", text="halo"),
        message(type="text", text={"body": "a"}, biz_opaque_callback_data="x" * 513),
        image(id="1", link="https://contoh.example/qr.png"),
        image(caption="neither id nor link"),
        image(link="ftp://contoh.example/qr.png"),
        image(id="1", caption="c" * 1025),
        location(-90.01, 0),
        location(0, 180.01),
        location("utara", 0),
        location(True, 0),
        location("nan", 0),
    ],
)
def test_given_a_value_over_the_limit_or_of_the_wrong_kind_then_code_131009(body):
    assert refusal(body) == 131009


@pytest.mark.parametrize(
    "body",
    [
        message(type="text"),
        message(type="text", text={}),
        message(type="image"),
        message(type="location", location={"latitude": 1}),
        template(name="pengingat"),
        template(name="pengingat", language={}),
        template(language={"code": "id"}),
        message(type="reaction", reaction={"message_id": "wamid.A"}),
        message(type="text", text={"body": "a"}, context={}),
    ],
)
def test_given_a_missing_part_then_code_131008(body):
    assert refusal(body) == 131008


@pytest.mark.parametrize(
    "body",
    [
        message(type="hologram", hologram={}),
        message(type=["text"]),
        message(type="text", text={"body": "a"}, recipient_type="group"),
        {"messaging_product": "whatsapp", "type": "text", "text": {"body": "a"}},
        {**text("a"), "to": "628-990"},
        {**text("a"), "to": 628990000001},
        {**text("a"), "to": "0812345678"},
    ],
)
def test_given_a_wrong_type_or_recipient_then_code_100(body):
    assert refusal(body) == 100


def test_the_recipients_wa_id_has_no_plus():
    assert recipient_number({"to": "+628990000001"}) == "628990000001"
    assert recipient_number({"to": "628990000001"}) == "628990000001"


@pytest.mark.parametrize("product", [None, "messenger"])
def test_given_another_product_then_code_100(product):
    with pytest.raises(GraphError) as caught:
        check_product({"messaging_product": product})
    assert caught.value.code == 100


def test_given_a_read_receipt_with_typing_then_its_message_id_is_returned():
    body = {"status": "read", "message_id": "wamid.A", "typing_indicator": {"type": "text"}}
    assert is_receipt(body)
    assert check_receipt(body) == "wamid.A"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "seen", "message_id": "wamid.A"}, 131009),
        ({"status": "read"}, 131008),
        ({"status": "read", "message_id": "wamid.A", "typing_indicator": {"type": "a"}}, 131009),
    ],
)
def test_given_a_malformed_receipt_then_it_is_refused(body, code):
    with pytest.raises(GraphError) as caught:
        check_receipt(body)
    assert caught.value.code == code


def test_media_ids_are_found_in_the_image_and_in_the_header():
    header = {"type": "image", "image": {"id": "22"}}
    assert list(referenced_media(image(id="11"))) == ["11"]
    with_header = message(type="interactive", interactive={"header": header})
    assert list(referenced_media(with_header)) == ["22"]
    assert list(referenced_media(text("a"))) == []


words = st.sampled_from(
    [
        "type",
        "text",
        "body",
        "interactive",
        "button",
        "list",
        "header",
        "footer",
        "action",
        "to",
        "buttons",
        "sections",
        "rows",
        "image",
        "id",
        "link",
        "location",
        "latitude",
        "longitude",
        "template",
        "reaction",
        "context",
        "message_id",
        "emoji",
        "name",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=5),
    max_leaves=12,
)
kinds = st.sampled_from(["text", "interactive", "image", "location", "template", "reaction"])


@given(kinds, values, st.dictionaries(words, values, max_size=3))
def test_whatever_the_bot_sends_it_is_accepted_or_refused_but_never_breaks(kind, content, more):
    body = {"messaging_product": "whatsapp", **more, "to": TO, "type": kind, kind: content}
    try:
        check_message(body)
    except GraphError:
        return
    assert all(isinstance(media_id, str) for media_id in referenced_media(body))


@pytest.mark.parametrize("number", [10**400, "1e999", [], {}])
def test_given_an_absurd_number_then_code_131009(number):
    assert refusal(location(number, 0)) == 131009


@pytest.mark.parametrize(
    "name",
    [
        "send_text_message.json",
        "send_text_message_with_preview_url.json",
        "send_reply_to_text_message.json",
        "send_image_message_by_id.json",
        "send_location_message.json",
        "send_reply_with_reaction_message.json",
        "send_message_template_text.json",
        "send_test_message.json",
        "send_reply_button.json",
        "send_list_message.json",
    ],
)
def test_metas_own_examples_are_accepted(example, name):
    check_message({**example(f"send/{name}"), "to": TO})


def test_metas_example_of_a_typing_indicator_is_accepted(example):
    body = example("send/send_typing_indicator_and_read_receipt.json")
    assert check_receipt(body).startswith("wamid.")
