from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.whatsapp.payload_samples import (
    CITIZEN,
    call,
    message,
    published,
    text_message,
    value,
)
from whatsapp.inbound import read_messages

PUBLISHED = published()
needs_published = pytest.mark.skipif(not PUBLISHED, reason="Meta's examples are not at hand")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def texts(*messages):
    return [read.text for read in read_messages(call(value(messages)))]


def test_a_message_is_read_with_all_its_fields():
    (read,) = read_messages(call(value([text_message("halo")])))
    assert (read.message_id, read.address, read.kind, read.text, read.timestamp) == (
        "wamid.A",
        CITIZEN,
        "text",
        "halo",
        1749416383,
    )


def test_messages_of_all_entries_and_changes_are_read_in_order():
    first = value([text_message("1"), text_message("2")])
    assert [m.text for m in read_messages(call(first, value([text_message("3")])))] == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize("sign", ["/", "#"])
@pytest.mark.parametrize("padding", ["", " ", "\n\t", "\u00a0", "\u3000"])
def test_a_typed_command_is_disarmed(sign, padding):
    assert texts(text_message(f"{padding}{sign}restart")) == [f"\u200b{sign}restart"]


@pytest.mark.parametrize("body", ["", "  \n ", None, 7, {}, "\0"])
def test_a_text_without_characters_is_named(body):
    assert texts(text_message(body)) == ["#kiriman=kosong"]


def test_a_text_message_without_its_text_is_named():
    assert texts(message("text")) == ["#kiriman=kosong"]


@pytest.mark.parametrize(("length", "kept"), [(4095, 4095), (4096, 4096), (4097, 4096)])
def test_a_long_text_is_cut(length, kept):
    assert texts(text_message("a" * length)) == ["a" * kept]


def test_half_a_surrogate_pair_does_not_survive():
    (text,) = texts(text_message("apa \ud83d kabar"))
    assert text.encode() == b"apa ? kabar"


@pytest.mark.parametrize("choice", ["/daftar", '/isi{"a":"b c"}', "#kota=3171"])
@pytest.mark.parametrize("kind", ["button_reply", "list_reply"])
def test_the_id_of_our_own_button_is_kept_word_for_word(kind, choice):
    chosen = message("interactive", {"type": kind, kind: {"id": choice, "title": "Pilihan"}})
    assert texts(chosen) == [choice]


@pytest.mark.parametrize("choice", ["cancel-button", "", None, 7, "/" + "a" * 256, "/a\nb"])
def test_given_an_id_that_is_not_ours_then_what_the_citizen_saw_counts(choice):
    content = {"type": "button_reply", "button_reply": {"id": choice, "title": "Batalkan"}}
    assert texts(message("interactive", content)) == ["Batalkan"]


def test_the_title_of_a_strange_button_is_disarmed():
    content = {"type": "button_reply", "button_reply": {"id": "x", "title": "/restart"}}
    assert texts(message("interactive", content)) == ["\u200b/restart"]


def test_the_payload_of_a_template_button_is_kept_word_for_word():
    assert texts(message("button", {"payload": "/hadir", "text": "Saya hadir"})) == ["/hadir"]


def test_the_text_of_a_strange_template_button_counts_as_typed():
    assert texts(message("button", {"payload": "Unsubscribe", "text": "Berhenti"})) == ["Berhenti"]


@pytest.mark.parametrize(
    "content", [None, {}, {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}]
)
def test_an_interactive_answer_that_is_none_of_ours_is_named(content):
    assert texts(message("interactive", content)) == ["#kiriman=interactive"]


def test_a_shared_place_becomes_coordinates():
    place = {"latitude": -6.2087634, "longitude": 106, "name": "Monas", "address": "Jakarta"}
    assert texts(message("location", place)) == ["#lokasi=-6.208763,106.000000"]


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"latitude": 1},
        {"latitude": "1", "longitude": "2"},
        {"latitude": True, "longitude": 2},
        {"latitude": 90.1, "longitude": 2},
        {"latitude": 1, "longitude": -180.1},
        {"latitude": float("nan"), "longitude": 2},
        {"latitude": 10**400, "longitude": 2},
    ],
)
def test_a_place_that_is_none_is_named(place):
    assert texts(message("location", place)) == ["#kiriman=location"]


@pytest.mark.parametrize(
    "kind",
    [
        "image",
        "document",
        "audio",
        "video",
        "sticker",
        "voice",
        "contacts",
        "order",
        "unsupported",
        "edit",
        "kelak_ada",
    ],
)
def test_what_the_bot_cannot_read_is_named_by_its_type(kind):
    assert texts(message(kind, {"id": "1"})) == [f"#kiriman={kind}"]


@pytest.mark.parametrize("kind", ["image", "document", "video"])
def test_a_caption_counts_as_typed_text(kind):
    assert texts(message(kind, {"id": "1", "caption": " /restart"})) == ["\u200b/restart"]


@pytest.mark.parametrize("kind", [None, 7, "", "A B", "x" * 41, "a=b", ["text"]])
def test_a_type_that_is_no_name_is_unknown(kind):
    assert texts({**text_message("halo"), "type": kind}) == ["#kiriman=unknown"]


@pytest.mark.parametrize("kind", ["reaction", "system"])
def test_reactions_and_system_notes_are_no_messages(kind):
    assert texts(message(kind, {"body": "x", "emoji": "x"})) == []


def test_messages_to_groups_are_left_out():
    assert texts(text_message("halo", group_id="Y2Fw")) == []


@pytest.mark.parametrize(
    "sender", [None, "", "ID.13491208655302741918", "٦٢٨١٢٣٤٥", "1" * 21, True]
)
def test_given_no_number_then_the_message_is_skipped(sender):
    assert texts({**text_message("halo"), "from": sender}, text_message("hai")) == ["hai"]


@pytest.mark.parametrize(
    "sender", [CITIZEN, f"+{CITIZEN}", int(CITIZEN)], ids=["digits", "with plus", "as number"]
)
def test_the_address_is_digits_only(sender):
    (read,) = read_messages(call(value([{**text_message("halo"), "from": sender}])))
    assert read.address == CITIZEN


@pytest.mark.parametrize("message_id", [None, "", 7, "a b", "a\0", "é", "x" * 256])
def test_given_no_usable_id_then_the_message_is_skipped(message_id):
    assert texts({**text_message("halo"), "id": message_id}, text_message("hai")) == ["hai"]


@pytest.mark.parametrize(
    ("timestamp", "seconds"),
    [
        ("1749416383", 1749416383),
        (1749416383, 1749416383),
        ("1749416383123", 1749416383),
        (None, None),
        ("besok", None),
        ("-5", None),
        ("9" * 30, None),
        (1.5, None),
    ],
)
def test_the_time_is_in_seconds_or_not_known(timestamp, seconds):
    (read,) = read_messages(call(value([text_message("halo", timestamp=timestamp)])))
    assert read.timestamp == seconds


def test_no_personal_data_is_shown():
    (read,) = read_messages(call(value([text_message("rahasia")])))
    assert not any(secret in repr(read) for secret in ("rahasia", CITIZEN, "wamid"))


@needs_published
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text_message", ["Does it come in another color?"]),
        ("button_message", ["Unsubscribe"]),
        ("interactive_button_reply_message", ["Cancel"]),
        ("interactive_list_reply_message", ["Priority Mail Express"]),
        ("image_message", ["Taj Mahal"]),
        ("location_message", ["#lokasi=37.442215,-122.161659"]),
        ("contact_sharing_message", ["#kiriman=contacts"]),
        ("order_message", ["#kiriman=order"]),
        ("unsupported_message", ["#kiriman=unsupported"]),
        ("reaction_message", []),
        ("system_message", []),
        ("group_create_message", []),
        ("group_remove_participants", []),
        ("group_settings_update", []),
        ("text_message_from_click_to_whatsapp_ad", ["Hello! Can I get more info on this?"]),
        ("text_message_with_context_product_inquiry", ["Is this still available?"]),
    ],
)
def test_metas_own_examples_are_read(name, expected):
    assert [read.text for read in read_messages(PUBLISHED[name])] == expected


def places(node, path=()):
    """Yield the path of everything inside a JSON value."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in items:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, key))


def changed(payload, path, replacement):
    result = copy.deepcopy(payload)
    holder = result
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = replacement
    return result


SAMPLES = [
    *PUBLISHED.values(),
    call(value([text_message("/a"), message("location", {"latitude": 1.5, "longitude": 2})])),
    call(value([message("interactive", {"list_reply": {"id": "/a", "title": "A"}})])),
]


@settings(max_examples=400)
@given(st.data())
def test_given_any_change_anywhere_then_reading_never_fails_or_lets_a_typed_command_in(data):
    sample = data.draw(st.sampled_from(SAMPLES))
    path = data.draw(st.sampled_from(list(places(sample))))
    payload = changed(sample, path, data.draw(JSON))
    for read in read_messages(payload):
        assert 0 < len(read.text) <= 4096
        assert read.text.encode()
        typed = read.kind not in ("interactive", "button")
        if typed and read.text.startswith(("/", "#")):
            assert read.text.startswith(("#kiriman=", "#lokasi="))


@given(st.text(max_size=50))
def test_typed_text_is_never_a_command_once_rasa_has_stripped_it(body):
    (text,) = texts(json.loads(json.dumps(text_message(body))))
    assert text == "#kiriman=kosong" or not text.strip().startswith(("/", "#"))
