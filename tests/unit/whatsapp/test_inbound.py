from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.whatsapp.payload_samples import (
    CITIZEN,
    PHONE_NUMBER_ID,
    USER_ID,
    call,
    message,
    published,
    text_message,
    value,
)
from vaksin.people.addresses import Addresses
from whatsapp.calls import read_call

PUBLISHED = published()
needs_published = pytest.mark.skipif(not PUBLISHED, reason="Meta's examples are not at hand")


def read_messages(*messages):
    return read_call(call(value(messages)), PHONE_NUMBER_ID).messages


def texts(*messages):
    return [read.text for read in read_messages(*messages)]


def test_a_message_is_read_with_all_its_fields():
    (read,) = read_messages(text_message("halo"))
    assert (read.message_id, read.sender, read.kind, read.text, read.timestamp) == (
        "wamid.A",
        Addresses(phone=CITIZEN),
        "text",
        "halo",
        1749416383,
    )


def test_the_sender_may_have_a_user_id_and_no_number():
    (read,) = read_messages(text_message("halo", **{"from": None, "from_user_id": USER_ID}))
    assert read.sender == Addresses(user_id=USER_ID)


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
    "content",
    [
        *(None, {}, "rusak", {"type": "list_reply"}, {"type": "kelak_ada"}),
        *({"type": ["call_permission_reply"]}, {"call_permission_reply": {"response": "accept"}}),
    ],
)
def test_an_interactive_answer_that_is_none_of_ours_is_named(content):
    assert texts(message("interactive", content)) == ["#kiriman=interactive"]


@pytest.mark.parametrize(
    "content",
    [
        {"call_permission_reply": {"response": "accept", "response_source": "user_action"}},
        {"call_permission_reply": {"response": "reject"}},
        {"button_reply": {"id": "/restart", "title": "Izinkan"}},
        {"nfm_reply": {}},
        {},
    ],
)
def test_whether_the_bot_may_call_is_kept_without_text(content):
    answer = message("interactive", {"type": "call_permission_reply", **content})
    (read,) = read_messages(answer)
    assert (read.kind, read.text, read.original_id) == ("call_permission_reply", "", "")
    assert (read.message_id, read.sender) == ("wamid.A", Addresses(phone=CITIZEN))


@pytest.mark.parametrize("answer", [{"response_json": "{}"}, {"response_json": "[1]"}, {}, None])
def test_an_answer_from_a_form_of_whatsapp_is_named_as_such(answer):
    content = {"type": "nfm_reply", "nfm_reply": answer}
    assert texts(message("interactive", content)) == ["#kiriman=nfm_reply"]


def test_what_a_form_of_whatsapp_holds_is_no_command():
    answer = {"response_json": '{"id": "/restart"}', "body": "/restart", "name": "/restart"}
    content = {"type": "nfm_reply", "nfm_reply": answer}
    assert texts(message("interactive", content)) == ["#kiriman=nfm_reply"]


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


@pytest.mark.parametrize("kind", ["reaction", "system", "request_welcome"])
def test_what_nobody_waits_for_an_answer_to_is_kept_without_text(kind):
    (read,) = read_messages(message(kind, {"body": "x", "emoji": "x", "caption": "x"}))
    assert (read.kind, read.text, read.original_id) == (kind, "", "")


def edit(corrected, original_id="wamid.0"):
    return message("edit", {"original_message_id": original_id, "message": corrected})


def test_an_edit_has_the_new_text_and_names_its_original():
    (read,) = read_messages(edit(text_message("maksud saya besok", id="wamid.C")))
    assert (read.message_id, read.kind) == ("wamid.A", "edit")
    assert (read.text, read.original_id) == ("maksud saya besok", "wamid.0")


@pytest.mark.parametrize("sign", ["/", "#"])
def test_a_command_that_is_typed_in_later_is_disarmed(sign):
    assert texts(edit(text_message(f" {sign}restart"))) == [f"\u200b{sign}restart"]


@pytest.mark.parametrize(
    ("corrected", "text"),
    [
        (message("image", {"id": "1", "caption": "baru"}), "baru"),
        (message("image", {"id": "1"}), "#kiriman=image"),
        (message("location", {"latitude": 1, "longitude": 2}), "#lokasi=1.000000,2.000000"),
        (text_message(""), "#kiriman=kosong"),
    ],
)
def test_whatever_was_edited_is_read_as_if_it_were_new(corrected, text):
    assert texts(edit(corrected)) == [text]


@pytest.mark.parametrize("kind", ["edit", "revoke", "reaction", "system", "request_welcome"])
def test_an_edit_of_what_cannot_be_edited_is_named(kind):
    assert texts(edit(message(kind, {"original_message_id": "wamid.0"}))) == ["#kiriman=edit"]


def test_an_edit_of_whether_the_bot_may_call_is_named():
    answer = message("interactive", {"type": "call_permission_reply"})
    assert texts(edit(answer)) == ["#kiriman=edit"]


@pytest.mark.parametrize("corrected", [None, "rusak", {}])
def test_an_edit_without_its_new_message_corrects_nothing(corrected):
    (read,) = read_messages(edit(corrected))
    assert (read.text, read.original_id) == ("#kiriman=edit", "")


def test_a_revocation_says_nothing_and_names_its_original():
    (read,) = read_messages(message("revoke", {"original_message_id": "wamid.0"}))
    assert (read.text, read.original_id) == ("", "wamid.0")


@pytest.mark.parametrize("kind", ["edit", "revoke"])
@pytest.mark.parametrize(
    "content",
    [None, "rusak", {}, {"original_message_id": 7}, {"original_message_id": "a b"}],
    ids=["nothing", "no object", "empty", "a number", "no id"],
)
def test_an_edit_or_revocation_of_nothing_is_named_by_its_type(kind, content):
    (read,) = read_messages(message(kind, content))
    assert (read.text, read.original_id) == (f"#kiriman={kind}", "")


def test_an_edit_of_nothing_does_not_say_its_new_text():
    assert texts(edit(text_message("baru"), original_id=None)) == ["#kiriman=edit"]


def test_only_an_edit_or_a_revocation_has_an_original():
    content = {"body": "halo", "original_message_id": "wamid.0"}
    (read,) = read_messages(message("text", content, original_message_id="wamid.0"))
    assert read.original_id == ""


@pytest.mark.parametrize("sent", [text_message("halo"), message("reaction", {"emoji": "x"})])
def test_what_is_written_to_groups_is_left_out(sent):
    assert read_messages({**sent, "group_id": "Y2Fw"}) == []


def test_what_is_written_to_groups_need_not_be_readable():
    read_all = read_call(call(value([{"group_id": "Y2Fw"}])), PHONE_NUMBER_ID)
    assert (read_all.items, read_all.unreadable) == ([], [])


@pytest.mark.parametrize("sender", [None, "", "٦٢٨١٢٣٤٥", "1" * 21, True, "ID.", {}])
def test_given_no_sender_then_the_message_is_unreadable(sender):
    messages = [{**text_message("halo"), "from": sender}, text_message("hai")]
    read_all = read_call(call(value(messages)), PHONE_NUMBER_ID)
    assert [kept.text for kept in read_all.messages] == ["hai"]
    assert [kept.reason for kept in read_all.unreadable] == ["no_sender"]


@pytest.mark.parametrize("message_id", [None, "", 7, "a b", "a\0", "é", "x" * 256])
def test_given_no_usable_id_then_the_message_is_unreadable(message_id):
    messages = [{**text_message("halo"), "id": message_id}, text_message("hai")]
    read_all = read_call(call(value(messages)), PHONE_NUMBER_ID)
    assert [kept.text for kept in read_all.messages] == ["hai"]
    assert [kept.reason for kept in read_all.unreadable] == ["no_message_id"]


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
    (read,) = read_messages(text_message("halo", timestamp=timestamp))
    assert read.timestamp == seconds


def test_no_personal_data_is_shown():
    (read,) = read_messages(edit(text_message("rahasia")))
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
        ("reaction_message", [""]),
        ("system_message", []),
        ("group_create_message", []),
        ("group_remove_participants", []),
        ("group_settings_update", []),
        ("text_message_from_click_to_whatsapp_ad", ["Hello! Can I get more info on this?"]),
        ("text_message_with_context_product_inquiry", ["Is this still available?"]),
    ],
)
def test_metas_own_examples_are_read(name, expected):
    read_all = read_call(PUBLISHED[name], PHONE_NUMBER_ID)
    assert [read.text for read in read_all.messages] == expected
    assert read_all.unreadable == []


@given(st.text(max_size=50))
def test_typed_text_is_never_a_command_once_rasa_has_stripped_it(body):
    (text,) = texts(json.loads(json.dumps(text_message(body))))
    assert text == "#kiriman=kosong" or not text.strip().startswith(("/", "#"))
