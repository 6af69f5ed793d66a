from __future__ import annotations

import base64
import hashlib

import pytest

from simulator.media import SAMPLES, MediaLibrary
from simulator.phone_messages import (
    PhoneRequestError,
    address,
    compose,
    corrected_message,
    quote,
    sent_at,
)


@pytest.fixture
def library():
    return MediaLibrary()


def test_a_text_keeps_its_line_breaks(library):
    assert compose({"type": "text", "text": "a\nb"}, library) == {
        "type": "text",
        "text": {"body": "a\nb"},
    }


@pytest.mark.parametrize("kind", ["button_reply", "list_reply"])
def test_a_tapped_choice_becomes_an_interactive_reply(library, kind):
    request = {"type": kind, "id": "x", "title": "Ya", "context": "wamid.A"}
    assert compose(request, library) == {
        "type": "interactive",
        "interactive": {"type": kind, kind: {"id": "x", "title": "Ya"}},
    }


def test_a_tapped_button_of_a_template_becomes_its_payload_and_text(library):
    request = {"type": "button", "id": "/daftar", "title": "Daftar", "context": "wamid.A"}
    assert compose(request, library) == {
        "type": "button",
        "button": {"payload": "/daftar", "text": "Daftar"},
    }


@pytest.mark.parametrize("kind", ["button_reply", "button"])
@pytest.mark.parametrize("missing", ["id", "title", "context"])
def test_given_a_choice_without_a_needed_part_then_it_is_refused(library, missing, kind):
    request = {"type": kind, "id": "x", "title": "Ya", "context": "wamid.A"}
    del request[missing]
    with pytest.raises(PhoneRequestError, match=missing):
        compose(request, library)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_given_a_file_message_without_data_then_the_sample_is_sent(library, kind):
    content = compose({"type": kind}, library)[kind]
    stored = library.get(content["id"])
    assert stored.content == SAMPLES[kind].read()
    assert content["mime_type"] == SAMPLES[kind].mime_type
    assert base64.b64decode(content["sha256"]) == hashlib.sha256(stored.content).digest()


def test_given_a_file_message_with_data_then_that_is_sent(library):
    data = base64.b64encode(b"isi foto").decode()
    request = {"type": "image", "data": data, "mime_type": "image/png", "caption": "KTP"}
    content = compose(request, library)["image"]
    assert library.get(content["id"]).content == b"isi foto"
    assert (content["mime_type"], content["caption"]) == ("image/png", "KTP")


def test_a_document_has_a_filename_and_a_voice_note_says_so(library):
    assert compose({"type": "document"}, library)["document"]["filename"] == "dokumen.pdf"
    assert compose({"type": "audio"}, library)["audio"]["voice"] is True
    assert compose({"type": "sticker"}, library)["sticker"]["animated"] is False


def test_a_reaction_taken_back_has_no_emoji(library):
    request = {"type": "reaction", "message_id": "wamid.A", "emoji": ""}
    assert compose(request, library)["reaction"] == {"message_id": "wamid.A"}


def test_shared_contacts_are_passed_on_or_a_sample_is_used(library):
    card = {"name": {"formatted_name": "Posko"}, "phones": []}
    assert compose({"type": "contacts", "contacts": [card]}, library)["contacts"] == [card]
    assert compose({"type": "contacts"}, library)["contacts"][0]["phones"]


def test_an_unsupported_message_carries_metas_error(library):
    assert compose({"type": "unsupported"}, library)["errors"][0]["code"] == 131051


@pytest.mark.parametrize(
    "request_body",
    [
        {},
        {"type": "telepati"},
        {"type": ["text"]},
        {"type": "text"},
        {"type": "text", "text": "  "},
        {"type": "text", "text": 5},
        {"type": "location", "latitude": 1},
        {"type": "location", "latitude": 90.1, "longitude": 0},
        {"type": "location", "latitude": 0, "longitude": -180.1},
        {"type": "location", "latitude": "0", "longitude": 0},
        {"type": "location", "latitude": True, "longitude": 0},
        {"type": "image", "data": "bukan base64!", "mime_type": "image/png"},
        {"type": "image", "data": "YQ=="},
        {"type": "reaction", "emoji": "👍"},
        {"type": "edit", "text": "Budi"},
        {"type": "edit", "message_id": "wamid.A"},
        {"type": "revoke"},
    ],
)
def test_given_what_a_phone_cannot_send_then_it_is_refused(library, request_body):
    with pytest.raises(PhoneRequestError):
        compose(request_body, library)


def test_a_message_is_completed_with_sender_id_and_time():
    sender = {"from": "628990000001", "from_user_id": "ID.1"}
    complete = address({"type": "text"}, sender, "wamid.A", 1614556800)
    assert complete == {
        "from": "628990000001",
        "from_user_id": "ID.1",
        "id": "wamid.A",
        "timestamp": "1614556800",
        "type": "text",
    }


def test_an_edit_carries_the_corrected_text_and_what_it_corrects(library):
    request = {"type": "edit", "message_id": "wamid.A", "text": "Budi"}
    assert compose(request, library) == {
        "type": "edit",
        "edit": {
            "original_message_id": "wamid.A",
            "message": {"type": "text", "text": {"body": "Budi"}},
        },
    }


def test_a_revocation_names_what_it_takes_back(library):
    request = {"type": "revoke", "message_id": "wamid.A"}
    assert compose(request, library) == {
        "type": "revoke",
        "revoke": {"original_message_id": "wamid.A"},
    }


@pytest.mark.parametrize("kind", ["edit", "revoke"])
def test_a_correction_tells_which_message_it_is_about(library, kind):
    request = {"type": kind, "message_id": "wamid.A", "text": "Budi"}
    assert corrected_message(compose(request, library)) == "wamid.A"


def test_other_messages_correct_nothing(library):
    assert corrected_message(compose({"type": "text", "text": "halo"}, library)) is None


def test_a_message_may_pretend_to_be_older():
    assert sent_at({"timestamp": 1614556800}) == 1614556800
    assert sent_at({}) is None


@pytest.mark.parametrize("timestamp", ["1614556800", 1.5, True, -1])
def test_given_a_time_that_is_none_then_it_is_refused(timestamp):
    with pytest.raises(PhoneRequestError, match="timestamp"):
        sent_at({"timestamp": timestamp})


def test_only_an_answer_quotes_a_message():
    assert quote({"context": "wamid.A"}, "628") == {"context": {"from": "628", "id": "wamid.A"}}
    assert quote({}, "628") == {}
