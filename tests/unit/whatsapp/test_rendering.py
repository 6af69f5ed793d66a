from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.limits import check
from whatsapp.rendering import render

QR = "data:image/png;base64,iVBORw0KGgo="
LINK = "https://contoh.go.id/gambar.png"


def buttons(*titles):
    return [{"title": title, "payload": f"/{title.lower()}"} for title in titles]


def summary(payload):
    """Describe a message in a few words: its kind, what is written, what can be tapped."""
    kind = payload["type"]
    content = payload[kind]
    if kind == "text":
        return ("text", content["body"])
    if kind == "image":
        return ("image", content.get("caption", ""))
    if kind != "interactive":
        return (kind,)
    action = content["action"]
    header = ("image",) if "header" in content else ()
    taps = [b["reply"]["title"] for b in action.get("buttons", [])]
    taps += [row["title"] for section in action.get("sections", []) for row in section["rows"]]
    return (content["type"], *header, content["body"]["text"], *taps)


def shown(*responses):
    return [summary(payload) for payload in render(list(responses))]


FAQ = {"text": "Vaksin ini halal.", "buttons": buttons("Daftar", "Menu")}
QUESTION = {"text": "Apakah sedang demam?", "buttons": buttons("Ya", "Tidak")}
A, B = {"text": "A"}, {"text": "B"}


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ([], []),
        ([{}], []),
        ([{"text": None, "buttons": None, "image": None, "custom": None}], []),
        ([A], [("text", "A")]),
        ([A, B], [("text", "A\n\nB")]),
        ([{"text": "A\n\nB"}], [("text", "A\n\nB")]),
        ([QUESTION], [("button", "Apakah sedang demam?", "Ya", "Tidak")]),
        ([A, B, QUESTION], [("button", "A\n\nB\n\nApakah sedang demam?", "Ya", "Tidak")]),
        ([QUESTION, B], [("text", "Apakah sedang demam?\n\nB")]),
        ([A, {"buttons": buttons("Ya")}], [("button", "A", "Ya")]),
        ([{"text": "A", "quick_replies": buttons("Ya")}], [("button", "A", "Ya")]),
    ],
)
def test_texts_and_buttons_share_messages(responses, expected):
    assert shown(*responses) == expected


def test_given_two_messages_with_buttons_then_the_last_ones_win_and_the_text_stays():
    assert shown(FAQ, QUESTION) == [
        ("button", "Vaksin ini halal.\n\nApakah sedang demam?", "Ya", "Tidak")
    ]


def test_given_a_question_for_words_after_an_answer_then_nothing_invites_to_tap():
    assert shown(FAQ, A) == [("text", "Vaksin ini halal.\n\nA")]


@pytest.mark.parametrize(("length", "messages"), [(1022 - len("Y"), 1), (1023 - len("Y"), 2)])
def test_text_and_question_are_joined_up_to_1024_characters(length, messages):
    question = {"text": "Y", "buttons": buttons("Ya")}
    assert len(render([{"text": "x" * length}, question])) == messages


def test_given_a_question_that_is_too_long_then_its_last_paragraph_carries_the_buttons():
    long = {"text": "a" * 900 + "\n\n" + "b" * 300 + "\n\nMau?", "buttons": buttons("Ya")}
    assert shown(A, long) == [
        ("text", "A\n\n" + "a" * 900),
        ("button", "b" * 300 + "\n\nMau?", "Ya"),
    ]


def test_a_text_over_4096_characters_is_split_at_a_paragraph():
    assert shown({"text": "a" * 4000}, {"text": "b" * 200}) == [
        ("text", "a" * 4000),
        ("text", "b" * 200),
    ]


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        (buttons("Satu"), "button"),
        (buttons("Satu", "Dua", "Tiga"), "button"),
        (buttons("Satu", "Dua", "Tiga", "Empat"), "list"),
        (buttons("x" * 20), "button"),
        (buttons("x" * 21), "list"),
        ([{"title": "Satu", "payload": "/satu", "description": "Keterangan"}], "list"),
    ],
)
def test_many_long_or_described_choices_become_a_list(choices, kind):
    assert shown({"text": "Pilih?", "buttons": choices})[0][0] == kind


def test_a_list_keeps_what_comes_back_and_what_is_shown():
    choices = [{"title": "Puskesmas", "payload": "#faskes=1", "description": "Jl. Contoh 1"}]
    (payload,) = render([{"text": "Di mana?", "buttons": choices, "custom": {"daftar": "Lokasi"}}])
    assert payload["interactive"]["action"] == {
        "button": "Lokasi",
        "sections": [
            {"rows": [{"id": "#faskes=1", "title": "Puskesmas", "description": "Jl. Contoh 1"}]}
        ],
    }


def test_the_button_that_opens_a_list_has_a_default():
    (payload,) = render([{"text": "Di mana?", "buttons": buttons("A", "B", "C", "D")}])
    assert payload["interactive"]["action"]["button"] == "Pilih"


def test_reply_buttons_carry_their_payloads():
    (payload,) = render([QUESTION])
    assert payload["interactive"]["action"]["buttons"] == [
        {"type": "reply", "reply": {"id": "/ya", "title": "Ya"}},
        {"type": "reply", "reply": {"id": "/tidak", "title": "Tidak"}},
    ]


IMAGE = {"text": "Tiket", "image": QR}


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ([{"image": LINK}], [("image", "")]),
        ([IMAGE], [("image", "Tiket")]),
        ([A, IMAGE, B], [("image", "A\n\nTiket\n\nB")]),
        ([{"text": "x" * 1024, "image": QR}], [("image", "x" * 1024)]),
        ([{"text": "x" * 1025, "image": QR}], [("image", ""), ("text", "x" * 1025)]),
        ([{"text": "x" * 1020}, IMAGE], [("text", "x" * 1020), ("image", "Tiket")]),
        ([IMAGE, {"text": "x" * 1020}], [("image", "Tiket"), ("text", "x" * 1020)]),
        ([IMAGE, IMAGE], [("image", "Tiket"), ("image", "Tiket")]),
        ([{**IMAGE, "buttons": buttons("Menu")}], [("button", "image", "Tiket", "Menu")]),
        ([IMAGE, QUESTION], [("button", "image", f"Tiket\n\n{QUESTION['text']}", "Ya", "Tidak")]),
        (
            [IMAGE, {"text": "x" * 1020, "buttons": buttons("Ya")}],
            [("image", "Tiket"), ("button", "x" * 1020, "Ya")],
        ),
        (
            [{**IMAGE, "buttons": buttons("A", "B", "C", "D")}],
            [("image", ""), ("list", "Tiket", "A", "B", "C", "D")],
        ),
        (
            [{**IMAGE, "buttons": buttons("X")}, QUESTION],
            [("button", "image", f"Tiket\n\n{QUESTION['text']}", "Ya", "Tidak")],
        ),
    ],
)
def test_images_share_messages_with_texts_and_buttons(responses, expected):
    assert shown(*responses) == expected


def test_an_image_keeps_its_address():
    assert [p["image"]["link"] for p in render([{"image": LINK}, {"image": QR}])] == [LINK, QR]


def test_a_place_is_a_message_of_its_own():
    place = {"latitude": -6.2, "longitude": 106.8, "name": "Puskesmas", "address": "Jl. Contoh"}
    payloads = render([{"text": "A", "custom": {"location": place}}, B])
    assert [summary(p) for p in payloads] == [("text", "A"), ("location",), ("text", "B")]
    assert payloads[1]["location"] == place


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [("https://contoh.go.id/a.pdf", ("document",)), ("berkas A", ("text", "berkas A"))],
)
def test_an_attachment_is_a_file_or_else_a_text(attachment, expected):
    assert shown({"attachment": attachment}) == [expected]


LETTERS = st.text(st.sampled_from("abc \n"), max_size=3000)
RESPONSES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "text": LETTERS,
            "buttons": st.lists(
                st.text("ABCDEF", min_size=1, max_size=24), unique=True, max_size=5
            ).map(lambda titles: buttons(*titles)),
            "image": st.just(LINK),
        },
    ),
    max_size=4,
)


def words(text):
    return "".join(text.split())


@given(RESPONSES)
def test_no_text_is_lost_and_only_what_is_said_last_can_be_tapped(responses):
    payloads = render(responses)
    tapped = [p for p in payloads if p["type"] == "interactive"]
    assert len(tapped) == bool(responses and responses[-1].get("buttons"))
    written = "".join(
        p["text"]["body"]
        if p["type"] == "text"
        else p["image"].get("caption", "")
        if p["type"] == "image"
        else p["interactive"]["body"]["text"]
        for p in payloads
    )
    assert words(written) == words("".join(response.get("text", "") for response in responses))


@given(RESPONSES)
def test_texts_that_fit_no_message_are_never_made(responses):
    problems = [problem for payload in render(responses) for problem in check(payload)]
    assert not [problem for problem in problems if "at most" in problem]


def test_an_offer_in_the_middle_of_a_form_keeps_its_buttons_as_a_message_apart():
    offer = {"text": "Ada kursi.", "buttons": buttons("Ambil"), "custom": {"tombol": "tetap"}}
    assert shown(A, offer, QUESTION) == [
        ("button", "A\n\nAda kursi.", "Ambil"),
        ("button", "Apakah sedang demam?", "Ya", "Tidak"),
    ]
