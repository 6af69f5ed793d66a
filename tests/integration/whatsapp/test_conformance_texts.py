"""Texts and bodies at the edge of what can be written: long, invisible, reversed, broken."""

from __future__ import annotations

import json

import pytest
import pytest_asyncio

from tests.integration.whatsapp.bot import SECRET
from tests.integration.whatsapp.corpus import Kind, interactive, media, written
from tests.integration.whatsapp.served import letters, serving, settled
from tests.unit.whatsapp.payload_samples import call, message, text_message, value
from whatsapp.signature import sign

pytestmark = pytest.mark.asyncio(loop_scope="module")
EMPTY = "#kiriman=kosong"
DISARM = "\u200b"
# Of what is typed as it is: nothing is changed about it.
AS_TYPED = {
    "4096 characters": "a" * 4096,
    "right to left": "مرحبا بالعالم",
    "marks of direction": "ha\u202elo\u202c \u2067x\u2069 y",
    "zero width in the middle": "ha\u200blo\u200d\u2060!",
    "family emoji": "👩\u200d👩\u200d👧\u200d👦 halo 🇮🇩",
    "stacked accents": "h" + "\u0301" * 500 + "alo",
    "Javanese script": "ꦲꦏ꧀ꦱꦫꦗꦮ",
    "line breaks": "halo\n\nmau\r\ndaftar",
    "JSON": '{"entry": [{"changes": []}]}',
    "SQL": "'; DROP TABLE whatsapp_inbox; --",
    "markup": "*tebal* _miring_ <b>",
    "a backslash at the end": "halo \\",
    "something before a command": "x /restart #lokasi=1,2",
}
CHANGED = {
    "too long": ("a" * 4097, "a" * 4096),
    "huge": ("a" * 1_000_000, "a" * 4096),
    "long emoji": ("😀" * 5000, "😀" * 4096),
    "long command": ("/" + "a" * 5000, DISARM + "/" + "a" * 4094),
    "blank": (" \t\r\n\u00a0\u2003\u3000\u2028", EMPTY),
    "nothing": ("", EMPTY),
    "blank around": (" \n halo \u3000 ", "halo"),
    "first half of a pair": ("halo \ud83d", "halo ?"),
    "second half of a pair": ("\udc4d halo", "? halo"),
    "pair the wrong way round": ("\udc4d\ud83d", "??"),
    "NUL in the middle": ("ha\0lo", "halo"),
    "NUL alone": ("\0\0", EMPTY),
    "NUL and blank": (" \0 \0 ", EMPTY),
}
PADDINGS = {
    "nothing": "",
    "blanks": "  \t",
    "line breaks": "\n\r\n",
    "no-break space": "\u00a0",
    "wide space": "\u3000\u2003",
    "line separator": "\u2028\u2029",
    "next line": "\x85",
    "information separators": "\x1c\x1d\x1e\x1f",
    "NUL": "\0",
    "NUL between blanks": " \0 \0 ",
    "vertical tab": "\v\f",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "mark of direction": "\u202e",
    "escape": "\x1b",
    "backspace": "\b",
    "delete": "\x7f",
    "half of a pair": "\ud83d",
    "two zero widths": "\u200b\u200b \u200b",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("tulisan")) as running:
        yield running


@pytest.fixture
def ani(served):
    return served.newcomer()


def id_of(sender):
    return f"wamid.{sender}"


async def read_alone(served, item):
    """Post a message and return what was read of it; it was answered once."""
    assert await served.post(item) == 200
    assert served.answers_to(item["from"]) == 1
    (text,) = served.read_from(item["id"])
    return text


@pytest.mark.parametrize("text", AS_TYPED.values(), ids=AS_TYPED)
async def test_a_text_is_read_as_it_was_typed(served, ani, text):
    assert await read_alone(served, written(text, ani, id_of(ani))) == text


@pytest.mark.parametrize(("text", "expected"), CHANGED.values(), ids=CHANGED)
async def test_a_text_that_cannot_be_read_as_typed_is_cut_or_cleaned(served, ani, text, expected):
    assert await read_alone(served, written(text, ani, id_of(ani))) == expected


@pytest.mark.parametrize(
    "text",
    ["\u200b", "\u200d\u2060", "\ufeff", "\u202e\u202c", "\x07\x1b"],
    ids=["zero width", "joiners", "byte order mark", "marks of direction", "control characters"],
)
async def test_a_text_that_shows_nothing_is_answered_once(served, ani, text):
    await read_alone(served, written(text, ani, id_of(ani)))


@pytest.mark.parametrize("body", [None, 7, True, [], {}, ["halo"], {"body": "halo"}], ids=repr)
async def test_a_body_that_is_no_text_is_an_empty_message(served, ani, body):
    item = Kind("text", text_message(body), EMPTY).sent(ani, id_of(ani))
    assert await read_alone(served, item) == EMPTY


TYPED_INTO = {
    "text": text_message,
    "caption": lambda text: media("image", caption=text),
    "title of a button": lambda text: interactive(button_reply={"id": "x", "title": text}),
    "title of a row": lambda text: interactive(list_reply={"title": text}),
    "text of a template's button": lambda text: message("button", {"text": text}),
    "caption of a future kind": lambda text: message("kelak_ada", {"caption": text}),
}


@pytest.mark.parametrize("padding", PADDINGS.values(), ids=PADDINGS)
@pytest.mark.parametrize("command", ["/restart", "#lokasi=1,2"], ids=["intent", "sign"])
async def test_nobody_types_a_command_in(served, padding, command):
    for typed_into in TYPED_INTO.values():
        ani = served.newcomer()
        item = Kind("x", typed_into(padding + command), "").sent(ani, id_of(ani))
        text = await read_alone(served, item)
        assert not text.strip().startswith(("/", "#"))
        assert text.endswith(command)


async def post_raw(served, body):
    signature = {"X-Hub-Signature-256": sign(body, SECRET)}
    answer = await served.bot.post_raw(body, **signature)
    await settled(served.world)
    return answer


def body_of(sender, text="halo"):
    payload = call(value([written(text, sender, id_of(sender))]))
    return json.dumps(payload, ensure_ascii=False)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
async def test_a_body_may_come_in_any_encoding_that_json_allows(served, ani, encoding):
    assert await post_raw(served, body_of(ani, "halo 😀 é").encode(encoding)) == 200
    assert served.read_from(id_of(ani)) == ["halo 😀 é"]


async def test_a_body_in_escapes_and_one_in_letters_are_read_alike(served):
    for is_ascii in (True, False):
        ani = served.newcomer()
        payload = call(value([written("é😀\u200f", ani, id_of(ani))]))
        assert await post_raw(served, json.dumps(payload, ensure_ascii=is_ascii).encode()) == 200
        assert served.read_from(id_of(ani)) == ["é😀\u200f"]


UNREADABLE = {
    "invalid UTF-8": b"\xff\xfe\xfd",
    "invalid UTF-8 in a text": body_of("628000000001").encode().replace(b"halo", b"ha\xe9lo"),
    "overlong UTF-8": body_of("628000000001").encode().replace(b"halo", b"\xc0\xaf"),
    "half a UTF-16 body": body_of("628000000001").encode("utf-16")[:-3],
    "half a body": body_of("628000000001").encode()[:-20],
    "two bodies": body_of("628000000001").encode() * 2,
    "raw line break in a text": body_of("628000000001").encode().replace(b"halo", b"ha\nlo"),
    "NUL bytes": b"\0" * 100,
    "form": b"entry=1&object=x",
    "markup": b"<html></html>",
    "single quotes": b"{'entry': []}",
    "nested too deep": b'{"entry":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "number too long": b'{"entry": ' + b"1" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_body_that_cannot_be_read_is_buried_as_a_whole(served, body):
    before = len(letters(served.world))
    assert await post_raw(served, body) == 200
    assert await post_raw(served, body) == 200
    *_, letter = letters(served.world)
    assert len(letters(served.world)) == before + 1
    assert letter.source == "webhook"
    assert len(letter.body) >= len(body) / 2


async def test_a_half_pair_in_raw_bytes_is_read_like_one_in_escapes(served, ani):
    body = body_of(ani).encode().replace(b"halo", b"halo \xed\xa0\xbd")
    assert await post_raw(served, body) == 200
    assert served.read_from(id_of(ani)) == ["halo ?"]


async def test_of_a_key_that_comes_twice_the_last_counts(served, ani):
    body = body_of(ani).replace('"body": "halo"', '"body": "lama", "body": "halo"')
    assert await post_raw(served, body.encode()) == 200
    assert served.read_from(id_of(ani)) == ["halo"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-0.0", "1e-320"])
@pytest.mark.parametrize("kind", ["timestamp", "place", "body", "phone"])
async def test_odd_numbers_harm_neither_their_message_nor_its_neighbours(served, number, kind):
    ani, budi = served.newcomers(2)
    item = written("halo", ani, id_of(ani))
    if kind == "timestamp":
        item["timestamp"] = "@"
    elif kind == "place":
        item |= message("location", {"latitude": "@", "longitude": "@"}) | {
            key: item[key] for key in ("from", "id", "timestamp")
        }
    elif kind == "body":
        item["text"]["body"] = "@"
    else:
        item["from"] = "@"
    body = json.dumps(call(value([item, written("hai", budi, id_of(budi))])))
    assert await post_raw(served, body.replace('"@"', number).encode()) == 200
    assert served.answers_to(budi) == 1
    assert len(served.read_from(id_of(ani))) == (kind != "phone")


@pytest.mark.parametrize(
    "number",
    [0, 7, -7, 10**15, 10**400, 1.5],
    ids=["zero", "small", "negative", "large", "huge", "fraction"],
)
async def test_a_number_for_an_id_is_buried_and_harms_no_neighbour(served, ani, number):
    before = len(letters(served.world))
    nameless = written("halo", served.newcomer(), number)
    assert await served.post(nameless, written("hai", ani, id_of(ani))) == 200
    assert served.answers_to(ani) == 1
    assert len(letters(served.world)) == before + 1


async def test_a_number_for_a_senders_number_is_taken(served, ani):
    numeric = written("halo", ani, id_of(ani))
    assert await served.post({**numeric, "from": int(ani)}) == 200
    assert served.answers_to(ani) == 1


@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
async def test_a_moment_may_be_a_number_in_seconds_or_milliseconds(served, ani, unit):
    item = written("halo", ani, id_of(ani))
    assert await read_alone(served, {**item, "timestamp": int(item["timestamp"]) * unit}) == "halo"


@pytest.mark.parametrize(
    "moment",
    [None, "", "besok", "-5", "1e9", "9" * 13, "9" * 40, 10**30, True, [], {}],
    ids=[
        *("null", "empty", "word", "negative", "exponent", "far future", "too long"),
        *("huge number", "true", "list", "object"),
    ],
)
async def test_a_message_whose_moment_is_not_known_is_answered_as_new(served, ani, moment):
    item = {**written("halo", ani, id_of(ani)), "timestamp": moment}
    assert await read_alone(served, item) == "halo"


@pytest.mark.parametrize("depth", [100, 900, 960, 975, 980, 985, 990, 995, 1000, 2000])
async def test_however_deep_an_item_is_nested_its_call_is_not_lost(served, ani, depth):
    deep = json.dumps({"id": "@"}).replace('"@"', "[" * depth + "]" * depth)
    body = body_of(ani).replace('"messages": [', f'"messages": [{deep}, ')
    before = len(letters(served.world))
    assert await post_raw(served, body.encode()) == 200
    is_whole = len(letters(served.world)) == before + 1
    assert is_whole or served.answers_to(ani) == 1
    if not served.answers_to(ani):
        assert id_of(ani) in letters(served.world)[-1].body
